import type { FieldProblem, ProblemCode } from '#lib/contracts/problem.ts'

/** What a code leaves open, for contracts that answer one case of it in another way. */
type Reason =
  /** There is no body, or none that can be read. */
  | 'no_body'
  /** The address, not a thing at it, is not there. */
  | 'no_address'

/** A refusal that the HTTP surface makes before, or instead of, asking core. */
export class SurfaceError extends Error {
  readonly code: ProblemCode
  readonly fields: readonly FieldProblem[]
  readonly reason: Reason | undefined

  constructor(code: ProblemCode, message: string, fields: readonly FieldProblem[] = [], reason?: Reason) {
    super(message)
    this.name = 'SurfaceError'
    this.code = code
    this.fields = fields
    this.reason = reason
  }
}
