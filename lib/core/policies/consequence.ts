import { holds } from '#lib/contracts/permissions.ts'
import { type Breach, type Consequence, usualLifetime } from '#lib/contracts/policies.ts'
import { type PolicyRules, type RuleName, ruleNames } from '#lib/contracts/policy-rules.ts'
import { heldOf, type KeyForm, lacksAddresses, lacksExpiry, latestEnd, livesTooLong } from './breaches.ts'

const consequenceOf: Readonly<Record<RuleName, Consequence>> = {
  maxLifetime: 'ends_earlier',
  requireExpiry: 'gets_expiry',
  requireAddresses: 'disabled',
  bannedPermissions: 'loses_permissions',
  disableUnusedAfter: 'disabled',
  rotateWithin: 'told',
  creators: 'none',
  approvalFor: 'none',
}

/** What is done to keys that break a rule, once it is in force. */
export const consequence = (rule: RuleName): Consequence => consequenceOf[rule]

/** True for the rules by which keys that are there are changed. */
export const changesKeys = (rule: RuleName): boolean => !['told', 'none'].includes(consequenceOf[rule])

/** The most permissions that a key is granted by name. */
const mostNames = 200

/** A key as far as what is done to it depends on it. */
export interface HeldKey extends KeyForm {
  enabled: boolean
  updatedAt: Date
  lastUsedAt: Date | null
  /** When its newest secret was made. */
  secretAt: Date
  /** What it holds by name, by its role and by its level. */
  grant: { permissions: readonly string[]; role: readonly string[]; level: readonly string[] }
  /** What its project lets it be granted by name; null: whatever there is. */
  allowed: readonly string[] | null
  /** Seconds that a key of its project lives when its maker says nothing; null: for ever. */
  defaultLifetime: number | null
}

/** What a policy makes of a key that breaks it; what is left out stays. */
export interface Outcome {
  /** The rules that it breaks. */
  rules: RuleName[]
  expiresAt?: Date
  enabled?: false
  /** What it loses, and how it is granted what is left; a role or a level that gives what it loses goes. */
  grant?: { loses: string[]; permissions: string[]; dropsRole: boolean; dropsLevel: boolean }
}

const days = (count: number) => count * 86_400_000

/**
 * What rules make of a key, once they are in force since `from`.
 *
 * A key that would live too long ends when it would have to, never before the rules begin; one that never ends gets the usual life of
 * its project from then on. What it may not hold it loses, and keeps all else. One that lacks addresses, or is unused, is disabled: its
 * owner sets it right and enables it again.
 */
export function outcomeOf(key: HeldKey, rules: PolicyRules, from: Date): Outcome {
  const outcome: Outcome = { rules: [] }
  const { maxLifetime } = rules
  if (maxLifetime !== undefined && livesTooLong(key, rules)) {
    const end = later(latestEnd(key, maxLifetime), from)
    if (key.expiresAt === null || end < key.expiresAt) {
      outcome.rules.push('maxLifetime')
      outcome.expiresAt = end
    }
  }
  if (lacksExpiry(key, rules)) {
    outcome.rules.push('requireExpiry')
    outcome.expiresAt ??= new Date(from.getTime() + (key.defaultLifetime ?? usualLifetime) * 1000)
  }
  if (key.enabled && lacksAddresses(key, rules)) {
    outcome.rules.push('requireAddresses')
    outcome.enabled = false
  }
  const loses = losing(key, rules.bannedPermissions)
  if (loses.length > 0) {
    outcome.rules.push('bannedPermissions')
    const grant = grantWithout(key.grant, loses, key.allowed)
    outcome.grant = { loses, ...grant }
    // More than a key can be granted by name: nothing is left but to stop it.
    if (grant.permissions.length > mostNames) {
      delete outcome.grant
      if (key.enabled) outcome.enabled = false
    }
  }
  if (
    rules.disableUnusedAfter !== undefined &&
    key.enabled &&
    lastSign(key) < from.getTime() - days(rules.disableUnusedAfter)
  ) {
    outcome.rules.push('disableUnusedAfter')
    outcome.enabled = false
  }
  if (
    rules.rotateWithin !== undefined &&
    key.enabled &&
    key.secretAt.getTime() < from.getTime() - days(rules.rotateWithin)
  )
    outcome.rules.push('rotateWithin')
  return outcome
}

/** What each of some rules makes of a key, taken together: each begins at an instant of its own. */
export function outcomeOfAll(key: HeldKey, rules: PolicyRules, fromOf: (rule: RuleName) => Date): Outcome {
  const all: Outcome = { rules: [] }
  for (const name of ruleNames) {
    if (rules[name] === undefined) continue
    const one = outcomeOf(key, { [name]: rules[name] }, fromOf(name))
    all.rules.push(...one.rules)
    if (one.expiresAt && (!all.expiresAt || one.expiresAt < all.expiresAt)) all.expiresAt = one.expiresAt
    if (one.enabled === false) all.enabled = false
    if (one.grant) all.grant = one.grant
  }
  return all
}

/** An outcome as the contract shows it. */
export const presentOutcome = ({ expiresAt, enabled, grant }: Outcome): Breach['becomes'] => ({
  ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
  ...(enabled === false ? { disabled: true } : {}),
  ...(grant ? { loses: grant.loses } : {}),
})

const later = (a: Date, b: Date) => (a > b ? a : b)

/** When somebody last showed that a key is of use: by presenting, changing or making it. */
const lastSign = ({ createdAt, updatedAt, lastUsedAt }: HeldKey) =>
  Math.max(createdAt.getTime(), updatedAt.getTime(), lastUsedAt?.getTime() ?? 0)

/** What of its set a key holds by a banned name, itself or as the `:any` that holds it. */
function losing({ effective }: KeyForm, banned: readonly string[] | undefined): string[] {
  const found = heldOf(effective, banned)
  if (found.length === 0) return []
  return [...effective].filter((name) => found.some((one) => holds(new Set([name]), one))).sort()
}

/**
 * A grant of the same set but for `loses`. Where a role or level gives one of those, what it gives besides is granted by name, as far as
 * that may be.
 */
export function grantWithout(
  { permissions, role, level }: HeldKey['grant'],
  loses: readonly string[],
  allowed: readonly string[] | null = null,
): { permissions: string[]; dropsRole: boolean; dropsLevel: boolean } {
  const gone = new Set(loses)
  const [dropsRole, dropsLevel] = [role.some((name) => gone.has(name)), level.some((name) => gone.has(name))]
  const lets = allowed && new Set(allowed)
  const named = [...permissions, ...(dropsRole ? role : []), ...(dropsLevel ? level : [])]
  return {
    permissions: [...new Set(named)].filter((name) => !gone.has(name) && (lets?.has(name) ?? true)).sort(),
    dropsRole,
    dropsLevel,
  }
}
