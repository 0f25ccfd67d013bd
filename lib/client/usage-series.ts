import type { UsagePoint } from '#lib/contracts/usage.ts'
import { type VerdictCode, verdictCodes } from '#lib/contracts/verification.ts'

export type Outcomes = UsagePoint['outcomes']
export type Unit = 'hour' | 'day'

const length: Record<Unit, number> = { hour: 3_600_000, day: 86_400_000 }

/** Why a verification was refused, as people say it. */
export const refusalNames: Readonly<Record<Exclude<VerdictCode, 'VALID'>, string>> = {
  NOT_FOUND: 'Unknown key',
  DISABLED: 'Disabled',
  EXPIRED: 'Expired',
  REVOKED: 'Revoked',
  INSUFFICIENT_PERMISSIONS: 'Permission missing',
  IP_NOT_ALLOWED: 'Address not allowed',
  RATE_LIMITED: 'Over a rate limit',
}

export interface Tally {
  valid: number
  refused: number
}

/** Valid against refused, whatever the reasons. */
export function tally(outcomes: Outcomes): Tally {
  let refused = 0
  for (const code of verdictCodes) if (code !== 'VALID') refused += outcomes[code] ?? 0
  return { valid: outcomes.VALID ?? 0, refused }
}

/** A share as a whole percent, but never 0 or 100 where it is neither. */
export function percent(part: number, all: number): string {
  if (all === 0) return '0 %'
  const rounded = Math.round((part / all) * 100)
  if (rounded === 0 && part > 0) return '<1 %'
  return `${rounded === 100 && part < all ? 99 : rounded} %`
}

/** Refusals by reason, the most frequent first. */
export function refusalReasons(outcomes: Outcomes): { code: VerdictCode; name: string; count: number }[] {
  return (Object.entries(refusalNames) as [Exclude<VerdictCode, 'VALID'>, string][])
    .map(([code, name]) => ({ code, name, count: outcomes[code] ?? 0 }))
    .filter((reason) => reason.count > 0)
    .sort((a, b) => b.count - a.count)
}

/** The sum of all points. */
export function sumOutcomes(points: readonly Pick<UsagePoint, 'outcomes'>[]): Outcomes {
  const sum: Outcomes = {}
  for (const point of points)
    for (const code of verdictCodes) {
      const count = point.outcomes[code]
      if (count) sum[code] = (sum[code] ?? 0) + count
    }
  return sum
}

export interface Slot extends Tally {
  /** Milliseconds since the epoch: the start of the hour or day, UTC. */
  at: number
  outcomes: Outcomes
}

/** Every hour or day from `from` (included) to `to` (excluded), those without a verification too. */
export function fillSlots(points: readonly UsagePoint[], from: string, to: string, unit: Unit): Slot[] {
  const step = length[unit]
  const known = new Map(points.map((point) => [Math.floor(Date.parse(point.at) / step), point.outcomes]))
  const slots: Slot[] = []
  const end = Math.ceil(Date.parse(to) / step)
  for (let at = Math.floor(Date.parse(from) / step); at < end; at++) {
    const outcomes = known.get(at) ?? {}
    slots.push({ at: at * step, outcomes, ...tally(outcomes) })
  }
  return slots
}

/** Hours summed by day (UTC), each at its first hour: where the hours of a week would be a pixel each. */
export function slotsByDay(slots: readonly Slot[]): Slot[] {
  return [...Map.groupBy(slots, ({ at }) => Math.floor(at / length.day)).values()].flatMap((hours) => {
    const [first] = hours
    if (!first) return []
    const outcomes = sumOutcomes(hours)
    return [{ at: first.at, outcomes, ...tally(outcomes) }]
  })
}

/** The spans one may look at, with the width of a bar. */
export const spans = {
  '24h': { name: '24 hours', hours: 24, unit: 'hour' },
  '7d': { name: '7 days', hours: 168, unit: 'hour' },
  '30d': { name: '30 days', hours: 720, unit: 'day' },
  '90d': { name: '90 days', hours: 2160, unit: 'day' },
} as const satisfies Record<string, { name: string; hours: number; unit: Unit }>
export type Span = keyof typeof spans

/**
 * The range of a span that ends with the hour or day of `now` (milliseconds), on round instants, so that the same
 * question is asked for a whole hour.
 */
export function spanRange(span: Span, now: number): { from: string; to: string; unit: Unit } {
  const { hours, unit } = spans[span]
  const to = Math.ceil((now + 1) / length[unit]) * length[unit]
  return { from: new Date(to - hours * length.hour).toISOString(), to: new Date(to).toISOString(), unit }
}

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' })
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const whole = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})
const clock = (at: number) => new Date(at).toISOString().slice(11, 16)

/** The bars of a chart over a span: each named in full, some with a word under the axis. */
export function chartBars(slots: readonly Slot[], span: Span) {
  return slots.map((slot, index) => {
    const tick = tickOf(slot.at, index, span)
    return {
      label:
        spans[span].unit === 'hour'
          ? `${whole.format(slot.at)}, ${clock(slot.at)} UTC`
          : whole.format(slot.at),
      valid: slot.valid,
      refused: slot.refused,
      ...(tick ? { tick } : {}),
    }
  })
}

/** A bar for each day, each with its weekday under the axis. */
export function dayBars(days: readonly Slot[]) {
  return days.map(({ at, valid, refused }) => {
    const begins = at % length.day === 0 ? '' : `, from ${clock(at)} UTC`
    return { label: `${whole.format(at)}${begins}`, valid, refused, tick: weekday.format(at) }
  })
}

function tickOf(at: number, index: number, span: Span): string | null {
  const hour = new Date(at).getUTCHours()
  if (span === '24h') return hour % 6 === 0 ? clock(at) : null
  if (span === '7d') return hour === 0 ? weekday.format(at) : null
  return index % (span === '30d' ? 7 : 21) === 0 ? dayMonth.format(at) : null
}
