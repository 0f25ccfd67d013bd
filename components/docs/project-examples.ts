const gatewayKey = {
  id: '0193b0f7-4c19-7d62-8a07-c5e2b1f4906d',
  name: 'Gateway of Payments, live',
  status: 'active',
  mask: 'acme_live_Hq2x…T9wE',
  generation: 1,
  createdAt: '2026-11-02T08:00:00.000Z',
  expiresAt: null,
  lastUsedAt: '2026-11-21T09:29:58.000Z',
}
const effective = { nodes: 2, ms: 6.2, unconfirmed: [], staleSeconds: 0 }
const live = {
  prefix: 'acme_live',
  color: 'moss',
  restricted: false,
  allowedPermissions: null,
  gatewayKey: null,
  archivedAt: null,
}

/** Of projects. */
export const projectExamples = {
  createProject: {
    body: { name: 'Payments, live', prefix: 'acme_live', defaultLifetime: 7_776_000, color: 'moss' },
    reply: live,
  },
  getProject: { reply: { ...live, gatewayKey } },
  updateProject: {
    body: { allowedPermissions: ['data:read', 'data:write'] },
    reply: {
      ...live,
      restricted: true,
      allowedPermissions: ['data:read', 'data:write'],
      version: 2,
      effective,
    },
  },
  previewProject: {
    body: { allowedPermissions: ['data:read'] },
    reply: {
      keys: 1,
      gaining: 0,
      losing: 1,
      permissions: [{ name: 'data:write', gaining: 0, losing: 1 }],
      nextCursor: null,
    },
  },
  getArchivePreview: {
    reply: { keys: 14, working: 12, used: 3, verifications: 48_210, last: false },
  },
  archiveProject: {
    reply: { ...live, archivedAt: '2026-11-21T09:30:00.000Z', version: 2, effective },
  },
  restoreProject: { reply: { ...live, version: 3, effective } },
  createGatewayKey: {
    body: { ipAllowlist: ['203.0.113.24'] },
    reply: {
      name: gatewayKey.name,
      mask: gatewayKey.mask,
      permissions: ['api_key:verify'],
      effectivePermissions: ['api_key:verify'],
      owner: {
        type: 'service_account',
        id: '0193b0f7-4c10-7b3e-9d58-2f6a8c04e1b7',
        name: 'Gateway of Payments, live',
      },
      expiresAt: null,
      ipAllowlist: ['203.0.113.24'],
      effective: undefined,
    },
  },
  revokeGatewayKey: { reply: { ...live, version: 3, effective } },
}
