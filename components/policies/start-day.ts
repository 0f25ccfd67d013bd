const day = 86_400_000

/** The day so many days after an instant, as `2026-11-21`, in the time zone of the browser. */
export function dayIn(days: number, now: Date): string {
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** The first instant of a day in the time zone of the browser, as the contract writes it; null for no day, and for one that has begun. */
export function startOfDay(date: string, now = new Date()): string | null {
  const at = new Date(`${date}T00:00:00`)
  return Number.isNaN(at.getTime()) || at <= now || at.getFullYear() > 9999 ? null : at.toISOString()
}

/** When owners are told before a policy begins. */
export function warning(from: string | null, now: Date, keys: number): string {
  if (from === null || keys === 0) return 'At the beginning of the day, in your time zone.'
  const left = (Date.parse(from) - now.getTime()) / day
  if (left >= 7) return 'Owners of keys that break it are told 7 days and a day before.'
  return left >= 1
    ? 'Owners of keys that break it are told now, and a day before.'
    : 'Owners of keys that break it are told now: they have less than a day.'
}
