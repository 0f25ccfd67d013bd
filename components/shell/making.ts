import { governs } from '#lib/contracts/members.ts'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import type { EffectivePolicy, Policy } from '#lib/contracts/policies.ts'
import type { RuleName } from '#lib/contracts/policy-rules.ts'

/** Whose policy asks a rule, in a sentence. */
export const policyOf = ({ sources }: Pick<EffectivePolicy, 'sources'>, rule: RuleName): string => {
  const source = sources[rule]
  return source ? `The policy of ${source.name}` : 'The policy'
}

/** What decides whether somebody makes keys: what holds in a project, or where none is chosen, the organization's own policy. */
export interface Making {
  effective?: EffectivePolicy | undefined
  organization?: Pick<Policy, 'rules' | 'scope'> | undefined
  role: MemberRole | null
}

/** Why the policy lets somebody make no key, in a sentence; null where it does, and while it is not known. */
export function makingRefusal({ effective, organization, role }: Making): string | null {
  const only = (whose: string) => `${whose} has owners and admins make keys: ask one of them.`
  if (effective) return effective.mayCreate ? null : only(policyOf(effective, 'creators'))
  if (organization?.rules.creators !== 'admins' || (role !== null && governs(role))) return null
  return only(`The policy of ${organization.scope.name}`)
}
