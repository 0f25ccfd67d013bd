import { QuickStart } from '#components/docs/guides/quick-start.tsx'
import { operations } from '#lib/contracts/operations.ts'
import { env } from '#lib/env.ts'
import { exampleOfOperation } from './reference.ts'

export const metadata = { title: 'Quick start' }

export default function Page() {
  return (
    <QuickStart
      origin={env().LATCHWORK_URL}
      operationCount={operations.length}
      examples={{
        createSession: exampleOfOperation('createSession'),
        createKey: exampleOfOperation('createKey'),
        getOwnKey: exampleOfOperation('getOwnKey'),
        verifyKey: exampleOfOperation('verifyKey'),
      }}
    />
  )
}
