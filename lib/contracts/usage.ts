import { z } from 'zod'
import { commaList, digits, instant, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'
import { verdictCodes } from './verification.ts'

const reads: Right = { kind: 'permission', name: 'api_key:read', scoped: true }

/** The most hours one question may span: 92 days. */
export const maxUsageHours = 92 * 24

const range = {
  from: instant.optional().describe('Rounded down to the hour; 36 hours before `to` where left out'),
  to: instant.optional().describe('Rounded up to the hour; now where left out'),
}

/** A secret of a key that works no more. */
export const endedSecret = z.object({
  generation: z.int().min(1),
  mask: z.string().max(100),
  endedAt: instant,
})
export type EndedSecret = z.infer<typeof endedSecret>

/** What verifications may be summed by. */
export const usageGroupings = ['outcome', 'key', 'project', 'owner'] as const

/** Counts of one hour or day. Only outcomes that occurred are present. */
export const usagePoint = z.object({
  at: instant.describe('The start of the hour or day (UTC)'),
  outcomes: z.partialRecord(z.enum(verdictCodes), z.int().min(0)),
})
export type UsagePoint = z.infer<typeof usagePoint>

/** What one key, project or owner did. */
export const usageGroup = z.object({
  id: uuid,
  type: z.enum(['key', 'project', 'user', 'service_account']),
  name: z.string().max(200),
  total: z.partialRecord(z.enum(verdictCodes), z.int().min(0)),
  points: z.array(usagePoint).max(maxUsageHours + 1),
})
export type UsageGroup = z.infer<typeof usageGroup>

export const getUsage = operation({
  id: 'getUsage',
  method: 'GET',
  path: '/api/v1/usage',
  tag: 'Usage',
  summary: 'Verifications of many keys',
  description:
    'Sums over the keys the caller may see: together, for each of the keys named, and by key, project or owner for those with the most verifications. Hours without a verification are left out.',
  query: z.strictObject({
    ...range,
    project: uuid.optional(),
    keys: commaList(uuid, 200)
      .optional()
      .describe('Of these keys alone, with a series for each, also for one without a verification'),
    by: z
      .enum(usageGroupings)
      .optional()
      .describe('What `groups` are: keys, projects or owners. None where left out, or `outcome`'),
    top: digits(z.int().min(1).max(200).optional()).describe(
      'How many groups, those with the most verifications; 10 where left out',
    ),
    unit: z.enum(['hour', 'day']).default('hour'),
  }),
  reply: z.object({
    from: instant,
    to: instant,
    unit: z.enum(['hour', 'day']),
    total: z.partialRecord(z.enum(verdictCodes), z.int().min(0)),
    points: z
      .array(usagePoint)
      .max(maxUsageHours + 1)
      .describe('Of all keys together'),
    series: z
      .array(z.object({ keyId: uuid, points: z.array(usagePoint).max(maxUsageHours + 1) }))
      .max(200)
      .describe('One for each of `keys`'),
    groups: z
      .array(usageGroup)
      .max(200)
      .describe('By what `by` says, those with the most verifications first'),
  }),
  status: 200,
  right: reads,
})

export const getKeyUsage = operation({
  id: 'getKeyUsage',
  method: 'GET',
  path: '/api/v1/keys/{keyId}/usage',
  tag: 'Usage',
  summary: 'What a key does',
  params: z.strictObject({ keyId: uuid }),
  query: z.strictObject({ ...range, unit: z.enum(['hour', 'day']).default('hour') }),
  reply: z.object({
    from: instant,
    to: instant,
    unit: z.enum(['hour', 'day']),
    total: z.partialRecord(z.enum(verdictCodes), z.int().min(0)),
    points: z.array(usagePoint).max(maxUsageHours + 1),
    permissions: z
      .array(z.object({ name: z.string().max(100), count: z.int().min(0), lastUsedAt: instant.nullable() }))
      .max(2000)
      .describe('Every permission the key holds, and how often a verification asked for it, ever'),
    refusals: z
      .array(
        z.object({
          id: uuid,
          at: instant,
          code: z.enum(verdictCodes),
          ip: z.string().max(50).nullable(),
          userAgent: z.string().max(512).nullable(),
          query: z.string().max(1000).nullable().describe('The permission query that was asked'),
          secret: endedSecret
            .nullable()
            .describe('The secret that was presented, where it was refused for the end of that secret'),
        }),
      )
      .max(100)
      .describe('The newest refusals'),
    retiringSecretClients: z
      .array(
        z.object({
          ip: z.string().max(50),
          userAgent: z.string().max(512),
          count: z.int().min(0),
          lastSeenAt: instant,
        }),
      )
      .max(100)
      .describe('Who presented the older of two secrets since the rotation'),
    endedSecretUses: z
      .array(
        endedSecret.extend({
          count: z.int().min(1),
          firstAt: instant,
          lastAt: instant,
          ip: z.string().max(50).nullable().describe('Of the last time'),
          userAgent: z.string().max(512).nullable().describe('Of the last time'),
        }),
      )
      .max(100)
      .describe('Secrets that were presented more than a minute after their end, the latest first'),
  }),
  status: 200,
  right: reads,
  errors: ['not_found'],
})
