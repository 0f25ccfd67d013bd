import type { Consequence, Policy } from '#lib/contracts/policies.ts'
import { type PolicyRules, type RuleName, tightened } from '#lib/contracts/policy-rules.ts'

const count = (amount: number, one: string, many = `${one}s`) =>
  `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`

/** `90 days`, `36 hours`. @param seconds whole hours */
export function spanText(seconds: number): string {
  if (seconds === 365 * 86_400) return '1 year'
  return seconds % 86_400 === 0 ? count(seconds / 86_400, 'day') : count(Math.round(seconds / 3600), 'hour')
}

/** Names in a sentence: all of three, or two and how many more there are. */
export function namesText(names: readonly string[]): string {
  if (names.length <= 3) return names.join(', ').replace(/, ([^,]*)$/, ' or $1')
  return `${names.slice(0, 2).join(', ')} or ${names.length - 2} others`
}

interface RuleWords {
  title: string
  /** While it asks nothing. */
  off: string
  /** What it asks. */
  on: (rules: PolicyRules) => string
}

/** What each rule is called, and what it asks, in a plain sentence. */
export const ruleWords: Readonly<Record<RuleName, RuleWords>> = {
  maxLifetime: {
    title: 'Longest life',
    off: 'A key lives as long as its maker says.',
    on: ({ maxLifetime = 0 }) => `A key ends within ${spanText(maxLifetime)} of its making.`,
  },
  requireExpiry: {
    title: 'Expiry',
    off: 'A key may live for ever.',
    on: () => 'Every key has an end.',
  },
  requireAddresses: {
    title: 'Addresses',
    off: 'A key may be presented from anywhere.',
    on: () => 'Every key says from which addresses it is presented.',
  },
  bannedPermissions: {
    title: 'Banned permissions',
    off: 'A key may hold whatever its maker holds.',
    on: ({ bannedPermissions = [] }) => `No key holds ${namesText(bannedPermissions)}.`,
  },
  disableUnusedAfter: {
    title: 'Unused keys',
    off: 'A key that nobody uses goes on working.',
    on: ({ disableUnusedAfter = 0 }) =>
      `A key that nobody uses for ${count(disableUnusedAfter, 'day')} is disabled.`,
  },
  rotateWithin: {
    title: 'Rotation',
    off: 'A secret is rotated when its owner chooses.',
    on: ({ rotateWithin = 0 }) =>
      `A secret is due for rotation after ${count(rotateWithin, 'day')}. Its key goes on working.`,
  },
  creators: {
    title: 'Who makes keys',
    off: 'Whoever holds the right makes keys, programs among them.',
    on: ({ creators }) =>
      creators === 'admins'
        ? 'Owners and admins make keys; nobody else does.'
        : 'People make keys; programs do not.',
  },
  approvalFor: {
    title: 'Approval',
    off: 'Nothing needs an approval.',
    on: ({ approvalFor = [] }) => `An owner or admin approves before a key gets ${namesText(approvalFor)}.`,
  },
}

/** What a policy asks by a rule, or that it asks nothing. */
export const ruleText = (rule: RuleName, rules: PolicyRules): string =>
  rules[rule] === undefined ? ruleWords[rule].off : ruleWords[rule].on(rules)

/** The rules by what they are about, in the order of the page. */
export const ruleGroups: readonly { title: string; rules: readonly RuleName[] }[] = [
  {
    title: 'What a key is',
    rules: ['maxLifetime', 'requireExpiry', 'requireAddresses', 'bannedPermissions'],
  },
  { title: 'While it lives', rules: ['disableUnusedAfter', 'rotateWithin'] },
  { title: 'Who gives what', rules: ['creators', 'approvalFor'] },
]

/** How a rule stands: what it is, and what somebody means it to be. */
export type RuleState =
  | { kind: 'off' }
  | { kind: 'in force'; since: string | null }
  | { kind: 'starts' | 'ends'; at: string }
  | { kind: 'draft' }

const same = (rule: RuleName, a: PolicyRules, b: PolicyRules) =>
  JSON.stringify(a[rule] ?? null) === JSON.stringify(b[rule] ?? null)

/** How a rule stands in a policy: a draft before what is to come, that before what is in force. */
export function ruleState(rule: RuleName, { rules, since, next, draft }: Policy): RuleState {
  if (draft && !same(rule, draft, next?.rules ?? rules)) return { kind: 'draft' }
  if (next && !same(rule, next.rules, rules))
    return { kind: next.rules[rule] === undefined ? 'ends' : 'starts', at: next.from }
  return rules[rule] === undefined ? { kind: 'off' } : { kind: 'in force', since: since[rule] ?? null }
}

/** What a rule is to be: by the draft, else by what is to come, else by what is in force. */
export const meantRules = ({ rules, next, draft }: Policy): PolicyRules => draft ?? next?.rules ?? rules

/** True where a draft asks nothing that is not asked now: it is in force the moment one says so. */
export const onlyLoosens = ({ rules, draft }: Policy): boolean =>
  draft !== null && tightened(rules, draft).length === 0

/** How many keys, and whose, as far as they are counted. */
export function breadth({ keys, owners }: { keys: number; owners: number }, bound: number): string {
  const all = keys >= bound ? `At least ${count(keys, 'key')}` : count(keys, 'key')
  return keys === 0 ? 'No key' : `${all} of ${count(owners, 'owner')}`
}

const verbs: Readonly<Record<Exclude<Consequence, 'none'>, string>> = {
  ends_earlier: 'would end earlier',
  gets_expiry: 'would get an end',
  loses_permissions: 'would lose a permission',
  disabled: 'would be disabled',
  told: 'would be due for rotation',
}

interface RuleBreach {
  rule: RuleName
  consequence: Consequence
  keys: number
  owners: number
}

/** What a rule would do to the keys that are there, in a sentence. @param bound how far keys are counted */
export function breachText({ rule, consequence, keys, owners }: RuleBreach, bound: number): string {
  const all = breadth({ keys, owners }, bound)
  if (consequence !== 'none') return `${all} ${verbs[consequence]}`
  if (rule === 'creators')
    return keys === 0
      ? 'Nobody was stopped by it in the last 90 days'
      : `${all} made in the last 90 days would not have been`
  return keys === 0 ? 'No key holds it' : `${all} ${keys === 1 ? 'holds' : 'hold'} it and would keep it`
}

/** The list of keys with the filter that comes nearest to a rule; null where none does. */
export function listAddress(rule: RuleName, rules: PolicyRules): string | null {
  const filter = {
    requireExpiry: rules.requireExpiry && 'ends=never',
    disableUnusedAfter:
      [7, 30, 90].includes(rules.disableUnusedAfter ?? 0) && `unused=${rules.disableUnusedAfter}d`,
    bannedPermissions: onlyOne(rules.bannedPermissions),
    approvalFor: onlyOne(rules.approvalFor),
  }[rule as string]
  return filter ? `/keys?${filter}` : null
}

const onlyOne = (names: readonly string[] | undefined) =>
  names?.length === 1 && `permission=${encodeURIComponent(names[0] ?? '')}`
