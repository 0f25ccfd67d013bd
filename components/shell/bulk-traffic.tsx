'use client'

import { InlineError } from '#components/ui/inline-error.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useOperation } from '#lib/client/query.ts'
import { spanRange, sumOutcomes, tally } from '#lib/client/usage-series.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { getUsage } from '#lib/contracts/usage.ts'

/** How many keys one question may name. */
const asked = 200
const listed = 5

/** Which of many keys were used in the last 7 days, the busiest first, with their owners. */
export function BulkTraffic({ keys }: { keys: readonly ApiKey[] }) {
  // What is refused already has nobody to surprise.
  const working = keys.filter((key) => key.enabled && key.status !== 'revoked' && key.status !== 'expired')
  const some = working.slice(0, asked)
  const usage = useOperation(
    getUsage,
    { keys: some.map((key) => key.id), ...spanRange('7d', Date.now()) },
    { enabled: some.length > 0 },
  )
  if (some.length === 0) return <p className="text-muted">None of them works at present.</p>
  if (usage.error)
    return <InlineError>{`How much they are used could not be read: ${usage.error.message}`}</InlineError>
  if (!usage.data) return <Skeleton className="h-16 w-full" />
  const counts = new Map(usage.data.series.map((one) => [one.keyId, tally(sumOutcomes(one.points)).valid]))
  const used = some
    .map((key) => ({ key, count: counts.get(key.id) ?? 0 }))
    .filter((one) => one.count > 0)
    .sort((a, b) => b.count - a.count)
  const among = working.length > asked ? `Of the first ${asked}, ` : ''
  if (used.length === 0) return <p className="text-muted">{among}none was used in the last 7 days.</p>
  return (
    <div className="border-danger border-l-2 pl-3">
      <p className="font-medium">
        {among}
        {used.length} {used.length === 1 ? 'was' : 'were'} used in the last 7 days
      </p>
      <ul className="mt-1 grid gap-1">
        {used.slice(0, listed).map(({ key, count }) => (
          <li key={key.id} className="flex gap-3">
            <span className="min-w-0 flex-1 truncate">
              {key.name} <span className="text-faint">{key.owner.name}</span>
            </span>
            <span className="tabular-nums">{count.toLocaleString('en')}</span>
          </li>
        ))}
      </ul>
      {used.length > listed && <p className="mt-1 text-faint">and {used.length - listed} more</p>}
    </div>
  )
}
