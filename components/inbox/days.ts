/** Items under the day on which they came. */
export interface Day<T> {
  /** `Today`, `Yesterday`, `Thursday`, `12 November`, `12 November 2025`. */
  title: string
  items: T[]
}

/**
 * Parts a list into days, in its own order, by the calendar of whoever looks at it.
 * @param now milliseconds since 1970
 */
export function byDay<T extends { at: string }>(items: readonly T[], now: number): Day<T>[] {
  const days: Day<T>[] = []
  for (const item of items) {
    const title = dayWords(new Date(item.at), new Date(now))
    const last = days.at(-1)
    if (last?.title === title) last.items.push(item)
    else days.push({ title, items: [item] })
  }
  return days
}

const startOf = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()

function dayWords(at: Date, now: Date): string {
  // Rounded, since a day of the change to summer time has 23 hours.
  const ago = Math.round((startOf(now) - startOf(at)) / 86_400_000)
  if (ago <= 0) return 'Today'
  if (ago === 1) return 'Yesterday'
  if (ago < 7) return at.toLocaleDateString('en-GB', { weekday: 'long' })
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', ...year })
}
