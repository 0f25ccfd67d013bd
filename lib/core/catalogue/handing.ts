import { handable } from '#lib/contracts/catalogue.ts'
import { holds } from '#lib/contracts/permissions.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'

/** What of `names` the actor may not put into a role or on a rung. */
export function beyondHands({ permissions }: Pick<Ctx, 'permissions'>, names: Iterable<string>): string[] {
  const mine = handable(permissions)
  return [...names].filter((name) => !holds(mine, name))
}

/** @throws CoreError `forbidden` where the actor would hand on what it does not hold itself */
export function refuseBeyondHands(ctx: Pick<Ctx, 'permissions'>, names: Iterable<string>): void {
  const beyond = beyondHands(ctx, names).sort()
  if (beyond.length === 0) return
  const shown = beyond.slice(0, 5).join(', ')
  const more = beyond.length > 5 ? ` and ${beyond.length - 5} more` : ''
  throw new CoreError('forbidden', `This hands on what you do not hold: ${shown}${more}.`, {
    reason: 'exceeds_grant',
  })
}
