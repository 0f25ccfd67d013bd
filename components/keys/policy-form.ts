import type { Expiry } from '#components/form/expiry.ts'
import { policyOf } from '#components/shell/making.ts'
import { maxLifetime } from '#lib/contracts/api-key.ts'
import type { RequestApprovalBody } from '#lib/contracts/approvals.ts'
import { holds } from '#lib/contracts/permissions.ts'
import type { EffectivePolicy } from '#lib/contracts/policies.ts'
import type { PolicyRules } from '#lib/contracts/policy-rules.ts'
import { type Catalogue, effectiveChoice, type GrantChoice } from './grant-choice.ts'

const day = 86_400

/**
 * For how many days from now a key may still be given; undefined where for ever.
 * @param madeAt when it was made, in milliseconds; a new one is made now
 */
export function mostDays(
  { maxLifetime: life, requireExpiry }: PolicyRules,
  madeAt: number,
  now: number,
): number | undefined {
  if (life !== undefined) return Math.max(0, Math.floor((madeAt + life * 1000 - now) / (day * 1000)))
  return requireExpiry ? maxLifetime / day : undefined
}

/** An expiry that a policy allows: itself, or the latest that it does. */
export function allowedExpiry(expiry: Expiry, most: number | undefined): Expiry {
  if (most === undefined || most < 1) return expiry
  if (expiry.kind === 'never') return { kind: 'days', days: Math.min(most, 90) }
  return expiry.kind === 'days' && expiry.days > most ? { kind: 'days', days: most } : expiry
}

/** Why no key may hold a permission, or undefined: the ban of `:own` is one of `:any` too. */
export function banOf(name: string, policy: EffectivePolicy | undefined): string | undefined {
  const banned = policy?.rules.bannedPermissions?.some((one) => holds(new Set([name]), one))
  return policy && banned ? `${policyOf(policy, 'bannedPermissions')} lets no key hold ${name}` : undefined
}

/** What of a set needs an approval, of what the key does not hold yet. */
export const needing = (
  effective: Iterable<string>,
  before: Iterable<string>,
  needs: readonly string[],
): string[] => {
  const [set, had] = [new Set(effective), new Set(before)]
  return needs.filter((name) => holds(set, name) && !holds(had, name))
}

/** A grant without what needs an approval, and what is asked for instead; null where nothing needs one. */
export interface SplitGrant {
  now: GrantChoice
  asked: Pick<RequestApprovalBody, 'permissions' | 'role' | 'level'> | null
}

/**
 * Parts a grant: permissions by name one by one, a role or a level as a whole.
 * @param before the grant that the key has; of a new one nothing
 */
export function splitGrant(
  grant: GrantChoice,
  before: GrantChoice,
  catalogue: Catalogue,
  needs: readonly string[],
): SplitGrant {
  const held = effectiveChoice(before, catalogue)
  const alone = (part: Partial<GrantChoice>) =>
    needing(effectiveChoice({ permissions: [], role: '', level: '', ...part }, catalogue), held, needs)
      .length > 0
  const permissions = grant.permissions.filter((name) => alone({ permissions: [name] }))
  const role = grant.role !== '' && alone({ role: grant.role })
  const level = grant.level !== '' && alone({ level: grant.level })
  if (permissions.length === 0 && !role && !level) return { now: grant, asked: null }
  return {
    now: {
      permissions: grant.permissions.filter((name) => !permissions.includes(name)),
      role: role ? before.role : grant.role,
      level: level ? before.level : grant.level,
    },
    asked: {
      ...(permissions.length > 0 ? { permissions } : {}),
      ...(role ? { role: grant.role } : {}),
      ...(level ? { level: Number(grant.level) } : {}),
    },
  }
}
