import type { Ctx } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'
import { confirmPassword, requirePerson } from './person.ts'
import { takeSecondFactor } from './second-factor-code.ts'

/**
 * Asks a signed-in person for the password and a code again, before the second factor is weakened or replaced.
 * @throws CoreError `conflict` where the second factor is off, `invalid` where either is wrong, `rate_limited`
 */
export async function confirmBothFactors(ctx: Ctx, input: { password: string; code: string }): Promise<void> {
  const { id } = requirePerson(ctx)
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id }, select: { totpEnabledAt: true } })
  if (!user.totpEnabledAt) throw new CoreError('conflict', 'The second factor is off.')
  await confirmPassword(ctx, input.password, 'password')
  if (!(await takeSecondFactor(ctx, id, input.code)))
    throw invalidField('code', 'This code is wrong, or was used before.')
}
