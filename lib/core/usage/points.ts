import type { UsagePoint } from '#lib/contracts/usage.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'
import { asking } from '#lib/db/asking.ts'

/** One sum of the meter's. */
export interface Tallied {
  at: Date
  outcome: string
  count: bigint
}

type Outcomes = UsagePoint['outcomes']

/** Sums by instant, in order; only what occurred. */
export function pointsOf(rows: readonly Tallied[]): UsagePoint[] {
  const points = new Map<number, Outcomes>()
  for (const { at, outcome, count } of rows) {
    const outcomes = points.get(at.getTime()) ?? {}
    const code = outcome === asking ? 'VALID' : (outcome as VerdictCode)
    outcomes[code] = (outcomes[code] ?? 0) + Number(count)
    points.set(at.getTime(), outcomes)
  }
  return [...points]
    .sort(([a], [b]) => a - b)
    .map(([at, outcomes]) => ({ at: new Date(at).toISOString(), outcomes }))
}

/** All points together. */
export function totalOf(points: readonly UsagePoint[]): Outcomes {
  const total: Outcomes = {}
  for (const { outcomes } of points)
    for (const [code, count] of Object.entries(outcomes) as [VerdictCode, number][])
      total[code] = (total[code] ?? 0) + count
  return total
}
