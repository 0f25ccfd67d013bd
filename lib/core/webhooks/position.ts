import { lastInstant } from '#lib/contracts/fields.ts'
import type { Position } from '../cursor.ts'
import { invalidField } from '../errors.ts'

/**
 * The instant at which a page of a list by time ended.
 * @throws CoreError `invalid` for a cursor that holds none
 */
export function instantOf({ value }: Position): Date {
  const at = Date.parse(value)
  if (!/^\d{4}-/.test(value) || !(at >= 0 && at <= lastInstant))
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  return new Date(at)
}
