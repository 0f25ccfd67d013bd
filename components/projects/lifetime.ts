import { z } from 'zod'
import { maxLifetime } from '#lib/contracts/api-key.ts'

/** A default lifetime as a form holds it: a usual number of days, never, or an amount of one's own. */
export interface Lifetime {
  choice: string
  amount: number | undefined
  unit: LifetimeUnit
}

export const lifetimeUnits = ['minutes', 'hours', 'days'] as const
export type LifetimeUnit = (typeof lifetimeUnits)[number]

const seconds: Readonly<Record<LifetimeUnit, number>> = { minutes: 60, hours: 3600, days: 86_400 }
/** The shortest that the contract takes, in seconds. */
const least = 60
const usualDays = [7, 30, 90, 180, 365] as const

/** What one may choose from. */
export const lifetimeChoices = [
  ...usualDays.map((days) => ({ value: String(days), label: days === 365 ? '1 year' : `${days} days` })),
  { value: 'never', label: 'For ever' },
  { value: 'other', label: 'Another time …' },
]

/** The form's value for what the contract says: seconds, or null for ever. */
export function lifetimeOf(stored: number | null): Lifetime {
  if (stored === null) return { choice: 'never', amount: undefined, unit: 'days' }
  const days = stored / seconds.days
  if (usualDays.some((one) => one === days)) return { choice: String(days), amount: undefined, unit: 'days' }
  const unit = lifetimeUnits.findLast((one) => stored % seconds[one] === 0) ?? 'minutes'
  return { choice: 'other', amount: stored / seconds[unit], unit }
}

/** Seconds, or null for ever. */
export function secondsOf({ choice, amount, unit }: Lifetime): number | null {
  if (choice === 'never') return null
  return choice === 'other' ? (amount ?? 0) * seconds[unit] : Number(choice) * seconds.days
}

/** `90 days`, `36 hours`, `for ever`: a lifetime in words. Seconds that make no whole minute are told as seconds. */
export function lifetimeText(stored: number | null): string {
  if (stored === null) return 'for ever'
  if (stored === 365 * seconds.days) return '1 year'
  const unit = lifetimeUnits.findLast((one) => stored % seconds[one] === 0)
  if (!unit) return `${stored.toLocaleString('en')} seconds`
  const amount = stored / seconds[unit]
  return `${amount.toLocaleString('en')} ${amount === 1 ? unit.slice(0, -1) : unit}`
}

/** A lifetime that the contract takes. */
export const lifetime = z
  .object({
    choice: z.string().max(10),
    amount: z.number('Give a number').int('A whole number').optional(),
    unit: z.enum(lifetimeUnits),
  })
  .superRefine((value, context) => {
    if (value.choice !== 'other') return
    const asked = secondsOf({ ...value, amount: value.amount })
    const message =
      value.amount === undefined
        ? 'Say how long'
        : asked === null || asked < least
          ? 'At least a minute'
          : asked > maxLifetime
            ? 'At most ten years'
            : null
    if (message) context.addIssue({ code: 'custom', message, path: ['amount'] })
  })
