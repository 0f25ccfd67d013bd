const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/**
 * The distance between two instants (ms since the epoch) as people say it: `12 s ago`, `6 h ago`, `yesterday`,
 * `94 days ago`, `in 61 days`. Past a year it counts years. What is past rounds down, as an age does; what is ahead to the nearest, so
 * that what was set to 90 days a moment ago reads `in 90 days`.
 */
export function relativeText(instant: number, now: number): string {
  const distance = Math.abs(now - instant)
  if (distance < 5 * second) return 'just now'
  const ahead = instant > now
  const amount = amountText(distance, ahead ? Math.round : Math.floor)
  if (amount === '1 day') return ahead ? 'tomorrow' : 'yesterday'
  return ahead ? `in ${amount}` : `${amount} ago`
}

/** As `relativeText`, of what is still to come for certain: it is never `just now`, and not past where a clock is ahead. */
export function comingText(instant: number, now: number): string {
  return instant - now < 10 * second ? 'in a few seconds' : relativeText(instant, now)
}

/** `6 h`, in the largest unit of which there is one at least, rounded. */
function amountText(distance: number, round: (amount: number) => number): string {
  const [seconds, minutes, hours, days] = [second, minute, hour, day].map((unit) =>
    round(distance / unit),
  ) as [number, number, number, number]
  if (seconds < 60) return `${seconds} s`
  if (minutes < 60) return `${minutes} min`
  if (hours < 24) return `${hours} h`
  if (days < 365) return days === 1 ? '1 day' : `${days} days`
  const years = round(days / 365)
  return years === 1 ? '1 year' : `${years} years`
}

/** What is left of a span (ms): `3 h 12 min`, `4 min`, `40 s`, `2 days 5 h`; `0 s` when it is over. */
export function durationText(span: number): string {
  const left = Math.max(0, span)
  if (left < minute) return `${Math.floor(left / second)} s`
  if (left < hour) return `${Math.floor(left / minute)} min`
  const [big, bigName, small, smallName] =
    left < day
      ? [Math.floor(left / hour), 'h', Math.floor((left % hour) / minute), 'min']
      : [Math.floor(left / day), left < 2 * day ? 'day' : 'days', Math.floor((left % day) / hour), 'h']
  return small > 0 ? `${big} ${bigName} ${small} ${smallName}` : `${big} ${bigName}`
}

const exact = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
})
const date = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

/** `21 Nov 2026, 19:36:42 UTC`: the same on every machine, so that two people can compare it. */
export function exactText(instant: number): string {
  return `${exact.format(instant)} UTC`
}

/** `21 Nov 2026`, by UTC. */
export function dateText(instant: number): string {
  return date.format(instant)
}
