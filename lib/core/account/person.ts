import { unauthenticated } from '../authorize.ts'
import type { Actor, Ctx } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'
import { takeAttempt } from '../sessions/limits.ts'
import { verifyPassword } from './password.ts'

/**
 * The person who acts.
 * @throws CoreError `unauthenticated` for the anonymous, `forbidden` for a key
 */
export function requirePerson(ctx: Ctx): Extract<Actor, { type: 'user' }> {
  if (ctx.actor.type === 'anonymous') throw unauthenticated()
  if (ctx.actor.type !== 'user')
    throw new CoreError('forbidden', 'Only a person may do this, not an API key.')
  return ctx.actor
}

/**
 * Asks a signed-in person for the password again.
 * @param field where a form shows the refusal
 * @throws CoreError `invalid` where it is wrong, `rate_limited` after ten wrong ones in an hour
 */
export async function confirmPassword(ctx: Ctx, password: string, field: string): Promise<void> {
  const { id } = requirePerson(ctx)
  const attempt = await takeAttempt('password', id)
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id }, select: { passwordHash: true } })
  if (!(await verifyPassword(user.passwordHash, password)))
    throw invalidField(field, 'This is not your password.')
  await attempt.forgive()
}
