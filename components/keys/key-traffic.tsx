'use client'

import { InlineError } from '#components/ui/inline-error.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useOperation } from '#lib/client/query.ts'
import { spanRange, tally } from '#lib/client/usage-series.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { getKeyUsage } from '#lib/contracts/usage.ts'

/** Who would notice: what a key was used for in the last 7 days, by the true counts. */
export function KeyTraffic({ apiKey }: { apiKey: ApiKey }) {
  const usage = useOperation(getKeyUsage, { keyId: apiKey.id, ...spanRange('7d', Date.now()) })
  if (usage.error)
    return <InlineError>{`How much it is used could not be read: ${usage.error.message}`}</InlineError>
  if (!usage.data) return <Skeleton className="h-10 w-full" />
  const { valid } = tally(usage.data.total)
  const clients = usage.data.retiringSecretClients.length
  if (valid === 0)
    return (
      <p className="text-muted">
        Nobody has used it in the last 7 days
        {apiKey.lastUsedAt === null ? '; it was never used.' : '.'}
      </p>
    )
  return (
    <p className="border-danger border-l-2 pl-3">
      <span className="font-medium">
        {valid.toLocaleString('en')} {valid === 1 ? 'verification' : 'verifications'} passed in the last 7
        days
      </span>
      {apiKey.lastUsedAt && (
        <>
          , the latest <RelativeTime instant={apiKey.lastUsedAt} />
        </>
      )}
      .
      {clients > 0 &&
        ` ${clients} ${clients === 1 ? 'client still uses' : 'clients still use'} its old secret.`}
    </p>
  )
}
