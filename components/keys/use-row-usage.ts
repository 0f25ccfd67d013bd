import { useMemo } from 'react'
import { useOperations } from '#lib/client/query.ts'
import { tally } from '#lib/client/usage-series.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { getUsage, type UsagePoint } from '#lib/contracts/usage.ts'

/** A key's last 36 hours, with what the bars of all rows are measured by. */
export interface RowUsage {
  points: readonly UsagePoint[]
  from: string
  to: string
  /** Verifications in an hour that nearly none of the rows exceeds. */
  busiest: number
}

const every = 30_000

/** The last 36 hours of the keys that are shown, one request for each page of the list. */
export function useRowUsage(pages: readonly { items: readonly ApiKey[] }[]): ReadonlyMap<string, RowUsage> {
  const asked = pages
    .map((page) => page.items.map((key) => key.id))
    .filter((ids) => ids.length > 0)
    .map((keys) => ({ keys }))
  const answers = useOperations(getUsage, asked, { refreshEvery: every })
  return useMemo(() => {
    const rows = answers.flatMap((answer) =>
      answer ? answer.series.map((one) => ({ ...one, from: answer.from, to: answer.to })) : [],
    )
    const busiest = nearlyMost(rows.flatMap((row) => row.points.map((point) => hourOf(point))))
    return new Map(rows.map(({ keyId, points, from, to }) => [keyId, { points, from, to, busiest }]))
  }, [answers])
}

const hourOf = ({ outcomes }: UsagePoint) => {
  const { valid, refused } = tally(outcomes)
  return valid + refused
}

/** The count that 19 of 20 busy hours stay below: one burst somewhere must not flatten every other row. */
export function nearlyMost(counts: readonly number[]): number {
  const sorted = counts.filter((count) => count > 0).sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0
}
