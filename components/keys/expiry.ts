import { maxLifetime } from '#lib/contracts/keys.ts'

const day = 24 * 3600

/** The lifetimes one may choose at once, in seconds. */
export const lifetimes = {
  '7d': { label: '7 days', seconds: 7 * day },
  '30d': { label: '30 days', seconds: 30 * day },
  '90d': { label: '90 days', seconds: 90 * day },
  '365d': { label: '1 year', seconds: 365 * day },
} as const
export type Lifetime = keyof typeof lifetimes

/** `keep`: as it is (when editing). `project`: the project's default, where it is none of the lifetimes. */
export const expiryChoices = ['keep', 'project', '7d', '30d', '90d', '365d', 'date', 'never'] as const
export type ExpiryChoice = (typeof expiryChoices)[number]

const isLifetime = (choice: ExpiryChoice): choice is Lifetime => choice in lifetimes

/** The choice a new key begins with: the project's default. */
export function defaultExpiry(defaultLifetime: number | null): ExpiryChoice {
  if (defaultLifetime === null) return 'never'
  const known = (Object.keys(lifetimes) as Lifetime[]).find(
    (each) => lifetimes[each].seconds === defaultLifetime,
  )
  return known ?? 'project'
}

/** `90 days`, `36 hours`, `10 minutes`: a lifetime in seconds as people say it. */
export function lifetimeText(seconds: number): string {
  const [amount, noun] =
    seconds % day === 0
      ? [seconds / day, 'day']
      : seconds % 3600 === 0
        ? [seconds / 3600, 'hour']
        : [Math.round(seconds / 60), 'minute']
  return `${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`
}

/** The last second of a day (`2027-01-31`) where the person is, as an instant; null where it is no day. */
export function endOfDay(date: string): string | null {
  const end = /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T23:59:59`) : null
  return end && !Number.isNaN(end.getTime()) ? end.toISOString() : null
}

/** Why a day cannot be the end of a key, or null. `now` in milliseconds; the server has the last word. */
export function dateProblem(date: string, now: number): string | null {
  const end = endOfDay(date)
  if (end === null) return 'Choose a day'
  if (Date.parse(end) <= now) return 'Choose a day that is not over'
  if (Date.parse(end) > now + maxLifetime * 1000) return 'At most ten years ahead'
  return null
}

/** What a new key's body says of its expiry: nothing where the project decides. */
export function expiryOfNew(
  choice: ExpiryChoice,
  date: string,
): { expiresIn?: number; expiresAt?: string | null } {
  if (isLifetime(choice)) return { expiresIn: lifetimes[choice].seconds }
  if (choice === 'never') return { expiresAt: null }
  if (choice === 'date') return { expiresAt: endOfDay(date) }
  return {}
}

/** What an edit says of it: a lifetime counts from `now` (milliseconds). */
export function expiryOfEdit(choice: ExpiryChoice, date: string, now: number): { expiresAt?: string | null } {
  if (isLifetime(choice)) return { expiresAt: new Date(now + lifetimes[choice].seconds * 1000).toISOString() }
  if (choice === 'never') return { expiresAt: null }
  if (choice === 'date') return { expiresAt: endOfDay(date) }
  return {}
}
