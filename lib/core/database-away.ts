import { databaseAway } from '#lib/db/failures.ts'
import { CoreError } from './errors.ts'

/** Seconds after which another try makes sense: about what a restart of a database takes. */
const retryAfter = 2

/** What to tell a caller where an error says that the database cannot answer now; null where it says something else. */
export function awayError(error: unknown): CoreError | null {
  if (!databaseAway(error)) return null
  const message =
    'The database does not answer. Try again shortly; an Idempotency-Key keeps it from being done twice.'
  return new CoreError('unavailable', message, { retryAfter, cause: error })
}
