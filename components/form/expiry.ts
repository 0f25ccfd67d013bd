/** When something ends, as a form holds it: never, a number of days from the moment of sending, or a day. */
export type Expiry = { kind: 'never' } | { kind: 'days'; days: number } | { kind: 'date'; date: string }

/** The lifetimes offered, days. */
export const presetDays = [7, 30, 60, 90, 365] as const

const day = 86_400

/**
 * What the contract takes for it: seconds from now, which the server's clock counts from, or an instant.
 * A day ends where it ends for the person who chose it (their time zone), one millisecond before midnight.
 */
export function expiryInput(expiry: Expiry): { expiresIn: number } | { expiresAt: string | null } {
  if (expiry.kind === 'never') return { expiresAt: null }
  if (expiry.kind === 'days') return { expiresIn: expiry.days * day }
  return { expiresAt: endOfDay(expiry.date).toISOString() }
}

/** The last instant of a day (`2026-11-21`) in the time zone of the browser; an invalid date for anything else. */
export function endOfDay(date: string): Date {
  return new Date(`${date}T23:59:59.999`)
}

/** The form's value for what the API says; a stored instant becomes its day. */
export function expiryOf(expiresAt: string | null): Expiry {
  if (expiresAt === null) return { kind: 'never' }
  const at = new Date(expiresAt)
  const two = (part: number) => String(part).padStart(2, '0')
  return { kind: 'date', date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}` }
}

/** In a few words, for a summary: `90 days`, `Never`, `on 2026-11-21`. */
export function expiryText(expiry: Expiry): string {
  if (expiry.kind === 'never') return 'Never'
  if (expiry.kind === 'days') return expiry.days === 365 ? '1 year' : `${expiry.days} days`
  return expiry.date ? `on ${expiry.date}` : 'No date yet'
}
