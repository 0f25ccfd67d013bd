import { leakExpression } from '#app/docs/leak-expression.ts'
import { KeyFormat } from '#components/docs/guides/key-format.tsx'

export const metadata = { title: 'Key format' }

export default function Page() {
  return <KeyFormat leakExpression={leakExpression()} />
}
