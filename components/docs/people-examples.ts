const ada = { type: 'user', id: '0193b0f0-f9a5-7d30-a2e7-58c1b6f3904d', name: 'Ada Lindqvist' }
const payments = { id: '0193b0f1-0b77-7c19-8a55-61f0c4d9e382', name: 'Payments, live' }
const token = `inv_${'Vt7f'.repeat(10)}q3k`

const grace = {
  id: '0193b0f6-71c3-7b58-8e02-9a4d1f6c5b37',
  email: 'grace@northwind.example',
  name: 'Grace Okafor',
  role: 'MEMBER',
  projects: [payments],
  secondFactor: true,
  keys: 4,
  lastSeenAt: '2026-11-21T09:29:58.000Z',
  joinedAt: '2026-10-05T08:00:00.000Z',
  version: 1,
}

const invitation = {
  id: '0193b0f9-1c2d-7e4a-b6f0-83d5a7c90e21',
  email: 'hedy@northwind.example',
  role: 'MEMBER',
  projects: [payments],
  state: 'pending',
  invitedBy: ada,
  createdAt: '2026-11-21T09:30:00.000Z',
  sentAt: '2026-11-21T09:30:00.000Z',
  mailedAt: null,
  expiresAt: '2026-11-28T09:30:00.000Z',
  acceptedAt: null,
  acceptedBy: null,
}
const handedOn = { mailed: false, url: 'https://keys.example.com/invite#inv_…', problem: null }

const joined = {
  organization: { id: '0193b0f0-f9a4-7e6b-b1c8-0d2e7f4a9b13', name: 'Northwind' },
  role: 'MEMBER',
}

/** Of members and invitations. */
export const peopleExamples = {
  listMembers: { query: { role: 'MEMBER,VIEWER' }, reply: { items: [grace], nextCursor: null } },
  getMember: { reply: grace },
  updateMember: {
    body: { role: 'VIEWER', projectIds: [payments.id] },
    reply: { ...grace, role: 'VIEWER', version: 2 },
  },
  transferOrganization: {
    body: { memberId: grace.id, password: 'your own, once more' },
    reply: { ...grace, role: 'OWNER', projects: null, version: 2 },
  },
  createInvitation: {
    body: { emails: ['hedy@northwind.example'], role: 'MEMBER', projectIds: [payments.id], hours: 168 },
    reply: { items: [invitation], deliveries: [{ invitationId: invitation.id, ...handedOn }] },
  },
  listInvitations: { query: { state: 'pending' }, reply: { items: [invitation], nextCursor: null } },
  resendInvitation: { body: { hours: 168 }, reply: { ...invitation, delivery: handedOn } },
  withdrawInvitation: { reply: { ...invitation, state: 'withdrawn' } },
  peekInvitation: {
    body: { token },
    reply: {
      organization: 'Northwind',
      invitedBy: ada.name,
      email: invitation.email,
      role: 'MEMBER',
      projects: [payments.name],
      hasAccount: false,
      expiresAt: invitation.expiresAt,
    },
  },
  acceptInvitation: { body: { token }, reply: joined },
  joinByInvitation: {
    body: { token, name: 'Hedy Lamarr', password: 'a long sentence of your own' },
    reply: { ...joined, email: invitation.email, newAccount: true },
  },
}
