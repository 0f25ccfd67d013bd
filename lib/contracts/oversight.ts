import { z } from 'zod'
import { apiKeyDetail } from './api-key.ts'
import { effective } from './effective.ts'
import { instant, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'
import { permissionQuery, verdictCodes } from './verification.ts'

const onKey = (right: string): Right => ({ kind: 'permission', name: `api_key:${right}`, scoped: true })
const keyParams = z.strictObject({ keyId: uuid })

/** What a verification looks at, in the order in which it does. The first that fails is the verdict. */
export const verificationChecks = [
  'revocation',
  'expiry',
  'secret',
  'enabled',
  'address',
  'permissions',
  'rate_limits',
] as const
export type VerificationCheck = (typeof verificationChecks)[number]

export const explanation = z.object({
  at: instant,
  code: z.enum(verdictCodes).describe('What a verification with these values would be answered now'),
  checks: z
    .array(
      z.object({
        check: z.enum(verificationChecks),
        passed: z.boolean(),
        code: z.enum(verdictCodes).describe('VALID, or the code of a refusal for this reason'),
        detail: z.string().max(2000),
      }),
    )
    .length(verificationChecks.length),
})
export type Explanation = z.infer<typeof explanation>

export const explainKey = operation({
  id: 'explainKey',
  method: 'POST',
  path: '/api/v1/keys/{keyId}/explain',
  tag: 'Usage',
  summary: 'Why a key is refused',
  description:
    'Judges the key with one of its secrets as a verification with these values would, and says how each check comes out, also those after the first that fails. Nothing is counted, and nothing taken from its limits.',
  params: keyParams,
  body: z.strictObject({
    permissions: permissionQuery.optional(),
    ip: z.union([z.ipv4(), z.ipv6()]).optional().describe('The client’s address'),
    generation: z
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .optional()
      .describe('Of the secret that is presented, which may have ended; the newest where left out'),
  }),
  reply: explanation,
  status: 200,
  right: onKey('read'),
  errors: ['not_found'],
})

/** For how many days a permission may go unused before it counts as not needed. */
export const sizingDays = [30, 90] as const
const days = z.union([z.literal(30), z.literal(90)])

export const getKeySizing = operation({
  id: 'getKeySizing',
  method: 'GET',
  path: '/api/v1/keys/{keyId}/sizing',
  tag: 'Usage',
  summary: 'What a key holds against what it uses',
  description:
    'A permission is used where a verification asked for it, or where the key itself called this contract by it, within so many days.',
  params: keyParams,
  query: z.strictObject({ days: z.enum(['30', '90']).transform(Number).pipe(days).default(90) }),
  reply: z.object({
    days,
    since: instant,
    observed: z
      .boolean()
      .describe('The key is older than that: what it did not use in all this time, it hardly needs'),
    permissions: z
      .array(z.object({ name: z.string().max(100), used: z.boolean(), lastUsedAt: instant.nullable() }))
      .max(2000)
      .describe('Everything the key holds'),
  }),
  status: 200,
  right: onKey('read'),
  errors: ['not_found'],
})

export const narrowKey = operation({
  id: 'narrowKey',
  method: 'POST',
  path: '/api/v1/keys/{keyId}/narrow',
  tag: 'Usage',
  summary: 'Narrow a key to what it uses',
  description:
    'The key then holds exactly what it has used within so many days, permission by permission, without a role or level that could bring more.',
  params: keyParams,
  body: z.strictObject({ days: days.default(90) }),
  reply: apiKeyDetail.extend({ effective: effective.optional() }),
  status: 200,
  right: onKey('update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})
