import { z } from 'zod'
import { keyStatuses } from './api-key.ts'
import { effective } from './effective.ts'
import { cursor, instant, limit, line, prose, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'
import { memberRole, permissionName } from './permissions.ts'

const right: Right = { kind: 'permission', name: 'member:update', scoped: false }
const memberParams = z.strictObject({ memberId: uuid })

/** Over how many days a key that was verified as good counts as used. */
export const removalDays = 7

/** How many keys a removal may decide on one by one; the rest follow the rule for used and idle ones. */
export const maxNamedKeys = 1_000
export const maxNamedAccounts = 200

const count = z.int().min(0)

export const removalPreview = z.object({
  member: z.object({
    id: uuid,
    name: z.string().max(100),
    email: z.string().max(254),
    role: memberRole,
  }),
  lastOwner: z.boolean().describe('The only owner: cannot be removed before somebody else is one'),
  keys: z.object({
    used: count.describe('Verified as good in the last 7 days'),
    idle: count.describe('The others that are not revoked'),
    beyond: count.describe('Hold what the caller may not hand on, and can therefore only be revoked'),
  }),
  calls: count.describe('Good verifications of all of them in the last 7 days'),
  serviceAccounts: z
    .array(z.object({ id: uuid, name: z.string().max(100), archived: z.boolean() }))
    .max(maxNamedAccounts)
    .describe('Those they answer for, in use first, by name'),
  moreServiceAccounts: count.describe('How many there are besides'),
  invitations: count.describe('Theirs that wait to be accepted; they are withdrawn'),
  handovers: count.describe(
    'Links that wait to be opened, by them or to a key of theirs; they are withdrawn',
  ),
  sessions: count.describe('Where they are signed in, in this organization'),
})
export type RemovalPreview = z.infer<typeof removalPreview>

export const previewRemoval = operation({
  id: 'previewRemoval',
  method: 'GET',
  path: '/api/v1/members/{memberId}/removal',
  tag: 'Members',
  summary: 'Preview the removal of a member',
  description: 'What they own and answer for, and what would end with them. Changes nothing.',
  params: memberParams,
  reply: removalPreview,
  status: 200,
  right,
  errors: ['not_found'],
})

export const removalKey = z.object({
  id: uuid,
  name: z.string().max(100),
  project: z.object({ id: uuid, name: z.string().max(100) }),
  mask: z.string().max(100),
  generation: z.int().min(1),
  status: z.enum(keyStatuses),
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  traffic: z
    .object({ good: count, refused: count })
    .describe('Verifications in the last 7 days, by what they were answered'),
  used: z.boolean().describe('Verified as good in the last 7 days'),
  gatewayOf: z.string().max(100).nullable().describe('The project whose gateway asks with this key, by name'),
  beyond: z
    .array(permissionName)
    .max(5)
    .describe('What it holds and the caller may not hand on, the first five: such a key can only be revoked'),
})
export type RemovalKey = z.infer<typeof removalKey>

export const listRemovalKeys = operation({
  id: 'listRemovalKeys',
  method: 'GET',
  path: '/api/v1/members/{memberId}/removal/keys',
  tag: 'Members',
  summary: 'List the keys that a removal decides on',
  description:
    'Every key of the member that is not revoked, with its traffic of the last 7 days; the one used last first.',
  params: memberParams,
  query: z.strictObject({
    cursor: cursor.optional(),
    limit,
    q: line(100).optional().describe('Looks in the names'),
  }),
  reply: z.object({ items: z.array(removalKey).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right,
  errors: ['not_found'],
})

export const disposition = z
  .discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('transfer'),
      ownerId: uuid.describe('Another member, or a service account'),
    }),
    z.strictObject({ action: z.literal('convert') }),
    z.strictObject({ action: z.literal('revoke') }),
  ])
  .describe('`transfer` to another owner, `convert` to the new service account, or `revoke`')
export type Disposition = z.infer<typeof disposition>

export const removeMemberBody = z
  .strictObject({
    used: disposition.describe('What becomes of the keys verified as good in the last 7 days'),
    idle: disposition.describe('What becomes of the other keys, of those too that are made meanwhile'),
    keys: z
      .array(z.strictObject({ keyId: uuid, disposition }))
      .max(maxNamedKeys)
      .optional()
      .describe('Keys that another thing becomes of. One that is not theirs any more is passed over'),
    newServiceAccount: z
      .strictObject({
        name: line(100),
        description: prose(1000).optional(),
        responsibleId: uuid.optional().describe('The member who answers for it; the caller where left out'),
      })
      .optional()
      .describe('Made in the same step, to own the keys that are to be converted'),
    responsibleId: uuid
      .optional()
      .describe('Who answers from now on for their service accounts; needed where they have any in use'),
    serviceAccounts: z
      .array(z.strictObject({ serviceAccountId: uuid, responsibleId: uuid }))
      .max(maxNamedAccounts)
      .optional()
      .describe('Service accounts that somebody else is to answer for'),
    reason: line(500).optional().describe('Why keys are revoked'),
  })
  .refine(
    (body) =>
      body.newServiceAccount !== undefined ||
      ![body.used, body.idle, ...(body.keys ?? []).map((one) => one.disposition)].some(
        ({ action }) => action === 'convert',
      ),
    { message: 'Say which service account is to be made', path: ['newServiceAccount'] },
  )

export const removeMember = operation({
  id: 'removeMember',
  method: 'POST',
  path: '/api/v1/members/{memberId}/removal',
  tag: 'Members',
  summary: 'Remove a member',
  description:
    'In one step: each of their keys gets another owner or is revoked, their service accounts somebody else to answer for them, what they invited and handed out is withdrawn, and their sessions in the organization end. Nothing is left without an owner, also not what they make at that moment. Whoever held a secret may still know it: rotate the keys that were handed on. One may remove oneself; nobody removes a member whose role may do more than their own, nor the last owner.',
  params: memberParams,
  body: removeMemberBody,
  reply: z.object({
    transferredKeys: count,
    convertedKeys: count,
    revokedKeys: count,
    newServiceAccount: z.object({ id: uuid, name: z.string().max(100) }).nullable(),
    serviceAccounts: count.describe('Those that somebody else answers for now'),
    invitationsWithdrawn: count,
    handoversWithdrawn: count,
    sessionsEnded: count,
    effective,
  }),
  status: 200,
  right,
  errors: ['not_found', 'conflict'],
})
