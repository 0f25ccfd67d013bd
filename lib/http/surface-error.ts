import type { FieldProblem, ProblemCode } from '#lib/contracts/problem.ts'

/** A refusal that the HTTP surface makes before, or instead of, asking core. */
export class SurfaceError extends Error {
  readonly code: ProblemCode
  readonly fields: readonly FieldProblem[]

  constructor(code: ProblemCode, message: string, fields: readonly FieldProblem[] = []) {
    super(message)
    this.name = 'SurfaceError'
    this.code = code
    this.fields = fields
  }
}
