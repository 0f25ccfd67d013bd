import { exampleOfOperation } from '#app/docs/reference.ts'
import { Verification } from '#components/docs/guides/verification.tsx'
import { maxQueryDepth, maxQueryLength } from '#lib/contracts/permission-query.ts'
import { maxBatch } from '#lib/contracts/verification.ts'

export const metadata = { title: 'Verifying keys' }

export default function Page() {
  return (
    <Verification
      example={exampleOfOperation('verifyKey')}
      maxQueryLength={maxQueryLength}
      maxQueryDepth={maxQueryDepth}
      maxBatch={maxBatch}
    />
  )
}
