import type { CoreProblemCode } from '#lib/contracts/problem.ts'
import type { OAuthErrorCode } from '#lib/contracts/tokens.ts'
import { CoreError } from '../errors.ts'

/** A refusal for which OAuth has a word of its own, more precise than ours. */
export class OAuthError extends CoreError {
  readonly error: OAuthErrorCode

  constructor(error: OAuthErrorCode, message: string, code: CoreProblemCode = 'invalid') {
    super(code, message)
    this.name = 'OAuthError'
    this.error = error
  }
}
