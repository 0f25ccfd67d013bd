import { takenUnique } from '#lib/db/failures.ts'
import { CoreError } from '../errors.ts'

/** Says a taken name as a field error, and throws anything else on. */
export function nameTaken(error: unknown): never {
  if (takenUnique(error) === null) throw error
  const message = 'Another project of the organization has this name'
  throw new CoreError('conflict', `${message}.`, { fields: [{ path: 'name', message }], cause: error })
}
