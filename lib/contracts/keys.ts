import { z } from 'zod'
import {
  actorRef,
  apiKey,
  apiKeyDetail,
  ipAllowlist,
  issuedKey,
  keyStatuses,
  level,
  maxLifetime,
  metadata,
  permissionRef,
  rateLimits,
} from './api-key.ts'
import { effective } from './effective.ts'
import { commaList, cursor, flag, instant, limit, line, prose, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'
import { permissionName } from './permissions.ts'

const onKeys = (right: string): Right => ({ kind: 'permission', name: `api_key:${right}`, scoped: true })

const keyName = line(100)
const description = prose(1000)
const permissions = z.array(permissionRef).max(200)

const keyParams = z.strictObject({ keyId: uuid })

export const createKeyBody = z
  .strictObject({
    projectId: uuid.optional().describe('The caller’s current project where left out'),
    name: keyName,
    description: description.optional(),
    permissions: permissions.optional(),
    role: line(100).optional().describe('A role by name or id'),
    level: level.optional(),
    expiresAt: instant
      .nullable()
      .optional()
      .describe('null: never. Left out: the project’s default lifetime'),
    expiresIn: z.int().min(1).max(maxLifetime).optional().describe('Seconds from now, instead of expiresAt'),
    ipAllowlist: ipAllowlist.optional(),
    rateLimits: rateLimits.optional(),
    metadata: metadata.optional(),
    ownerId: uuid.optional().describe('A member or a service account; the caller where left out'),
  })
  .refine((body) => body.expiresAt === undefined || body.expiresIn === undefined, {
    message: 'Give expiresAt or expiresIn, not both',
    path: ['expiresIn'],
  })
export type CreateKeyBody = z.input<typeof createKeyBody>

export const createKey = operation({
  id: 'createKey',
  method: 'POST',
  path: '/api/v1/keys',
  tag: 'Keys',
  summary: 'Create a key',
  description:
    'The answer carries the secret, this once. The key never holds a permission that its maker lacks.',
  body: createKeyBody,
  reply: issuedKey,
  status: 201,
  right: onKeys('create'),
  errors: ['not_found', 'conflict', 'idempotency_mismatch'],
  creates: true,
  once: ['secret'],
  versioned: true,
})

export const keySorts = [
  '-createdAt',
  'createdAt',
  'name',
  '-name',
  '-lastUsedAt',
  'lastUsedAt',
  'expiresAt',
  '-expiresAt',
] as const

export const listKeysQuery = z.strictObject({
  cursor: cursor.optional(),
  limit,
  q: line(100).optional().describe('Part of a name, an owner’s name, or the start of a key'),
  status: commaList(z.enum(keyStatuses), keyStatuses.length).optional(),
  owner: uuid.optional(),
  project: uuid.optional(),
  permission: permissionName.optional().describe('Keys whose grant holds it'),
  expiresBefore: instant.optional(),
  unusedSince: instant.optional().describe('Not used at or after this instant'),
  neverUsed: flag.optional(),
  neverExpires: flag.optional(),
  excess: flag.optional().describe('Held more than it used for 90 days, by the last daily look'),
  sort: z.enum(keySorts).default('-createdAt'),
})

export const listKeys = operation({
  id: 'listKeys',
  method: 'GET',
  path: '/api/v1/keys',
  tag: 'Keys',
  summary: 'List keys',
  query: listKeysQuery,
  reply: z.object({
    items: z.array(apiKey).max(200),
    nextCursor: cursor.nullable(),
    total: z.int().min(0).max(1000).optional().describe('Left out where more than 1,000 match'),
  }),
  status: 200,
  right: onKeys('read'),
})

/** How far the counts of a summary go; a count that reaches it means “at least”. */
export const summaryBound = 10_000
const count = z.int().min(0).max(summaryBound)

export const summarizeKeys = operation({
  id: 'summarizeKeys',
  method: 'GET',
  path: '/api/v1/keys/summary',
  tag: 'Keys',
  summary: 'Count keys',
  description: `Each count stops at ${summaryBound}: that value means “at least”.`,
  query: z.strictObject({ project: uuid.optional() }),
  reply: z.object({
    total: count.describe('Keys that are not revoked'),
    active: count.describe('Keys that work now'),
    disabled: count,
    neverUsed: count,
    idle: count.describe('Used before, but not in 90 days'),
    neverExpires: count,
    excess: count.describe('Held more than they used for 90 days, by the last daily look'),
    expiring: count.describe('End within 7 days'),
    expired: count,
    oldestUnusedAt: instant.nullable().describe('When the oldest never-used key was made'),
  }),
  status: 200,
  right: onKeys('read'),
})

export const getKey = operation({
  id: 'getKey',
  method: 'GET',
  path: '/api/v1/keys/{keyId}',
  tag: 'Keys',
  summary: 'Get a key',
  params: keyParams,
  reply: apiKeyDetail,
  status: 200,
  right: onKeys('read'),
  errors: ['not_found'],
  versioned: true,
})

export const updateKeyBody = z
  .strictObject({
    name: keyName.optional(),
    description: description.optional(),
    permissions: permissions.optional(),
    role: line(100).nullable().optional().describe('A role by name or id; null: none'),
    level: level.nullable().optional(),
    enabled: z.boolean().optional(),
    expiresAt: instant.nullable().optional().describe('null: never'),
    ipAllowlist: ipAllowlist.optional(),
    rateLimits: rateLimits.optional(),
    metadata: metadata.optional().describe('Replaces the whole of it'),
  })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'Give at least one field to change',
  )
