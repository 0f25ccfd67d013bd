import { parseAsStringLiteral } from 'nuqs'
import type { Unit } from '#lib/client/usage-series.ts'

export const usageSpans = ['24h', '7d', '30d', '90d'] as const
export type UsageSpan = (typeof usageSpans)[number]
export const units = ['hour', 'day'] as const
export const views = ['chart', 'table'] as const
export type View = (typeof views)[number]
/** By what the bars are parted. */
export const splits = ['outcome', 'project', 'key'] as const

/** Height of the plot, px. */
export const plotHeight = 260

/** What the address of the page may say. Anything else in it is ignored. */
export const usageParsers = {
  span: parseAsStringLiteral(usageSpans).withDefault('7d'),
  unit: parseAsStringLiteral(units),
  view: parseAsStringLiteral(views).withDefault('chart'),
  split: parseAsStringLiteral(splits).withDefault('outcome'),
}

export const spanNames: Readonly<Record<UsageSpan, string>> = {
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
}

const hours: Readonly<Record<UsageSpan, number>> = { '24h': 24, '7d': 168, '30d': 720, '90d': 2160 }
const length: Readonly<Record<Unit, number>> = { hour: 3_600_000, day: 86_400_000 }

/** The widths of a bar that a span can be read in, the usual one first: a day has no days in it, a quarter too many hours. */
export function unitsOf(span: UsageSpan): readonly Unit[] {
  if (span === '24h') return ['hour']
  return span === '7d' ? ['hour', 'day'] : ['day']
}

/**
 * The width of a bar: the one asked for, where the span can be read in it; else the usual one, or days where the window is as
 * narrow as a phone, as the hours of a week would be a pixel each.
 */
export function unitOf(span: UsageSpan, asked: Unit | null, narrow = false): Unit {
  const possible = unitsOf(span)
  if (asked && possible.includes(asked)) return asked
  return (narrow ? possible.at(-1) : possible[0]) ?? 'hour'
}

/**
 * A span that ends with the hour or day in progress (`now`, milliseconds), on round instants, so that the same question is
 * asked for a whole hour or day.
 */
export function rangeOf(
  hoursBack: number,
  unit: Unit,
  now: number,
): { from: string; to: string; unit: Unit } {
  const to = Math.ceil((now + 1) / length[unit]) * length[unit]
  return { from: new Date(to - hoursBack * length.hour).toISOString(), to: new Date(to).toISOString(), unit }
}

/** The range that the address asks for. */
export function askedRange(span: UsageSpan, unit: Unit, now: number) {
  return rangeOf(hours[span], unit, now)
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

/** An hour or a day named in full: `Mon 16 Nov, 14:00 UTC`. */
export function slotName(at: number, unit: Unit): string {
  return unit === 'hour' ? `${whole.format(at)}, ${clock(at)} UTC` : whole.format(at)
}

/** The bars of a chart, with what they count: each named in full, some with a word under the axis. */
export function barsOf<S extends { at: number }>(slots: readonly S[], unit: Unit) {
  return slots.map(({ at, ...counted }, index) => {
    const tick = tickOf(at, index, slots.length, unit)
    return { ...counted, label: slotName(at, unit), ...(tick ? { tick } : {}) }
  })
}

/** About seven words under the axis, on round hours and days. */
function tickOf(at: number, index: number, all: number, unit: Unit): string | null {
  if (unit === 'hour') {
    const hour = new Date(at).getUTCHours()
    if (all > 72) return hour === 0 ? weekday.format(at) : null
    return hour % 6 === 0 ? clock(at) : null
  }
  if (all <= 8) return weekday.format(at)
  return index % (all > 45 ? 14 : 5) === 0 ? dayMonth.format(at) : null
}
