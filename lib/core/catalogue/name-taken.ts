import { takenUnique } from '#lib/db/failures.ts'
import { CoreError } from '../errors.ts'

/** Says a taken name of a `noun` as a field error, and throws anything else on. */
export const nameTaken =
  (noun: 'permission' | 'role') =>
  (error: unknown): never => {
    if (takenUnique(error) === null) throw error
    const message = `Another ${noun} of the organization has this name`
    throw new CoreError('conflict', `${message}.`, { fields: [{ path: 'name', message }], cause: error })
  }
