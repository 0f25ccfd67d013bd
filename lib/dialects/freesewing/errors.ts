import { z } from 'zod'
import type { ProblemCode } from '#lib/contracts/problem.ts'
import type { Failure } from '#lib/http/problem.ts'
import type { Vendor } from '#lib/http/vendor-surface.ts'
import { type CreateMistake, createMistakes, type Form } from './contract.ts'

/** Every refusal: an identifier that the vendor's clients look up. */
export const errorBody = z.strictObject({ result: z.literal('error'), error: z.string().max(50) })

interface Said {
  status: number
  error: string
}

/** What each problem is called, and with which status it goes out. Of the vendor's page are the first three. */
const said: Readonly<Record<ProblemCode, Said>> = {
  forbidden: { status: 403, error: 'insufficientAccessLevel' },
  not_found: { status: 404, error: 'notFound' },
  internal: { status: 500, error: 'internalError' },
  unauthenticated: { status: 401, error: 'unauthorized' },
  invalid: { status: 400, error: 'invalidRequest' },
  conflict: { status: 400, error: 'conflict' },
  gone: { status: 404, error: 'notFound' },
  precondition_failed: { status: 400, error: 'conflict' },
  limit_exceeded: { status: 400, error: 'limitExceeded' },
  idempotency_mismatch: { status: 400, error: 'conflict' },
  rate_limited: { status: 429, error: 'tooManyRequests' },
  unavailable: { status: 503, error: 'serviceUnavailable' },
  method_not_allowed: { status: 405, error: 'methodNotAllowed' },
  request_timeout: { status: 408, error: 'requestTimeout' },
  payload_too_large: { status: 413, error: 'payloadTooLarge' },
  unsupported_media_type: { status: 415, error: 'unsupportedMediaType' },
  headers_too_large: { status: 431, error: 'headersTooLarge' },
}

const challenges = { jwt: 'Bearer realm="Users"', key: 'Basic realm="Users"' } as const

/**
 * How a form of an operation says no.
 * @param creating whether it is the one that makes a key, which has identifiers of its own
 */
export function vendorOf(form: Form, creating = false): Vendor {
  return {
    credential: form === 'jwt' ? 'token' : 'basic',
    challenge: challenges[form],
    refusal(failure) {
      const { status, error } = (creating ? ofCreating(failure) : null) ?? saidOf(failure)
      return { status, body: { result: 'error', error } }
    },
  }
}

/** An address that was malformed keeps the status that it was given. */
const saidOf = ({ code, status }: Failure): Said =>
  code === 'invalid' ? { status, error: said.invalid.error } : said[code]

/** A refusal to make a key: the first mistake in the order of the vendor's checks. */
function ofCreating({ code, reason, fields }: Failure): Said | null {
  const mistaken = (error: CreateMistake) => ({ status: 400, error })
  if (code === 'internal') return { status: 500, error: 'createApikeyFailed' }
  if (reason === 'exceeds_grant') return mistaken('keyLevelExceedsRoleLevel')
  if (reason === 'not_in_catalogue') return mistaken('invalidLevel')
  if (reason === 'no_body') return mistaken('postBodyMissing')
  if (code !== 'invalid' || fields.length === 0) return null
  const found = createMistakes.find((id) => fields.some(({ message }) => message === id))
  return mistaken(found ?? 'unknownField')
}
