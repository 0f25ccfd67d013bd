import './jitless.ts'
import { z } from 'zod'

/** The closed list of what core can throw, and the HTTP status of each on the native surface. */
export const coreProblems = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  precondition_failed: 412,
  limit_exceeded: 422,
  idempotency_mismatch: 422,
  rate_limited: 429,
  unavailable: 503,
} as const

/** What only the HTTP surface can say. */
export const surfaceProblems = {
  method_not_allowed: 405,
  request_timeout: 408,
  payload_too_large: 413,
  unsupported_media_type: 415,
  headers_too_large: 431,
  internal: 500,
} as const

export const problemStatus = { ...coreProblems, ...surfaceProblems } as const

export type CoreProblemCode = keyof typeof coreProblems
export type ProblemCode = keyof typeof problemStatus
export const problemCodes = Object.keys(problemStatus) as ProblemCode[]

/** What each problem is called, to a person. */
export const problemTitles: Readonly<Record<ProblemCode, string>> = {
  invalid: 'The request is not valid',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'In conflict with what is there',
  gone: 'No longer available',
  precondition_failed: 'Changed by somebody else',
  limit_exceeded: 'Over a limit',
  idempotency_mismatch: 'Idempotency key used for another request',
  rate_limited: 'Too many requests',
  unavailable: 'Not available right now',
  method_not_allowed: 'No such method here',
  request_timeout: 'The request took too long',
  payload_too_large: 'The body is too large',
  unsupported_media_type: 'Not JSON',
  headers_too_large: 'The headers are too large',
  internal: 'Our fault',
}

/** Problems every operation may answer with; `errors` of an operation names the others. */
export const sharedProblems: readonly ProblemCode[] = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'rate_limited',
  'request_timeout',
  'payload_too_large',
  'unsupported_media_type',
  'internal',
  'unavailable',
]

/** One field that was refused: `path` points into the body, query or path parameters. */
export const fieldProblem = z.object({
  path: z.string().max(500),
  message: z.string().max(500),
})
export type FieldProblem = z.infer<typeof fieldProblem>

/** RFC 9457 problem details, as the native surface renders every error. */
export const problem = z.object({
  type: z.string().max(500).describe('The address of a page that says how to fix it'),
  title: z.string().max(200),
  status: z.int().min(400).max(599),
  code: z.enum(problemCodes as [ProblemCode, ...ProblemCode[]]),
  detail: z.string().max(2000),
  errors: z.array(fieldProblem).max(100).optional(),
  requestId: z
    .string()
    .max(100)
    .optional()
    .describe('Also in x-request-id. Left out of not_found, so that two such answers cannot be told apart'),
})
export type Problem = z.infer<typeof problem>
