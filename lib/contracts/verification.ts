import { z } from 'zod'
import { level, owner, rateLimit } from './api-key.ts'
import { instant, uuid } from './fields.ts'
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

export const permissionQuery = z
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

/** The same with the length of its window in seconds: all that the RateLimit headers say. */
export const policyState = rateLimitState.extend({ window: rateLimit.shape.window })
export type PolicyState = z.infer<typeof policyState>

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

/** The most keys that one request asks about. */
export const maxBatch = 100

export const verifyKeys = operation({
  id: 'verifyKeys',
  method: 'POST',
  path: '/api/v1/keys/verify-batch',
  tag: 'Verification',
  summary: 'Ask whether several keys are good',
  description:
    'Each is asked, counted and taken from its limits as by a verification of its own, in the order given; a key given twice counts twice. One question that cannot be read refuses them all.',
  body: z.strictObject({ keys: z.array(verifyBody).min(1).max(maxBatch) }),
  reply: z.object({ results: z.array(verdict).max(maxBatch).describe('In the order of the questions') }),
  status: 200,
  right: { kind: 'permission', name: 'api_key:verify', scoped: false },
  lane: true,
})

/** How a number stands in a query: digits alone, so that nothing else can be read as one. */
const costInQuery = z
  .string()
  .regex(/^\d{1,7}$/, 'Expected a whole number')
  .transform(Number)
  .pipe(z.int().max(1_000_000))

export const authorizeRequest = operation({
  id: 'authorizeRequest',
  method: 'GET',
  path: '/api/v1/authorize/{projectId}',
  tag: 'Verification',
  summary: 'Ask, as a gateway, whether to let a request through',
  description:
    'For nginx, Traefik, Envoy, Caddy and HAProxy, which ask before they pass a request on. The gateway shows a key of the project in `x-latchwork-gateway-key`; its client’s key, or an access token of it, is read from `Authorization` or `x-api-key`, and its address from the last hop of `X-Forwarded-For` that is no proxy of yours. Every method asks the same. The answer has no body. 401: no good key, in whatever way; 403: a good key that may not do this, or not from there; 429: over a limit. To a gateway without a good key of the project it is 404, so that a gateway set up wrongly is never mistaken for a bad client.',
  params: z.strictObject({ projectId: uuid }),
  query: z.strictObject({
    permissions: permissionQuery
      .optional()
      .describe('What the request needs: `invoices:read and (invoices:write or admin)`'),
    cost: costInQuery
      .default(1)
      .describe('How much of each rate limit this request takes, 0 to 1000000; 1 unless given'),
    audience: z
      .url()
      .max(500)
      .optional()
      .describe('What an access token must be for, where a client shows one; by default the key’s project'),
  }),
  reply: z.object({
    keyId: uuid.describe('In the header `x-latchwork-key-id`'),
    owner: owner.describe('In the header `x-latchwork-owner`, as `user:` or `service_account:` and the id'),
    permissions: z
      .array(z.string().max(100))
      .max(2000)
      .describe(
        'In the header `x-latchwork-permissions`, parted by spaces: those that fit into 2,048 characters',
      ),
    rateLimits: z.array(policyState).max(8).describe('In the headers `RateLimit` and `RateLimit-Policy`'),
  }),
  status: 200,
  errors: ['not_found'],
  right: { kind: 'permission', name: 'api_key:verify', scoped: false },
  lane: true,
  gateway: true,
})
