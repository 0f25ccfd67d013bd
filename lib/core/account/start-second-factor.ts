import type { startSecondFactor as operation } from '#lib/contracts/account.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { confirmPassword, requirePerson } from './person.ts'
import { newAuthenticator } from './totp.ts'

/** Makes a secret for an authenticator. It counts for nothing until `confirmSecondFactor` has seen a code of it. */
export async function startSecondFactor(
  ctx: Ctx,
  input: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  const person = requirePerson(ctx)
  await confirmPassword(ctx, input.password, 'password')
  const { secret, uri, sealed } = newAuthenticator(person.id, person.email)
  const { count } = await ctx.db.user.updateMany({
    where: { id: person.id, totpEnabledAt: null },
    data: { totpSecret: sealed, totpLastStep: null },
  })
  if (count === 0)
    throw new CoreError('conflict', 'The second factor is on. Turn it off before you begin anew.')
  return { secret, uri }
}
