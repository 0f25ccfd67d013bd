import type { Choice, Outcome } from './removal-choice.ts'

const counted = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export const keysText = (count: number) => counted(count, 'key')
/** `no calls`, `1 call`, `1,204 calls` */
export const callsText = (count: number) => (count === 0 ? 'no calls' : counted(count, 'call'))
export const accountsText = (count: number) => counted(count, 'service account')

/** `to Ada`, as it stands in a list of choices. */
export function choiceText(choice: Choice): string {
  if (choice.action === 'transfer') return choice.owner ? `to ${choice.owner.name}` : 'transfer'
  return choice.action === 'convert' ? 'new service account' : 'revoke'
}

/** One line of what will happen: `3 keys go to Ada`. */
export function outcomeText({ choice, keys, used }: Omit<Outcome, 'known'>, newAccount: string): string {
  const verb = (one: string, many: string) => (keys === 1 ? one : many)
  switch (choice.action) {
    case 'transfer':
      return `${keysText(keys)} ${verb('goes', 'go')} to ${choice.owner?.name ?? 'nobody yet'}`
    case 'convert':
      return `${keysText(keys)} ${verb('goes', 'go')} to the new service account “${newAccount}”`
    case 'revoke': {
      const what = `${keysText(keys)} ${verb('is', 'are')} revoked for good`
      if (used === 0) return what
      return `${what}, ${used === keys ? (keys === 1 ? 'and it was' : 'all of them') : `${used.toLocaleString('en')} of them`} used in the last 7 days`
    }
  }
}

/** What ends beside the keys, a line each. */
export function endings(counts: { sessions: number; invitations: number; handovers: number }): string[] {
  const { sessions, invitations, handovers } = counts
  return [
    ...(sessions > 0 ? [`${counted(sessions, 'session')} ${sessions === 1 ? 'ends' : 'end'} at once`] : []),
    ...(invitations > 0
      ? [`${counted(invitations, 'invitation')} of theirs ${invitations === 1 ? 'is' : 'are'} withdrawn`]
      : []),
    ...(handovers > 0
      ? [`${counted(handovers, 'one-time link')} to secrets ${handovers === 1 ? 'is' : 'are'} withdrawn`]
      : []),
  ]
}
