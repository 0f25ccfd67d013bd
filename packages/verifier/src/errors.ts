/**
 * Why there is no verdict.
 *
 * - `unavailable`: no connection, a server error, a reply that makes no sense, or JWKS that cannot be had.
 * - `timeout`: the deadline of the call has passed.
 * - `unauthorized`: Latchwork does not take the caller's own key.
 * - `forbidden`: the caller's own key lacks the permission `api_key:verify`.
 * - `invalid`: what was asked cannot be asked; to ask it again changes nothing.
 */
export type LatchworkErrorCode = 'unavailable' | 'timeout' | 'unauthorized' | 'forbidden' | 'invalid'

interface Details {
  /** The HTTP status, where there was an answer. */
  status?: number | undefined
  /** What Latchwork's log has the request under. */
  requestId?: string | undefined
  /** Seconds that the server asked to be left alone. */
  retryAfter?: number | undefined
  cause?: unknown
}

/**
 * There is no verdict, and so nothing may be let in. A key that is no good is not an error but a verdict with
 * `valid: false`.
 */
export class LatchworkError extends Error {
  readonly code: LatchworkErrorCode
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly retryAfter: number | undefined

  constructor(code: LatchworkErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'LatchworkError'
    this.code = code
    this.status = details.status
    this.requestId = details.requestId
    this.retryAfter = details.retryAfter
  }
}
