import type { regenerateRecoveryCodes as operation } from '#lib/contracts/account.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { recordOwn } from '../sessions/own-audit.ts'
import { transaction } from '../transaction.ts'
import { confirmBothFactors } from './confirm-both-factors.ts'
import { requirePerson } from './person.ts'
import { replaceRecoveryCodes } from './recovery-codes.ts'

/** Replaces the actor's recovery codes; the old ones are void. */
export async function regenerateRecoveryCodes(
  ctx: Ctx,
  input: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  const { id } = requirePerson(ctx)
  await confirmBothFactors(ctx, input)
  return transaction(ctx, async (tx) => {
    const recoveryCodes = await replaceRecoveryCodes(tx, id)
    await recordOwn(tx, 'second_factor.renew_recovery_codes', {})
    return { recoveryCodes }
  })
}
