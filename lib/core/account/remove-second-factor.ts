import type { removeSecondFactor as operation } from '#lib/contracts/account.ts'
import type { Input } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { recordOwn } from '../sessions/own-audit.ts'
import { transaction } from '../transaction.ts'
import { confirmBothFactors } from './confirm-both-factors.ts'
import { requirePerson } from './person.ts'

/** Turns the actor's second factor off and forgets its secret and recovery codes. */
export async function removeSecondFactor(ctx: Ctx, input: Input<typeof operation>): Promise<undefined> {
  const { id } = requirePerson(ctx)
  await confirmBothFactors(ctx, input)
  await transaction(ctx, async (tx) => {
    await tx.db.user.update({
      where: { id },
      data: { totpSecret: null, totpEnabledAt: null, totpLastStep: null },
    })
    await tx.db.recoveryCode.deleteMany({ where: { userId: id } })
    await recordOwn(tx, 'second_factor.disable', {})
  })
}
