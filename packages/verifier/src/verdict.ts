import { senseless } from './transport.ts'

/** Why a key is refused. The order in which Latchwork looks is that of the list. */
export const refusalCodes = [
  'NOT_FOUND',
  'REVOKED',
  'EXPIRED',
  'DISABLED',
  'IP_NOT_ALLOWED',
  'INSUFFICIENT_PERMISSIONS',
  'RATE_LIMITED',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** Whom a good key belongs to and what it may do. */
export interface VerifiedKey {
  id: string
  name: string
  projectId: string
  owner: { type: 'user' | 'service_account'; id: string; name: string }
  /** All that it may do: its own permissions, its role's and its level's. */
  permissions: readonly string[]
  role: string | null
  level: number | null
  metadata: Readonly<Record<string, string | number | boolean>>
  /** An instant as ISO 8601; null: it has no end. */
  expiresAt: string | null
}

/** Where a named limit of the key stands after this verification. */
export interface RateLimitState {
  name: string
  limit: number
  remaining: number
  /** Seconds until the window ends. */
  reset: number
}

export interface ValidVerdict {
  valid: true
  code: 'VALID'
  key: VerifiedKey
  rateLimits: readonly RateLimitState[]
}

export interface InvalidVerdict {
  valid: false
  code: RefusalCode
  /** Which key was refused, for a log; null where none of the project has this secret. */
  keyId: string | null
  /** Of a key over its limit: what to tell its holder. */
  rateLimits: readonly RateLimitState[]
}

/** Only a verdict with `valid: true` has a `key`: what a refused key could do is nobody's business. */
export type Verdict = ValidVerdict | InvalidVerdict

type Fields = Record<string, unknown>
type Check = (value: unknown) => boolean

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number'
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(checks).every(([name, check]) => check(value[name]))

const isKey = fields({
  id: (value) => isText(value) && value !== '',
  name: isText,
  projectId: isText,
  owner: fields({
    type: (value) => value === 'user' || value === 'service_account',
    id: isText,
    name: isText,
  }),
  permissions: listOf(isText),
  role: orNull(isText),
  level: orNull(isNumber),
  metadata: isObject,
  expiresAt: orNull(isText),
})
const areLimits = listOf(fields({ name: isText, limit: isNumber, remaining: isNumber, reset: isNumber }))

/**
 * Reads a verdict, trusting nothing: `valid: true` comes out only where the reply is whole and says so twice.
 * @throws LatchworkError `unavailable` for anything that is no verdict
 */
export function readVerdict(reply: unknown): Verdict {
  if (!isObject(reply)) throw senseless()
  const { valid, code, key, rateLimits = [] } = reply
  if (!areLimits(rateLimits)) throw senseless()
  const limits = rateLimits as RateLimitState[]
  if (valid === true && code === 'VALID' && isKey(key))
    return { valid: true, code, key: key as unknown as VerifiedKey, rateLimits: limits }
  const refusal = refusalCodes.find((known) => known === code)
  if (valid !== false || !refusal) throw senseless()
  const keyId = isObject(key) && typeof key.id === 'string' ? key.id : null
  return { valid: false, code: refusal, keyId, rateLimits: limits }
}
