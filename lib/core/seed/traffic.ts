import type { VerdictCode } from '#lib/contracts/verification.ts'
import type { Random } from './random.ts'
import type { Refusable, SampleKey, Shape } from './sample-key.ts'

const hour = 3_600_000
const day = 24 * hour
/** How far back use is told. */
const told = 90 * day

/** Verifications of one hour with one outcome. */
export interface HourOfUse {
  /** Start of the hour, milliseconds since 1970. */
  hour: number
  outcome: VerdictCode
  count: number
}

/** Part of the busiest hour, for each hour of a weekday (UTC). */
const shoppersDay = [
  0.22, 0.16, 0.12, 0.1, 0.1, 0.14, 0.24, 0.38, 0.52, 0.62, 0.68, 0.74, 0.8, 0.76, 0.7, 0.68, 0.74, 0.84,
  0.95, 1, 0.98, 0.84, 0.6, 0.38,
]
const workDay = [
  0.3, 0.28, 0.26, 0.26, 0.28, 0.34, 0.48, 0.7, 0.9, 1, 0.98, 0.94, 0.82, 0.9, 0.96, 0.92, 0.82, 0.66, 0.5,
  0.44, 0.4, 0.36, 0.34, 0.32,
]

function activity(shape: Shape, at: number, random: Random): number {
  const date = new Date(at)
  const clock = date.getUTCHours()
  const weekend = date.getUTCDay() % 6 === 0
  const working = !weekend && clock >= 7 && clock < 18
  switch (shape) {
    case 'shoppers':
      return (shoppersDay[clock] ?? 0) * (weekend ? 1.12 : 0.94)
    case 'service':
      return (workDay[clock] ?? 0) * (weekend ? 0.55 : 1)
    case 'office':
      return working ? (workDay[clock] ?? 0) : 0
    case 'nightly':
      return clock === 1 ? 1 : clock === 2 ? 0.6 : 0
    case 'steady':
      return 1
    case 'builds':
      return (working ? 1 : 0.06) * (random.next() < 0.6 ? random.next() * 1.6 : 0)
    case 'now and then':
      return working ? 1 : 0.1
  }
}

/** A whole number whose mean is `expected`, spread a little. */
function about(expected: number, random: Random): number {
  const spread = expected * (0.82 + 0.36 * random.next())
  return Math.floor(spread) + (random.next() < spread % 1 ? 1 : 0)
}

/** When a key stopped working, and how it is refused since; null where it works still. */
export function endOf(key: SampleKey, now: number): { at: number; code: VerdictCode } | null {
  if (key.revoked) return { at: now - key.revoked.since * day, code: 'REVOKED' }
  if (key.disabled) return { at: now - key.disabled.since * day, code: 'DISABLED' }
  const expiry = key.life === null ? Number.POSITIVE_INFINITY : now + (key.life - key.age) * day
  return expiry <= now ? { at: expiry, code: 'EXPIRED' } : null
}

/**
 * The use of a key in the last 90 days, hour by hour: busy by day, quiet at night, growing a little through the weeks;
 * refusals come in bursts, as they do when something is misconfigured.
 * @param now milliseconds since 1970
 */
export function usageOf(key: SampleKey, now: number, random: Random): HourOfUse[] {
  const { traffic } = key
  if (!traffic) return []
  const end = endOf(key, now)
  const since = Math.max(now - told, now - key.age * day)
  const rows: HourOfUse[] = []
  for (let start = since - (since % hour); start < now; start += hour) {
    // Only the part of the hour in which the key was there and worked, or no longer did, counts.
    const worked = Math.min(start + hour, now, end?.at ?? now) - Math.max(start, since)
    const failed = end ? Math.min(start + hour, now) - Math.max(start, end.at, since) : 0
    const growth = 0.78 + 0.22 * ((start - (now - told)) / told)
    const busy = activity(traffic.shape, start, random) * growth
    if (worked > 0)
      rows.push(...working(traffic.refused ?? {}, start, traffic.perHour * busy * (worked / hour), random))
    if (failed > 0 && end && traffic.afterEnd) {
      const count = about(Math.min(1, busy + 0.2) * traffic.afterEnd * (failed / hour), random)
      if (count > 0) rows.push({ hour: start, outcome: end.code, count })
    }
  }
  return rows
}

function working(
  refused: Partial<Record<Refusable, number>>,
  start: number,
  expected: number,
  random: Random,
): HourOfUse[] {
  const rows: HourOfUse[] = []
  const total = about(expected, random)
  let valid = total
  for (const code of Object.keys(refused) as Refusable[]) {
    // One hour in five has five times its share.
    const share = random.next() < 0.2 ? 5 * (refused[code] ?? 0) : 0
    const count = Math.min(valid, about(total * share, random))
    valid -= count
    if (count > 0) rows.push({ hour: start, outcome: code, count })
  }
  if (valid > 0) rows.push({ hour: start, outcome: 'VALID', count: valid })
  return rows
}

/** The last instant at which the key passed, a little before now or before its end; null where it never did. */
export function lastValidOf(
  key: SampleKey,
  rows: readonly HourOfUse[],
  now: number,
  random: Random,
): number | null {
  const last = rows.filter((row) => row.outcome === 'VALID').at(-1)
  if (!last) return key.lastUsed === undefined ? null : now - key.lastUsed * day
  const end = Math.min(last.hour + hour, now, endOf(key, now)?.at ?? now)
  const begin = Math.max(last.hour, now - key.age * day)
  // The busier the hour, the closer to its end.
  return Math.round(end - ((end - begin) / (last.count + 1)) * (0.2 + 0.8 * random.next()))
}
