import { z } from 'zod'
import { owner } from './api-key.ts'
import { instant, limit, line, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'

const needs = (name: string): Right => ({ kind: 'permission', name, scoped: false })

/** The longest that an organization may choose: 5 minutes. */
export const maxStaleSeconds = 300

/** What is done where a secret is presented after its end. */
export const retiredSecretPolicies = ['tell', 'revoke'] as const

export const organization = z.object({
  id: uuid,
  name: z.string().max(100),
  staleSeconds: z
    .int()
    .min(0)
    .max(maxStaleSeconds)
    .describe(
      'For how long a node that cannot reach the database goes on with what it knew; 0: it refuses every key at once',
    ),
  retiredSecretUse: z
    .enum(retiredSecretPolicies)
    .describe(
      'What becomes of a key one of whose secrets is presented after its end: `tell` records it, `revoke` also revokes the key, which lets anybody who has an old secret end it',
    ),
  createdAt: instant,
  updatedAt: instant,
})

export const createOrganization = operation({
  id: 'createOrganization',
  method: 'POST',
  path: '/api/v1/organizations',
  tag: 'Organizations',
  summary: 'Found an organization',
  description: 'The caller becomes its owner.',
  body: z.strictObject({ name: line(100), project: z.strictObject({ name: line(100) }) }),
  reply: organization,
  status: 201,
  right: needs('organization:create'),
  creates: true,
  errors: ['idempotency_mismatch'],
})

export const updateOrganizationBody = z
  .strictObject({
    name: line(100).optional(),
    staleSeconds: organization.shape.staleSeconds.optional(),
    retiredSecretUse: organization.shape.retiredSecretUse.optional(),
  })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'Give at least one field to change',
  )

export const updateOrganization = operation({
  id: 'updateOrganization',
  method: 'PATCH',
  path: '/api/v1/organizations/{organizationId}',
  tag: 'Organizations',
  summary: 'Change the organization',
  description:
    'Its name, and what holds while the database cannot be reached. With `staleSeconds` above 0 a node that is cut off goes on accepting the keys it remembers for so long, those among them that were revoked elsewhere meanwhile.',
  params: z.strictObject({ organizationId: uuid }),
  body: updateOrganizationBody,
  reply: organization,
  status: 200,
  right: needs('organization:update'),
  errors: ['not_found'],
})

export const listOwners = operation({
  id: 'listOwners',
  method: 'GET',
  path: '/api/v1/owners',
  tag: 'Organizations',
  summary: 'Who may own a key',
  description: 'Members and service accounts of the organization, by name.',
  query: z.strictObject({ q: line(100).optional(), limit }),
  reply: z.object({ items: z.array(owner).max(200) }),
  status: 200,
  right: needs('member:read'),
})
