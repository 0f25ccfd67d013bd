import type { Ctx } from '../context.ts'
import { takeAttempt } from '../sessions/limits.ts'
import { type Tx, transaction } from '../transaction.ts'
import { takeRecoveryCode } from './recovery-codes.ts'
import { takeTotpCode } from './totp.ts'

/**
 * Takes a second factor: a code of the authenticator, or one of the recovery codes. Either counts once. The code is used up even
 * where the caller's own work then fails, which is the safe side.
 * @returns which of the two it was; null where it is neither
 * @throws CoreError `rate_limited` after ten wrong codes in an hour
 */
export async function takeSecondFactor(
  ctx: Ctx,
  userId: string,
  code: string,
): Promise<'authenticator' | 'recovery code' | null> {
  const attempt = await takeAttempt('code', userId)
  const kind = await transaction(ctx, async (tx: Tx) => {
    if (await takeTotpCode(tx, userId, code)) return 'authenticator' as const
    return (await takeRecoveryCode(tx, userId, code)) ? ('recovery code' as const) : null
  })
  if (kind) await attempt.forgive()
  return kind
}
