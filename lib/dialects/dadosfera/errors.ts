import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { problemTitles } from '#lib/contracts/problem.ts'
import type { Failure } from '#lib/http/problem.ts'
import { vendorStatus } from '#lib/http/vendor-status.ts'
import { documentedHeader, type Refusal, type Vendor } from '#lib/http/vendor-surface.ts'

/** What the page says where Dadosfera does not say what failed. */
const unknown = {
  statusCode: 500,
  message: 'An unknown error occurred. If the error persists, please contact support',
  error: 'Oops... Unable to perform your action',
  code: 'UNKNOWN',
} as const

/** Every refusal: five fields, but for a key that is not there. */
export const errorBody = z.union([
  z.strictObject({
    statusCode: z.int(),
    message: z.string().max(500),
    error: z.string().max(500),
    code: z.string().max(100),
    details: z.string().max(2_500),
  }),
  z.strictObject({ error: z.string().max(100), message: z.string().max(500) }),
])

/** As long as an answer says back what it was asked for, in characters. */
const longestId = 200
const longestDetails = 2_450

/**
 * How Dadosfera says no. Its page documents two refusals, for unknown permissions and for a key that is not there; all others
 * have the five fields of the first.
 */
export const vendor: Vendor = {
  challenge: 'Bearer',
  refusal: (failure, { keyId }) => {
    if (failure.reason === 'not_in_catalogue') return unknownPermissions(failure)
    const status = vendorStatus(failure)
    if (status === 404 && typeof keyId === 'string') return noKey(keyId)
    const details = failure.detail.slice(0, longestDetails)
    if (status === 500) return { status, body: { ...unknown, details } }
    const body = {
      statusCode: status,
      message: problemTitles[failure.code],
      error: STATUS_CODES[status] ?? 'Error',
      code: codeOf(status),
      details,
    }
    return { status, body }
  },
}

/** A mistake of the caller's, whatever its status says: so it is documented, and no alarm of ours. */
const unknownPermissions = ({ detail }: Failure): Refusal => ({
  status: 500,
  body: { ...unknown, details: detail.slice(0, longestDetails) },
  headers: { [documentedHeader]: '1' },
})

const noKey = (keyId: string): Refusal => ({
  status: 404,
  body: {
    error: 'API Key not found',
    message: `API Key with ID ${keyId.slice(0, longestId).toWellFormed()} was not found`,
  },
})

/** `TOO_MANY_REQUESTS`: what HTTP calls the status, but for what is invalid. */
function codeOf(status: number): string {
  if (status === 400) return 'VALIDATION_ERROR'
  return (STATUS_CODES[status] ?? 'ERROR').toUpperCase().replaceAll(/[^A-Z]+/g, '_')
}
