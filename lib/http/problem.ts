import {
  type FieldProblem,
  type Problem,
  type ProblemCode,
  problemStatus,
  problemTitles,
} from '#lib/contracts/problem.ts'
import type { OAuthErrorCode } from '#lib/contracts/tokens.ts'
import type { PolicyState } from '#lib/contracts/verification.ts'
import { awayError } from '#lib/core/database-away.ts'
import { CoreError } from '#lib/core/errors.ts'
import { OAuthError } from '#lib/core/tokens/oauth-error.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { SurfaceError } from './surface-error.ts'

/** An error as any surface renders it: the native one below, a dialect in its vendor's way. */
export interface Failure {
  code: ProblemCode
  status: number
  detail: string
  fields: readonly FieldProblem[]
  /** What the code leaves open. */
  reason?: CoreError['reason'] | SurfaceError['reason']
  /** Seconds. */
  retryAfter: number | undefined
  /** Where the limits of a key stand, for a refusal that is about them. */
  limits?: readonly PolicyState[]
  /** What OAuth calls it, where it says more than the code. */
  oauth?: OAuthErrorCode
}

/** What an error means to the caller. What was not foreseen is logged here, whole, and told as nothing but our fault. */
export function failureOf(error: unknown, requestId: string): Failure {
  if (error instanceof CoreError || error instanceof SurfaceError) {
    const { code, message, fields, reason } = error
    const { retryAfter, limits } = error instanceof CoreError ? error : { retryAfter: undefined, limits: [] }
    const failure = { code, status: problemStatus[code], detail: message, fields, reason, retryAfter, limits }
    return error instanceof OAuthError ? { ...failure, oauth: error.error } : failure
  }
  const away = awayError(error)
  if (away) {
    log.warn({ err: error, requestId }, 'the database is away')
    return failureOf(away, requestId)
  }
  log.error({ err: error, requestId }, 'a request failed')
  const detail = 'Something failed on our side, and the log has it under this request id.'
  return { code: 'internal', status: 500, detail, fields: [], retryAfter: undefined }
}

/** RFC 9457: `application/problem+json`. */
export function problemResponse(failure: Failure, requestId: string, headers: HeadersInit = {}): Response {
  const body: Problem = {
    type: `${env().LATCHWORK_URL}/docs/errors/${failure.code}`,
    title: problemTitles[failure.code],
    status: failure.status,
    code: failure.code,
    detail: failure.detail.slice(0, 2000),
    ...(failure.fields.length > 0 ? { errors: [...failure.fields] } : {}),
    ...(failure.code === 'not_found' ? {} : { requestId }),
  }
  const all = new Headers(headers)
  all.set('content-type', 'application/problem+json; charset=utf-8')
  all.set('cache-control', 'no-store')
  all.set('x-request-id', requestId)
  if (failure.retryAfter !== undefined) all.set('retry-after', String(failure.retryAfter))
  if (failure.code === 'unauthenticated') all.set('www-authenticate', 'Bearer realm="Latchwork"')
  return new Response(JSON.stringify(body), { status: failure.status, headers: all })
}
