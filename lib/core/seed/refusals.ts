import type { VerdictCode } from '#lib/contracts/verification.ts'
import type { Random } from './random.ts'
import type { SampleKey } from './sample-key.ts'
import { endOf, type HourOfUse } from './traffic.ts'

const hour = 3_600_000
/** As many as the meter keeps of a key. */
const kept = 100

/** A refusal as the key's page lists it. */
export interface SampleRefusal {
  at: number
  code: VerdictCode
  ip: string
  userAgent: string
  query: string | null
}

/** An address of the sample organization's own network, out of a range for documentation (RFC 5737). */
export function innerAddress(random: Random): string {
  return `203.0.113.${random.between(2, 14)}`
}

/** An address of somebody else, out of ranges for documentation (RFC 5737, RFC 3849). */
export function outerAddress(random: Random): string {
  return random.pick([
    `198.51.100.${random.between(1, 120)}`,
    `192.0.2.${random.between(1, 254)}`,
    `2001:db8:${random.between(0x1000, 0xffff).toString(16)}::${random.between(1, 99)}`,
  ])
}

/** The newest refusals among hours of use, the latest first, each within its hour. */
export function refusalsOf(
  key: SampleKey,
  rows: readonly HourOfUse[],
  lacking: readonly [string, ...string[]],
  now: number,
  random: Random,
): SampleRefusal[] {
  const found: SampleRefusal[] = []
  const ended = endOf(key, now)
  for (const { hour: start, outcome, count } of rows.filter((row) => row.outcome !== 'VALID').toReversed()) {
    const begin = Math.max(start, outcome === ended?.code ? ended.at : start, now - key.age * 24 * hour)
    const end = Math.min(start + hour, now)
    for (let one = 0; one < count && found.length < kept; one += 1)
      found.push({
        at: Math.floor(begin + random.next() * (end - begin)),
        code: outcome,
        ip: outcome === 'IP_NOT_ALLOWED' || key.revoked ? outerAddress(random) : innerAddress(random),
        userAgent: key.agent ?? 'curl/8.11',
        query: outcome === 'INSUFFICIENT_PERMISSIONS' ? random.pick(lacking) : null,
      })
    if (found.length === kept) break
  }
  return found.sort((a, b) => b.at - a.at)
}
