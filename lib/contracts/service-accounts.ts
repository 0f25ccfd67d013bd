import { z } from 'zod'
import { effective } from './effective.ts'
import { cursor, flag, instant, limit, line, prose, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'

const needs = (name: string): Right => ({ kind: 'permission', name, scoped: false })

export const serviceAccount = z.object({
  id: uuid.describe('As in the owner of a key'),
  name: z.string().max(100),
  description: z.string().max(1000),
  responsible: z
    .object({ id: uuid, name: z.string().max(100) })
    .nullable()
    .describe('The member who answers for it; null: nobody yet'),
  keys: z
    .int()
    .min(0)
    .nullable()
    .describe('Its keys that are not revoked. This and the last use: null for who may not see every key'),
  lastUsedAt: instant.nullable().describe('The last valid use of any of its keys, of the thousand made last'),
  archivedAt: instant.nullable().describe('Since when it may own no keys'),
  createdAt: instant,
  updatedAt: instant,
  version: z.int().min(1),
})
export type ServiceAccount = z.infer<typeof serviceAccount>

export const listServiceAccounts = operation({
  id: 'listServiceAccounts',
  method: 'GET',
  path: '/api/v1/service-accounts',
  tag: 'Service accounts',
  summary: 'List service accounts',
  description: 'By name. `q` looks in names and descriptions.',
  query: z.strictObject({
    cursor: cursor.optional(),
    limit,
    q: line(100).optional(),
    archived: flag.optional().describe('Only those that are archived, or only those in use; left out: both'),
    responsible: uuid.optional().describe('Only those that this member answers for'),
  }),
  reply: z.object({ items: z.array(serviceAccount).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: needs('member:read'),
})

const serviceAccountName = line(100).describe('Of no other in the organization, archived ones included')
const description = prose(1000)
const responsibleId = uuid.describe('The member who answers for it')

export const createServiceAccountBody = z.strictObject({
  name: serviceAccountName,
  description: description.optional(),
  responsibleId: responsibleId
    .optional()
    .describe('The member who answers for it; the caller where left out'),
})

export const createServiceAccount = operation({
  id: 'createServiceAccount',
  method: 'POST',
  path: '/api/v1/service-accounts',
  tag: 'Service accounts',
  summary: 'Create a service account',
  description:
    'A named owner of keys that outlives people. It cannot sign in; its keys are made by whoever may make keys for others, and hold no more than their maker does. Called with a key, who answers for it is the person whose key that is, and must be said where it is nobody’s.',
  body: createServiceAccountBody,
  reply: serviceAccount,
  status: 201,
  right: needs('service_account:update'),
  errors: ['conflict', 'idempotency_mismatch'],
  creates: true,
  versioned: true,
})

const serviceAccountParams = z.strictObject({ serviceAccountId: uuid })

export const getServiceAccount = operation({
  id: 'getServiceAccount',
  method: 'GET',
  path: '/api/v1/service-accounts/{serviceAccountId}',
  tag: 'Service accounts',
  summary: 'Get a service account',
  params: serviceAccountParams,
  reply: serviceAccount,
  status: 200,
  right: needs('member:read'),
  errors: ['not_found'],
  versioned: true,
})

export const updateServiceAccountBody = z
  .strictObject({
    name: serviceAccountName.optional(),
    description: description.optional(),
    responsibleId: responsibleId.optional(),
  })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'Give at least one field to change',
  )

export const updateServiceAccount = operation({
  id: 'updateServiceAccount',
  method: 'PATCH',
  path: '/api/v1/service-accounts/{serviceAccountId}',
  tag: 'Service accounts',
  summary: 'Change a service account',
  params: serviceAccountParams,
  body: updateServiceAccountBody,
  reply: serviceAccount,
  status: 200,
  right: needs('service_account:update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

export const archiveServiceAccountBody = z.strictObject({
  keys: z
    .literal('revoke')
    .optional()
    .describe(
      'Revokes every key that it owns, in the same step. Where left out, one that owns any stays in use',
    ),
  reason: line(500).optional().describe('Why the keys are revoked'),
})

export const archiveServiceAccount = operation({
  id: 'archiveServiceAccount',
  method: 'POST',
  path: '/api/v1/service-accounts/{serviceAccountId}/archive',
  tag: 'Service accounts',
  summary: 'Archive a service account',
  description:
    'From then on it owns no keys, and is offered to nobody as an owner. Refused while it owns keys that are not revoked, unless they are to be revoked with it: which takes `api_key:delete:any`, and every project of theirs in the caller’s reach. It may be restored; keys that were revoked stay so.',
  params: serviceAccountParams,
  body: archiveServiceAccountBody,
  reply: serviceAccount.extend({
    revokedKeys: z.int().min(0).describe('How many were revoked with it'),
    effective,
  }),
  status: 200,
  right: needs('service_account:update'),
  errors: ['not_found', 'conflict'],
  versioned: true,
})

export const restoreServiceAccountBody = z.strictObject({
  responsibleId: responsibleId
    .optional()
    .describe('Who answers for it from now on; needed where nobody who is a member does'),
})

export const restoreServiceAccount = operation({
  id: 'restoreServiceAccount',
  method: 'POST',
  path: '/api/v1/service-accounts/{serviceAccountId}/restore',
  tag: 'Service accounts',
  summary: 'Restore a service account',
  description: 'It may own keys again. One that is in use stays as it is.',
  params: serviceAccountParams,
  body: restoreServiceAccountBody,
  reply: serviceAccount,
  status: 200,
  right: needs('service_account:update'),
  errors: ['not_found', 'precondition_failed'],
  versioned: true,
})
