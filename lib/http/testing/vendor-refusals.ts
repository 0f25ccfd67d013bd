import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { Mount } from '#lib/contracts/mounts.ts'
import { documentedHeader } from '../vendor-surface.ts'
import type { Answer } from './world.ts'

/*
 * How each vendor says no, written down from its pages a second time and independently of the code that says it. Every object is
 * closed: what a vendor's client does not know is not there.
 */

/** What a vendor's refusal says: in its own word why, and with which status. */
type Reading = z.ZodType<{ code: string; status: number }>

const sentence = z.string().min(1).max(2_500)

/** Dadosfera: an envelope of five fields, but two for a key that is not there. */
const dadosfera = (status: number): Reading =>
  z.union([
    z
      .strictObject({
        statusCode: z.literal(status),
        message: sentence,
        error: sentence,
        code: z.string().regex(/^[A-Z][A-Z_]*$/),
        details: z.string().max(2_500),
      })
      .transform(({ code }) => ({ code, status })),
    z
      .strictObject({
        error: z.literal('API Key not found'),
        message: z.string().regex(/^API Key with ID .* was not found$/s),
      })
      .refine(() => status === 404)
      .transform(({ error: code }) => ({ code, status })),
  ])

const trackgenesis = (status: number): Reading =>
  z
    .strictObject({ message: sentence, status: z.literal('error') })
    .transform(({ message: code }) => ({ code, status }))

/** FreeSewing: a word that its clients look up. */
const freesewing = (status: number): Reading =>
  z
    .strictObject({ result: z.literal('error'), error: z.string().regex(/^[a-z][A-Za-z]{1,50}$/) })
    .transform(({ error: code }) => ({ code, status }))

/** Vertesia: the status twice, as a number and as HTTP calls it. */
const vertesia = (status: number): Reading =>
  z
    .strictObject({
      error: z.literal(STATUS_CODES[status] ?? ''),
      status: z.literal(status),
      message: sentence.optional(),
      details: sentence.optional(),
    })
    .transform(({ error: code }) => ({ code, status }))

/** What refuses to exchange a key for a token has shapes of its own; they name nothing that was asked for. */
const issuing = (status: number): Reading => {
  const said = { error: z.literal(STATUS_CODES[status] ?? ''), message: sentence }
  if (status === 403)
    return z
      .strictObject({ ...said, errorCode: z.literal('token_issuance_forbidden') })
      .transform(({ errorCode: code }) => ({ code, status }))
  if (status === 503) return z.strictObject(said).transform(({ error: code }) => ({ code, status }))
  return vertesia(status)
}

const readings: Readonly<Record<Mount, (status: number) => Reading>> = {
  dadosfera,
  trackgenesis,
  freesewing,
  'freesewing-live': freesewing,
  vertesia,
  'vertesia-live': vertesia,
}

/** The refusal in an answer; null where it is not the vendor's. @param path of the operation */
export function vendorRefusal(mount: Mount, path: string, { status, json }: Pick<Answer, 'status' | 'json'>) {
  const reading = path.endsWith('/token/issue') ? issuing : readings[mount]
  return reading(status).safeParse(json).data ?? null
}

/** Of the caller's mistakes; the last five are HTTP's own and no vendor's. */
const mistakes = [400, 401, 403, 404, 405, 408, 413, 415, 429]

/** True where a vendor's page, or HTTP itself, lets the vendor answer with this status. */
export const mayAnswer = (mount: Mount, answer: Pick<Answer, 'status' | 'json' | 'headers'>): boolean =>
  mistakes.includes(answer.status) || isDocumentedFault(mount, answer)

/** Dadosfera's 500 for permissions that it does not know: a mistake of the caller's, and marked as one for our own alarms. */
const invalidPermissions = z.strictObject({
  statusCode: z.literal(500),
  message: z.literal('An unknown error occurred. If the error persists, please contact support'),
  error: z.literal('Oops... Unable to perform your action'),
  code: z.literal('UNKNOWN'),
  details: z.string().regex(/^Invalid permission IDs: /),
})

/** True for a 500 that a vendor documents as the answer to a mistake of the caller's. */
export const isDocumentedFault = (
  mount: Mount | null,
  { status, json, headers }: Pick<Answer, 'status' | 'json' | 'headers'>,
): boolean =>
  mount === 'dadosfera' &&
  status === 500 &&
  headers.has(documentedHeader) &&
  invalidPermissions.safeParse(json).success
