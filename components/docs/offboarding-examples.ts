const ada = { id: '0193b0f0-f9a5-7d30-a2e7-58c1b6f3904d', name: 'Ada Lindqvist' }
const grace = {
  id: '0193b0f6-71c3-7b58-8e02-9a4d1f6c5b37',
  name: 'Grace Okafor',
  email: 'grace@northwind.example',
  role: 'MEMBER',
}
const keyId = '0193b0f4-5c1e-7a42-9f3d-2b6c8e01d7a5'

const nightly = {
  id: '0193b0fa-3c5e-7d14-92b8-6e0f4a1c7d53',
  name: 'Nightly backups',
  description: 'Runs on the backup host; call the platform team',
  responsible: ada,
  keys: 2,
  lastUsedAt: '2026-11-21T03:00:12.000Z',
  archivedAt: null,
  createdAt: '2026-10-05T08:00:00.000Z',
  updatedAt: '2026-10-05T08:00:00.000Z',
  version: 1,
}
const effective = { nodes: 2, ms: 6.4, unconfirmed: [], staleSeconds: 0 }

/** Of service accounts and of removing a member. */
export const offboardingExamples = {
  listServiceAccounts: { query: { archived: 'false' }, reply: { items: [nightly], nextCursor: null } },
  createServiceAccount: {
    body: { name: nightly.name, description: nightly.description, responsibleId: ada.id },
    reply: { ...nightly, keys: 0, lastUsedAt: null },
  },
  getServiceAccount: { reply: nightly },
  updateServiceAccount: {
    body: { responsibleId: grace.id },
    reply: { ...nightly, responsible: { id: grace.id, name: grace.name }, version: 2 },
  },
  archiveServiceAccount: {
    body: { keys: 'revoke', reason: 'Replaced by the new backup service' },
    reply: {
      ...nightly,
      keys: 0,
      archivedAt: '2026-11-21T09:30:00.000Z',
      updatedAt: '2026-11-21T09:30:00.000Z',
      version: 2,
      revokedKeys: 2,
      effective,
    },
  },
  restoreServiceAccount: { body: { responsibleId: ada.id }, reply: { ...nightly, keys: 0, version: 3 } },
  previewRemoval: {
    reply: {
      member: grace,
      lastOwner: false,
      keys: { used: 3, idle: 1, beyond: 0 },
      calls: 18_204,
      serviceAccounts: [{ id: nightly.id, name: nightly.name, archived: false }],
      moreServiceAccounts: 0,
      invitations: 1,
      handovers: 0,
      sessions: 2,
    },
  },
  listRemovalKeys: {
    reply: {
      items: [
        {
          id: keyId,
          name: 'Checkout service',
          project: { id: '0193b0f1-0b77-7c19-8a55-61f0c4d9e382', name: 'Payments, live' },
          mask: 'lw_Vt7f…q3kD',
          generation: 1,
          status: 'active',
          expiresAt: '2027-02-19T09:30:00.000Z',
          lastUsedAt: '2026-11-21T09:29:58.000Z',
          traffic: { good: 17_950, refused: 12 },
          used: true,
          gatewayOf: null,
          beyond: [],
        },
      ],
      nextCursor: null,
    },
  },
  removeMember: {
    body: {
      used: { action: 'transfer', ownerId: ada.id },
      idle: { action: 'revoke' },
      keys: [{ keyId, disposition: { action: 'convert' } }],
      newServiceAccount: { name: 'Checkout', responsibleId: ada.id },
      responsibleId: ada.id,
      reason: 'Left the company',
    },
    reply: {
      transferredKeys: 2,
      convertedKeys: 1,
      revokedKeys: 1,
      newServiceAccount: { id: '0193b0fb-8d2a-7b46-a0c7-3f9e5d1b6a82', name: 'Checkout' },
      serviceAccounts: 1,
      invitationsWithdrawn: 1,
      handoversWithdrawn: 0,
      sessionsEnded: 2,
      effective,
    },
  },
}
