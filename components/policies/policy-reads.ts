import {
  dryRunPolicy,
  getEffectivePolicy,
  getPolicy,
  listPolicies,
  listPolicyBreaches,
  listPolicyBreachOwners,
} from '#lib/contracts/policies.ts'

/** What shows a policy or what comes of it, and is stale once one was changed. */
export const policyReads = [
  getPolicy,
  listPolicies,
  getEffectivePolicy,
  dryRunPolicy,
  listPolicyBreaches,
  listPolicyBreachOwners,
] as const
