import { tally } from '#lib/client/usage-series.ts'
import type { UsagePoint } from '#lib/contracts/usage.ts'

/** The hour or day with the most verifications, the earliest of several; null where there was none. */
export function busiest(points: readonly UsagePoint[]): { at: string; count: number } | null {
  let top: { at: string; count: number } | null = null
  for (const { at, outcomes } of points) {
    const { valid, refused } = tally(outcomes)
    const count = valid + refused
    if (count > (top?.count ?? 0)) top = { at, count }
  }
  return top
}
