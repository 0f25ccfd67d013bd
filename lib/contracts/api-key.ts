import { z } from 'zod'
import { instant, text, uuid } from './fields.ts'
import { permissionName } from './permissions.ts'

/* What an API key is: its parts, and how it is shown. What can be done with one is in `keys.ts`. */

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
    z.union([text(500), z.number().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER), z.boolean()]),
  )
  .refine((record) => Object.keys(record).length <= 50, 'At most 50 entries')
export type Metadata = z.infer<typeof metadata>

/** A permission by its name or by its integer id. */
export const permissionRef = z.union([permissionName, z.int().min(1).max(2_147_483_647)])
export const level = z.int().min(0).max(8)

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
  rotationDueAt: instant
    .nullable()
    .describe('From when its newest secret is due for rotation by the policy; null: no policy asks for it'),
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
  grace: z
    .object({
      seconds: z.int().min(0).describe('For how long it goes on once its grace has begun'),
      beganAt: instant
        .nullable()
        .describe('null: it begins with the first use of the new secret, and `notAfter` bounds the wait'),
    })
    .nullable()
    .describe('Of the older of two secrets; null for the newest'),
  lastUsedAt: instant.nullable(),
})

/** A key as its own page shows it. */
export const apiKeyDetail = apiKey.extend({
  effectivePermissions: z
    .array(z.string().max(100))
    .max(2000)
    .describe('Permissions ∪ role ∪ level, and of these what the project allows'),
  secrets: z.array(keySecret).max(2).describe('The secrets that work, the newest first'),
})
export type ApiKeyDetail = z.infer<typeof apiKeyDetail>

/** A key with the secret that is shown this once; null in the replay of an earlier answer. */
export const issuedKey = apiKeyDetail.extend({ secret: z.string().max(200).nullable() })
export type IssuedKey = z.infer<typeof issuedKey>
