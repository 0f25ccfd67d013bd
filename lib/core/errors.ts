import type { CoreProblemCode, FieldProblem } from '#lib/contracts/problem.ts'
import type { PolicyState } from '#lib/contracts/verification.ts'

/** What a code leaves open, for contracts that answer one case of it in another way. */
export type Reason =
  /** The grant is above its maker's. */
  | 'exceeds_grant'
  /** The catalogue, the roles or the ladder lack what was named. */
  | 'not_in_catalogue'
  /** The policy of the organization or the project does not let it be. */
  | 'policy'
  /** The policy lets it be given only with an approval. */
  | 'needs_approval'

interface Details {
  reason?: Reason
  /** Which fields of the input were refused. */
  fields?: readonly FieldProblem[]
  /** Seconds after which another try makes sense. */
  retryAfter?: number
  /** Where the limits stand that were asked. */
  limits?: readonly PolicyState[]
  cause?: unknown
}

/**
 * The only error core throws on purpose. `message` is for the caller: a sentence that says what is wrong and what to
 * do; what only we should know goes into `cause`.
 */
export class CoreError extends Error {
  readonly code: CoreProblemCode
  readonly reason: Reason | undefined
  readonly fields: readonly FieldProblem[]
  readonly retryAfter: number | undefined
  readonly limits: readonly PolicyState[]

  constructor(code: CoreProblemCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause })
    this.name = 'CoreError'
    this.code = code
    this.reason = details.reason
    this.fields = details.fields ?? []
    this.retryAfter = details.retryAfter
    this.limits = details.limits ?? []
  }
}

/** What a caller may not see and what is not there are the same answer, to the byte. */
export function notFound(): CoreError {
  return new CoreError('not_found', 'There is nothing here that you may see.')
}

/** A refused field, in the shape a form can place. */
export function invalidField(path: string, message: string): CoreError {
  return new CoreError('invalid', message, { fields: [{ path, message }] })
}
