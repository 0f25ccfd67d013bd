import type { confirmSecondFactor as operation } from '#lib/contracts/account.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'
import { takeAttempt } from '../sessions/limits.ts'
import { recordOwn } from '../sessions/own-audit.ts'
import { transaction } from '../transaction.ts'
import { requirePerson } from './person.ts'
import { replaceRecoveryCodes } from './recovery-codes.ts'
import { takeTotpCode } from './totp.ts'

/** Turns the second factor on once a first code has shown that the authenticator has the secret. */
export async function confirmSecondFactor(
  ctx: Ctx,
  input: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  const { id } = requirePerson(ctx)
  const attempt = await takeAttempt('code', id)
  const recoveryCodes = await transaction(ctx, async (tx) => {
    // Locked, so that of two confirmations at once the second finds the factor on.
    const [user] = await tx.db.$queryRaw<{ begun: boolean; enabled: boolean }[]>`
      SELECT totp_secret IS NOT NULL AS begun, totp_enabled_at IS NOT NULL AS enabled
      FROM "user" WHERE id = ${id}::uuid FOR UPDATE`
    if (user?.enabled) throw new CoreError('conflict', 'The second factor is on already.')
    if (!user?.begun) throw new CoreError('conflict', 'Begin to add an authenticator first.')
    if (!(await takeTotpCode(tx, id, input.code))) return null
    await tx.db.$executeRaw`UPDATE "user" SET totp_enabled_at = now() WHERE id = ${id}::uuid`
    const codes = await replaceRecoveryCodes(tx, id)
    await recordOwn(tx, 'second_factor.enable', {})
    return codes
  })
  if (!recoveryCodes)
    throw invalidField('code', 'This is not the present code. Wait for the next one and try again.')
  await attempt.forgive()
  return { recoveryCodes }
}
