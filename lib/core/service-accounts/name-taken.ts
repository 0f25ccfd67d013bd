import { takenUnique } from '#lib/db/failures.ts'
import { CoreError } from '../errors.ts'

/** Says a taken name as a field error, and throws anything else on. @param path where the name stands in the body */
export function nameTaken(error: unknown, path = 'name'): never {
  if (takenUnique(error) === null) throw error
  const message = 'Another service account of the organization has this name; it may be an archived one'
  throw new CoreError('conflict', `${message}.`, { fields: [{ path, message }], cause: error })
}
