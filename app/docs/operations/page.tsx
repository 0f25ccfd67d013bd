import { operationGroups } from '#app/docs/reference.ts'
import { OperationList } from '#components/docs/guides/operation-list.tsx'

export const metadata = { title: 'Operations' }

export default function Page() {
  return <OperationList groups={operationGroups()} />
}