export type UpdateKeyBody = z.input<typeof updateKeyBody>

export const updateKey = operation({
  id: 'updateKey',
  method: 'PATCH',
  path: '/api/v1/keys/{keyId}',
  tag: 'Keys',
  summary: 'Change a key',
  params: keyParams,
  body: updateKeyBody,
  reply: apiKeyDetail.extend({ effective: effective.optional() }),
  status: 200,
  right: onKeys('update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

export const revokeKey = operation({
  id: 'revokeKey',
  method: 'DELETE',
  path: '/api/v1/keys/{keyId}',
  tag: 'Keys',
  summary: 'Revoke a key',
  description:
    'Final: when the answer arrives, the key is refused on every node; `effective` says so, or what is missing. The row stays, for its history. A key that is revoked already stays as it is, and its revocation is confirmed anew.',
  params: keyParams,
  query: z.strictObject({ reason: line(500).optional() }),
  reply: apiKeyDetail.extend({ effective }),
  status: 200,
  right: onKeys('delete'),
  errors: ['not_found', 'precondition_failed'],
  versioned: true,
})

/** The longest grace that a rotation gives, in seconds. */
export const maxGrace = 86_400
/** The shortest where it begins with the first use of the new secret, in seconds: every node must have heard of that use by its end. */
export const minGraceFromUse = 60
/** How long an old secret works at most, from the rotation, whatever begins late or is extended. Seconds. */
export const maxRotation = 30 * 86_400
/** For how long after a secret's end its use means nothing, in seconds: a request may be under way. */
export const retiredTolerance = 60

export const graceStarts = ['now', 'first_use'] as const
export type GraceStart = (typeof graceStarts)[number]

const rotateKeyBody = z
  .strictObject({
    graceSeconds: z.int().min(0).max(maxGrace),
    graceStarts: z.enum(graceStarts).optional().describe('`now` where left out'),
  })
  .refine(({ graceSeconds, graceStarts }) => graceStarts !== 'first_use' || graceSeconds >= minGraceFromUse, {
    message: `At least ${minGraceFromUse} seconds from the first use, so that every node has heard of it by then`,
    path: ['graceSeconds'],
  })

export const rotateKey = operation({
  id: 'rotateKey',
  method: 'POST',
  path: '/api/v1/keys/{keyId}/rotate',
  tag: 'Keys',
  summary: 'Rotate a key’s secret',
  description:
    'Gives a new secret, this once; the id stays. The old secret works until the grace ends, never past the key’s expiry. With `graceStarts: first_use` the grace begins when the new secret is first verified as good, as that use is written down, within a second; a node that is killed before then loses the use, and the next one begins it. A new secret that nobody uses leaves the old one 30 days.',
  params: keyParams,
  body: rotateKeyBody,
  reply: issuedKey.extend({ effective: effective.optional() }),
  status: 201,
  right: onKeys('rotate'),
  errors: ['not_found', 'conflict', 'idempotency_mismatch', 'precondition_failed'],
  creates: true,
  once: ['secret'],
  versioned: true,
})

export const extendGrace = operation({
  id: 'extendGrace',
  method: 'PATCH',
  path: '/api/v1/keys/{keyId}/grace',
  tag: 'Keys',
  summary: 'Let the old secret work for longer',
  description:
    'While a key has two secrets: at most until 30 days after its rotation, never past its expiry. A grace that waits for the first use of the new secret has all of that time already.',
  params: keyParams,
  body: z.strictObject({ endsAt: instant.describe('Later than it ends now') }),
  reply: apiKeyDetail.extend({ effective: effective.optional() }),
  status: 200,
  right: onKeys('rotate'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

export const endGrace = operation({
  id: 'endGrace',
  method: 'DELETE',
  path: '/api/v1/keys/{keyId}/grace',
  tag: 'Keys',
  summary: 'End the old secret now',
  description:
    'When the answer arrives, the old secret is refused on every node. Where it has ended already, that is confirmed anew.',
  params: keyParams,
  reply: apiKeyDetail.extend({ effective }),
  status: 200,
  right: onKeys('rotate'),
  errors: ['not_found', 'precondition_failed'],
  versioned: true,
})

export const getOwnKey = operation({
  id: 'getOwnKey',
  method: 'GET',
  path: '/api/v1/keys/me',
  tag: 'Keys',
  summary: 'A key about itself',
  reply: apiKeyDetail,
  status: 200,
  right: { kind: 'key' },
})

export const listKeyEvents = operation({
  id: 'listKeyEvents',
  method: 'GET',
  path: '/api/v1/keys/{keyId}/events',
  tag: 'Keys',
  summary: 'A key’s history',
  params: keyParams,
  query: z.strictObject({ cursor: cursor.optional(), limit }),
  reply: z.object({
    items: z
      .array(
        z.object({
          id: uuid,
          at: instant,
          actor: actorRef,
          action: z.string().max(100),
          detail: z.record(z.string().max(100), z.unknown()),
          ip: z.string().max(50).nullable(),
          userAgent: z.string().max(512).nullable(),
          requestId: z.string().max(100),
        }),
      )
      .max(200),
    nextCursor: cursor.nullable(),
  }),
  status: 200,
  right: onKeys('read'),
  errors: ['not_found'],
})
