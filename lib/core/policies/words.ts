import type { PolicyScope } from '#lib/contracts/policies.ts'

const day = 86_400

/** A span in the largest unit that says it whole: `90 days`, `36 hours`. @param seconds */
export function spanText(seconds: number): string {
  const [amount, unit] =
    seconds % day === 0
      ? [seconds / day, 'day']
      : seconds % 3600 === 0
        ? [seconds / 3600, 'hour']
        : [seconds / 60, 'minute']
  const whole = Math.round(amount * 100) / 100
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`
}

/** Whose policy it is, in a sentence. */
export const policyOf = (scope: PolicyScope | undefined): string =>
  scope === undefined ? 'The policy' : `The policy of ${scope.name}`

/** At most five of some names, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown
}
