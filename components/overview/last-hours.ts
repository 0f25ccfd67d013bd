import type { Slot } from '#lib/client/usage-series.ts'

const hour = 3_600_000
const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' })
const clock = (at: number) => new Date(at).toISOString().slice(11, 16)

/** The last `count` hours up to the end of the one in progress (`now`, milliseconds): the same question for a whole hour. */
export function lastHours(count: number, now: number): { from: string; to: string } {
  const to = Math.floor(now / hour) * hour + hour
  return { from: new Date(to - count * hour).toISOString(), to: new Date(to).toISOString() }
}

/** A bar for each hour, with a word under every sixth of two days and under every midnight of more. */
export function hourBars(slots: readonly Slot[]) {
  const short = slots.length <= 48
  return slots.map(({ at, valid, refused }) => {
    const hourOfDay = new Date(at).getUTCHours()
    const tick = short ? hourOfDay % 6 === 0 && clock(at) : hourOfDay === 0 && weekday.format(at)
    return { label: `${day.format(at)}, ${clock(at)} UTC`, valid, refused, ...(tick ? { tick } : {}) }
  })
}
