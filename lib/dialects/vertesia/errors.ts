import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { env } from '#lib/env.ts'
import type { Failure } from '#lib/http/problem.ts'
import { vendorStatus } from '#lib/http/vendor-status.ts'
import type { Vendor } from '#lib/http/vendor-surface.ts'

/** Every refusal: the status in words and as a number. */
export const errorBody = z.strictObject({
  error: z.string().max(100),
  status: z.int().min(400).max(599),
  message: z.string().max(2000).optional(),
  details: z.string().max(2000).optional(),
})

/** A refusal to exchange a key for a token; what is asked for is neither named nor confirmed. */
export const issueForbidden = z.strictObject({
  error: z.string().max(100),
  message: z.string().max(2000),
  errorCode: z.enum([
    'requested_scope_unavailable',
    'no_accessible_account',
    'restricted_environment',
    'token_issuance_forbidden',
  ]),
})
export const issueUnavailable = issueForbidden.omit({ errorCode: true })

export const vendor: Vendor = {
  challenge: 'Bearer',
  refusal(failure) {
    const status = vendorStatus(failure)
    const details = detailsOf(failure)
    return {
      status,
      body: {
        error: STATUS_CODES[status] ?? 'Error',
        status,
        message: messageOf(failure),
        ...(details === '' ? {} : { details }),
      },
    }
  },
}

/** How the exchange of a key for a token says no. */
export const issueVendor: Vendor = {
  ...vendor,
  refusal(failure, params) {
    const refusal = vendor.refusal(failure, params)
    const said = { error: STATUS_CODES[refusal.status] ?? 'Error', message: messageOf(failure) }
    if (refusal.status === 403)
      return { ...refusal, body: { ...said, errorCode: 'token_issuance_forbidden' } }
    return refusal.status === 503 ? { ...refusal, body: said } : refusal
  },
}

function messageOf({ reason, fields, detail }: Failure): string {
  const role = reason === 'not_in_catalogue' && fields.some(({ path }) => path === 'role')
  return role
    ? `This organization does not have this role yet: an owner installs the preset Vertesia at ${env().LATCHWORK_URL}/settings.`
    : detail.slice(0, 2000)
}

const detailsOf = ({ fields }: Failure) =>
  fields
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')
    .slice(0, 2000)
