import { z } from 'zod'
import { effective } from './effective.ts'
import { commaList, cursor, flag, instant, limit, line, prose, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'
import { permissionName } from './permissions.ts'

const onKeys = (right: string): Right => ({ kind: 'permission', name: `api_key:${right}`, scoped: true })

export const keyStatuses = ['active', 'disabled', 'expiring', 'expired', 'rotating', 'revoked'] as const
export type KeyStatus = (typeof keyStatuses)[number]

/** How long before its end a key counts as expiring, in seconds. */
export const expiringWithin = 7 * 24 * 3600

/** The longest life a key may be given, in seconds: ten years. */
export const maxLifetime = 10 * 365 * 24 * 3600

export const actorRef = z.object({
  type: z.enum(['user', 'key', 'system']),
  id: uuid.nullable(),
  name: z.string().max(200),
})

export const ownerTypes = ['user', 'service_account'] as const
export const owner = z.object({ type: z.enum(ownerTypes), id: uuid, name: z.string().max(200) })
export type Owner = z.infer<typeof owner>

export const rateLimit = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'Lower-case letters, digits, - and _, at most 32'),
  limit: z.int().min(1).max(1_000_000_000).describe('How many a window admits'),
  window: z.int().min(1).max(2_592_000).describe('Seconds'),
})
export type RateLimit = z.infer<typeof rateLimit>

export const rateLimits = z
  .array(rateLimit)
  .max(8)
  .refine(
    (list) => new Set(list.map((one) => one.name)).size === list.length,
    'Two limits have the same name',
  )

// Each part says so, not only the whole: of a union zod passes on a part's own words where only that part came close.
const badRange = 'Expected an address or a range such as 203.0.113.0/24'
/** An IPv4 or IPv6 address or CIDR range. */
export const ipRange = z.union([z.ipv4(badRange), z.ipv6(badRange), z.cidrv4(badRange), z.cidrv6(badRange)], {
  error: badRange,
})
export const ipAllowlist = z.array(ipRange).max(100)

const metadataKey = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'Letters, digits, . _ and -, at most 64')
  .refine((key) => !['__proto__', 'constructor', 'prototype'].includes(key), 'This name is reserved')
export const metadata = z
  .record(
    metadataKey,
    z.union([prose(500), z.number().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER), z.boolean()]),
  )
  .refine((record) => Object.keys(record).length <= 50, 'At most 50 entries')
export type Metadata = z.infer<typeof metadata>

/** A permission by its name or by its integer id. */
export const permissionRef = z.union([permissionName, z.int().min(1).max(2_147_483_647)])
export const level = z.int().min(0).max(8)
const keyName = line(100)
const description = prose(1000)
const permissions = z.array(permissionRef).max(200)

/** A key as lists show it. */
export const apiKey = z.object({
  id: uuid,
  organizationId: uuid,
  projectId: uuid,
  owner,
  name: z.string().max(100),
  description: z.string().max(1000),
  status: z.enum(keyStatuses),
  mask: z.string().max(100).describe('Start and last characters of the newest secret'),
  permissions: z.array(z.string().max(100)).max(200).describe('Granted by name; role and level add theirs'),
  role: z.object({ id: uuid, name: z.string().max(100) }).nullable(),
  level: level.nullable(),
  metadata: z.record(z.string().max(64), z.union([z.string().max(500), z.number(), z.boolean()])),
  enabled: z.boolean(),
  expiresAt: instant.nullable(),
  ipAllowlist: z.array(z.string().max(50)).max(100),
  rateLimits: z.array(rateLimit).max(8),
  generation: z.int().min(1).describe('How many secrets the key has had'),
  rotatingUntil: instant.nullable().describe('When the older of two secrets ends'),
  version: z.int().min(1),
  createdBy: actorRef,
  createdAt: instant,
  updatedBy: actorRef,
  updatedAt: instant,
  revokedAt: instant.nullable(),
  revokedBy: actorRef.nullable(),
  revokedReason: z.string().max(500).nullable(),
  lastUsedAt: instant.nullable(),
})
export type ApiKey = z.infer<typeof apiKey>

export const keySecret = z.object({
  id: uuid,
  mask: z.string().max(100),
  generation: z.int().min(1),
  createdAt: instant,
  notAfter: instant.nullable().describe('When it stops working; null for the newest'),
  lastUsedAt: instant.nullable(),
})

/** A key as its own page shows it. */
export const apiKeyDetail = apiKey.extend({
  effectivePermissions: z.array(z.string().max(100)).max(2000).describe('Permissions ∪ role ∪ level'),
  secrets: z.array(keySecret).max(2).describe('The secrets that work, the newest first'),
})
export type ApiKeyDetail = z.infer<typeof apiKeyDetail>

/** A key with the secret that is shown this once; null in the replay of an earlier answer. */
export const issuedKey = apiKeyDetail.extend({ secret: z.string().max(200).nullable() })
export type IssuedKey = z.infer<typeof issuedKey>

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

/** The longest grace of a rotation, in seconds. */
export const maxGrace = 86_400

export const rotateKey = operation({
  id: 'rotateKey',
  method: 'POST',
  path: '/api/v1/keys/{keyId}/rotate',
  tag: 'Keys',
  summary: 'Rotate a key’s secret',
  description:
    'Gives a new secret, this once; the id stays. The old secret works until the grace ends, never past the key’s expiry.',
  params: keyParams,
  body: z.strictObject({ graceSeconds: z.int().min(0).max(maxGrace) }),
  reply: issuedKey.extend({ effective: effective.optional() }),
  status: 201,
  right: onKeys('rotate'),
  errors: ['not_found', 'conflict', 'idempotency_mismatch', 'precondition_failed'],
  creates: true,
  once: ['secret'],
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
