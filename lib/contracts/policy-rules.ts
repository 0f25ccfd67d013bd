import { z } from 'zod'
import { maxLifetime } from './api-key.ts'
import { permissionName } from './permissions.ts'

/* What a policy may ask of keys. Each rule is strict, less strict or absent, so that any two policies have a stricter and a looser one. */

/** The most permissions that one rule names. */
export const maxRuleNames = 200

const names = z
  .array(permissionName)
  .min(1)
  .max(maxRuleNames)
  .refine((list) => new Set(list).size === list.length, 'Names one permission twice')

/** The most days that a rule counts: ten years. */
export const maxRuleDays = 3650
const days = z.int().min(1).max(maxRuleDays)

/** Who may still make keys, from the less strict on. */
export const creators = ['people', 'admins'] as const
export type Creators = (typeof creators)[number]

export const policyRules = z.strictObject({
  maxLifetime: z
    .int()
    .min(3600)
    .max(maxLifetime)
    .optional()
    .describe('Seconds from its making within which a key ends'),
  requireExpiry: z.literal(true).optional().describe('A key has an end, whenever it is'),
  requireAddresses: z.literal(true).optional().describe('A key says from which addresses it is presented'),
  bannedPermissions: names.optional().describe('No key holds one of these, by whatever way'),
  disableUnusedAfter: days
    .optional()
    .describe('Days after its last use, making or change from which a key that nobody presents is disabled'),
  rotateWithin: days.optional().describe('Days after which a secret is due for rotation'),
  creators: z
    .enum(creators)
    .optional()
    .describe('Who makes keys. people: no key does; admins: owners and admins alone'),
  approvalFor: names
    .optional()
    .describe('Whoever may not decide on approvals asks before a key gets one of these'),
})
export type PolicyRules = z.infer<typeof policyRules>

export type RuleName = keyof typeof policyRules.shape
export const ruleNames = Object.keys(policyRules.shape) as [RuleName, ...RuleName[]]

/** What is said of a rule: `undefined` where it asks nothing. */
type Rule<N extends RuleName> = PolicyRules[N]

type Choice = <N extends RuleName>(name: N, a: Rule<N>, b: Rule<N>) => Rule<N>

const least = (a: number | undefined, b: number | undefined) =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b)
const rank = (value: Creators | undefined) => (value === undefined ? -1 : creators.indexOf(value))
const sorted = (list: Iterable<string>) => [...new Set(list)].sort()

const stricterOf = ((name: RuleName, a: never, b: never) => {
  if (name === 'bannedPermissions' || name === 'approvalFor') {
    const [one, other] = [a as string[] | undefined, b as string[] | undefined]
    return one || other ? sorted([...(one ?? []), ...(other ?? [])]) : undefined
  }
  if (name === 'creators') return rank(a) > rank(b) ? a : b
  if (name === 'requireExpiry' || name === 'requireAddresses') return a ?? b
  return least(a, b)
}) as Choice

const looserOf = ((name: RuleName, a: never, b: never) => {
  if (a === undefined || b === undefined) return undefined
  if (name === 'bannedPermissions' || name === 'approvalFor') {
    const other = new Set(b as string[])
    const both = sorted((a as string[]).filter((one) => other.has(one)))
    return both.length > 0 ? both : undefined
  }
  if (name === 'creators') return rank(a) < rank(b) ? a : b
  if (name === 'requireExpiry' || name === 'requireAddresses') return true
  return Math.max(a, b)
}) as Choice

function byRule(choose: Choice, a: PolicyRules, b: PolicyRules): PolicyRules {
  const chosen = ruleNames.map((name) => [name, choose(name, a[name], b[name])] as const)
  return Object.fromEntries(chosen.filter(([, rule]) => rule !== undefined))
}

/** What two policies ask together: each rule as the stricter of them has it. What holds for a key of a project. */
export const stricter = (a: PolicyRules, b: PolicyRules): PolicyRules => byRule(stricterOf, a, b)

/** What both of two policies ask. */
export const looser = (a: PolicyRules, b: PolicyRules): PolicyRules => byRule(looserOf, a, b)

/** Rules as they are kept and compared: names once each and in order, nothing that is not said. */
export const plainRules = (rules: PolicyRules): PolicyRules => stricter(rules, {})

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** The rules in which two policies differ. */
export function differing(a: PolicyRules, b: PolicyRules): RuleName[] {
  const [one, other] = [plainRules(a), plainRules(b)]
  return ruleNames.filter((name) => !same(one[name], other[name]))
}

/** The rules in which `to` asks something that `from` does not. None: the change only loosens. */
export const tightened = (from: PolicyRules, to: PolicyRules): RuleName[] =>
  differing(from, stricter(from, to))

/** True where a policy asks nothing. */
export const asksNothing = (rules: PolicyRules): boolean =>
  ruleNames.every((name) => rules[name] === undefined)
