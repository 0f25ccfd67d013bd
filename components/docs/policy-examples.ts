const scope = { type: 'organization', id: '0193b0f0-7a11-7d02-9c3e-4b5f6a7d8e90', name: 'Northwind' }
const policy = {
  scope,
  rules: { requireExpiry: true },
  since: { requireExpiry: '2026-10-02T08:00:00.000Z' },
  next: null,
  draft: { requireExpiry: true, maxLifetime: 7_776_000, bannedPermissions: ['users:write'] },
  version: 3,
  updatedAt: '2026-11-21T09:30:00.000Z',
}

/** Requests about policy that are worth showing. */
export const policyExamples = {
  putPolicyDraft: {
    body: { requireExpiry: true, maxLifetime: 7_776_000, bannedPermissions: ['users:write'] },
    reply: policy,
  },
  getPolicy: { reply: policy },
  listPolicies: { reply: { items: [policy] } },
  discardPolicyDraft: { reply: { ...policy, draft: null, version: 4 } },
  withdrawPolicy: { reply: { ...policy, version: 5 } },
  getEffectivePolicy: {
    reply: {
      rules: { requireExpiry: true, approvalFor: ['billing:write'] },
      sources: { requireExpiry: scope, approvalFor: scope },
      mayCreate: true,
      needsApproval: ['billing:write'],
    },
  },
  enforcePolicy: {
    body: { from: '2026-12-12T00:00:00Z' },
    reply: {
      ...policy,
      next: { rules: policy.draft, from: '2026-12-12T00:00:00.000Z' },
      draft: null,
      version: 4,
    },
  },
  dryRunPolicy: {
    query: { from: '2026-12-12T00:00:00Z' },
    reply: {
      of: 'draft',
      from: '2026-12-12T00:00:00.000Z',
      keys: 12,
      owners: 5,
      rules: [
        { rule: 'maxLifetime', consequence: 'ends_earlier', keys: 11, owners: 5 },
        { rule: 'bannedPermissions', consequence: 'loses_permissions', keys: 2, owners: 2 },
      ],
    },
  },
  requestApproval: {
    body: {
      keyId: '0193b0f4-5c1e-7a42-9f3d-2b6c8e01d7a5',
      permissions: ['billing:write'],
      reason: 'Pays out credit notes at the end of the month',
    },
  },
  declineRequest: { body: { answer: 'Use the billing service’s own key' } },
} as const
