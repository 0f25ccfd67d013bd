import { z } from 'zod'
import { instant, uuid } from './fields.ts'
import { level, owner } from './keys.ts'
import { operation } from './operation.ts'
import { maxQueryLength, parsePermissionQuery } from './permission-query.ts'

export const verdictCodes = [
  'VALID',
  'NOT_FOUND',
  'DISABLED',
  'EXPIRED',
  'REVOKED',
  'INSUFFICIENT_PERMISSIONS',
  'IP_NOT_ALLOWED',
  'RATE_LIMITED',
] as const
export type VerdictCode = (typeof verdictCodes)[number]

const permissionQuery = z
  .string()
  .min(1)
  .max(maxQueryLength)
  .superRefine((text, context) => {
    try {
      parsePermissionQuery(text)
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: error instanceof Error ? error.message : 'Not a permission query',
      })
    }
  })

export const verifyBody = z.strictObject({
  key: z.string().min(1).max(500).describe('The secret that the service was shown'),
  permissions: permissionQuery.optional().describe('`invoices:read and (invoices:write or admin)`'),
  ip: z.union([z.ipv4(), z.ipv6()]).optional().describe('The client’s address, for the address list'),
  userAgent: z.string().max(512).optional().describe('The client’s agent, for the key’s record'),
  cost: z.int().min(0).max(1_000_000).default(1).describe('How much of each rate limit this call takes'),
})

/** Where a named limit stands after this verification. */
export const rateLimitState = z.object({
  name: z.string().max(32),
  limit: z.int().min(1),
  remaining: z.int().min(0),
  reset: z.int().min(0).describe('Seconds until the window ends'),
})
export type RateLimitState = z.infer<typeof rateLimitState>

export const verdict = z.object({
  valid: z.boolean(),
  code: z.enum(verdictCodes),
  key: z
    .object({
      id: uuid,
      name: z.string().max(100),
      projectId: uuid,
      owner,
      permissions: z.array(z.string().max(100)).max(2000).describe('The effective set'),
      role: z.string().max(100).nullable(),
      level: level.nullable(),
      metadata: z.record(z.string().max(64), z.union([z.string().max(500), z.number(), z.boolean()])),
      expiresAt: instant.nullable(),
    })
    .optional()
    .describe('Left out where no key of the project has this secret'),
  rateLimits: z.array(rateLimitState).max(8).optional(),
})
export type Verdict = z.infer<typeof verdict>

export const verifyKey = operation({
  id: 'verifyKey',
  method: 'POST',
  path: '/api/v1/keys/verify',
  tag: 'Verification',
  summary: 'Ask whether a key is good',
  description:
    'The caller needs api_key:verify on the key’s project; a key of another project is NOT_FOUND. A refusal is an answer (200, valid: false), not an error.',
  body: verifyBody,
  reply: verdict,
  status: 200,
  right: { kind: 'permission', name: 'api_key:verify', scoped: false },
  lane: true,
})
