import type { Effective } from '#lib/contracts/effective.ts'
import { CoreError } from '../errors.ts'

/**
 * For contracts whose answer has no room to say that a change is not in effect everywhere yet: they say nothing of success
 * before it is. The change is committed; to send it again is to wait again.
 * @throws CoreError `unavailable` where a node has not confirmed it
 */
export function requireInEffect(effective: Pick<Effective, 'unconfirmed'> | undefined): void {
  const silent = effective?.unconfirmed ?? []
  if (silent.length === 0) return
  const names = silent.map(({ name }) => name).join(', ')
  throw new CoreError(
    'unavailable',
    `The change is made, but ${names} has not confirmed it: it may go on by what it knew. Send this again to wait for it.`,
    { retryAfter: 1 },
  )
}
