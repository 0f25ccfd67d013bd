import { z } from 'zod'
import { actorRef } from './api-key.ts'
import { commaList, cursor, email, instant, limit, line, uuid } from './fields.ts'
import { limitedTo, projectIds } from './members.ts'
import { operation, type Right } from './operation.ts'
import { memberRole } from './permissions.ts'

/* How people come into an organization: by a link that one of them opens, once. */

/** How long an invitation may wait, in hours: 30 days at most, 7 where nothing is said. */
export const maxInvitationHours = 30 * 24
export const usualInvitationHours = 7 * 24

/** How many addresses may be invited at a time. */
export const maxInvitedAtOnce = 50

/** How many invitations of an organization may be out at a time. */
export const maxPendingInvitations = 1000

const right: Right = { kind: 'permission', name: 'member:update', scoped: false }

export const invitationStates = ['pending', 'accepted', 'expired', 'withdrawn'] as const
export type InvitationState = (typeof invitationStates)[number]

export const invitation = z.object({
  id: uuid,
  email: z.string().max(254).nullable().describe('Whom it is for; null: whoever has the link'),
  role: memberRole,
  projects: limitedTo,
  state: z.enum(invitationStates),
  invitedBy: actorRef.describe('Who made its present link'),
  createdAt: instant,
  sentAt: instant.describe('When its present link was made'),
  mailedAt: instant.nullable().describe('When the mail server took its present link; null until then'),
  expiresAt: instant,
  acceptedAt: instant.nullable(),
  acceptedBy: z.object({ id: uuid, name: z.string().max(100) }).nullable(),
})
export type Invitation = z.infer<typeof invitation>

/** What became of a new link. */
export const delivery = z.object({
  mailed: z.boolean().describe('The mail server has taken it'),
  url: z.url().max(2000).nullable().describe('The link to hand on; null where it was mailed'),
  problem: z.string().max(500).nullable().describe('Why it was not mailed, where it was to be'),
})
export type Delivery = z.infer<typeof delivery>

const hours = z
  .int()
  .min(1)
  .max(maxInvitationHours)
  .default(usualInvitationHours)
  .describe('For how long the link works')

export const createInvitationBody = z.strictObject({
  emails: z
    .array(email)
    .min(1)
    .max(maxInvitedAtOnce)
    .refine((list) => new Set(list).size === list.length, 'An address is there twice')
    .optional()
    .describe('Whom to invite; left out: one link, for whoever has it'),
  role: memberRole,
  projectIds: projectIds.optional(),
  hours,
})

export const createInvitation = operation({
  id: 'createInvitation',
  method: 'POST',
  path: '/api/v1/invitations',
  tag: 'Members',
  summary: 'Invite people',
  description:
    'Makes an invitation for each address, or one link. Where the server sends mail, addresses are mailed theirs; a link that was not mailed is in the answer, this once, and nobody can make it out later. All are made or none.',
  body: createInvitationBody,
  reply: z.object({
    items: z.array(invitation).max(maxInvitedAtOnce),
    deliveries: z
      .array(delivery.extend({ invitationId: uuid }))
      .max(maxInvitedAtOnce)
      .nullable()
      .describe('In the order of the items'),
  }),
  status: 201,
  right,
  errors: ['not_found', 'conflict', 'limit_exceeded', 'idempotency_mismatch'],
  creates: true,
  once: ['deliveries'],
})

export const listInvitations = operation({
  id: 'listInvitations',
  method: 'GET',
  path: '/api/v1/invitations',
  tag: 'Members',
  summary: 'List invitations',
  description:
    'Those that wait before those that are over, the newest first, and what became of each. The links themselves are kept nowhere.',
  query: z.strictObject({
    cursor: cursor.optional(),
    limit,
    q: line(100).optional().describe('Looks in the addresses'),
    state: commaList(z.enum(invitationStates), 4).optional(),
  }),
  reply: z.object({ items: z.array(invitation).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right,
})

const invitationParams = z.strictObject({ invitationId: uuid })

export const resendInvitation = operation({
  id: 'resendInvitation',
  method: 'POST',
  path: '/api/v1/invitations/{invitationId}/resend',
  tag: 'Members',
  summary: 'Send an invitation again',
  description:
    'Makes a new link with a new end; the old one is dead. For one that waits or has expired. Whoever sends it again stands for it from now on.',
  params: invitationParams,
  body: z.strictObject({ hours }),
  reply: invitation.extend({ delivery: delivery.nullable() }),
  status: 200,
  right,
  errors: ['not_found', 'conflict'],
  once: ['delivery'],
})

export const withdrawInvitation = operation({
  id: 'withdrawInvitation',
  method: 'DELETE',
  path: '/api/v1/invitations/{invitationId}',
  tag: 'Members',
  summary: 'Withdraw an invitation',
  description: 'Its link is dead. One that waits no more stays as it is: the answer says what became of it.',
  params: invitationParams,
  reply: invitation,
  status: 200,
  right,
  errors: ['not_found'],
})

/** `inv_` and 256 random bits, so that it is told from every other token. */
const token = z
  .string()
  .regex(/^inv_[\w-]{43}$/, 'Not the whole of a link’s end')
  .describe('What follows the # of the link')

export const peekInvitation = operation({
  id: 'peekInvitation',
  method: 'POST',
  path: '/api/v1/invitations/peek',
  tag: 'Members',
  summary: 'Look at an invitation',
  description: 'Says what the link is for, and does not use it up. Whoever has the link may ask.',
  body: z.strictObject({ token }),
  reply: z.object({
    organization: z.string().max(100),
    invitedBy: z.string().max(200),
    email: z.string().max(254).nullable(),
    role: memberRole,
    projects: z.array(z.string().max(100)).max(100).nullable().describe('Their names; null: all'),
    hasAccount: z.boolean().describe('There is an account with that address; false where it names none'),
    expiresAt: instant,
  }),
  status: 200,
  right: { kind: 'public' },
  errors: ['not_found', 'gone'],
})
export type PeekedInvitation = z.infer<typeof peekInvitation.reply>

const joined = z.object({
  organization: z.object({ id: uuid, name: z.string().max(100) }),
  role: memberRole,
})

export const acceptInvitation = operation({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/api/v1/invitations/accept',
  tag: 'Members',
  summary: 'Accept an invitation, signed in',
  description: 'The session goes on in the organization that one has joined.',
  body: z.strictObject({ token }),
  reply: joined,
  status: 200,
  right: { kind: 'person' },
  errors: ['not_found', 'conflict', 'gone'],
})

export const joinByInvitation = operation({
  id: 'joinByInvitation',
  method: 'POST',
  path: '/api/v1/invitations/join',
  tag: 'Members',
  summary: 'Accept an invitation, not signed in',
  description:
    'Where no account has the address, makes it with this name and password. Where one has, its password must be this one, and the name stays as it is. Gives no session: sign in afterwards, with a second factor where there is one.',
  body: z.strictObject({
    token,
    email: email.optional().describe('Needed where the invitation names none'),
    name: line(100).optional().describe('Needed for a new account'),
    password: z.string().min(1).max(1000).describe('Of the account; for a new one 12 to 200 characters'),
  }),
  reply: joined.extend({ email: z.string().max(254), newAccount: z.boolean() }),
  status: 201,
  right: { kind: 'public' },
  errors: ['not_found', 'conflict', 'gone'],
})
