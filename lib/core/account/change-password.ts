import type { changePassword as operation } from '#lib/contracts/account.ts'
import type { Input } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { recordOwn } from '../sessions/own-audit.ts'
import { transaction } from '../transaction.ts'
import { hashPassword } from './password.ts'
import { confirmPassword, requirePerson } from './person.ts'

/** Changes the actor's password and ends every other session of the account. */
export async function changePassword(ctx: Ctx, input: Input<typeof operation>): Promise<undefined> {
  const person = requirePerson(ctx)
  await confirmPassword(ctx, input.currentPassword, 'currentPassword')
  const passwordHash = await hashPassword(input.newPassword)
  await transaction(ctx, async (tx) => {
    await tx.db.user.update({ where: { id: person.id }, data: { passwordHash } })
    const ended = await tx.db.$executeRaw`
      UPDATE session SET ended_at = now()
      WHERE user_id = ${person.id}::uuid AND id <> ${person.sessionId}::uuid AND ended_at IS NULL AND expires_at > now()`
    await recordOwn(tx, 'password.update', { sessionsEnded: ended })
  })
}
