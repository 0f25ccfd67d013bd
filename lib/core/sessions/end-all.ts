import { requirePerson } from '../account/person.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { recordOwn } from './own-audit.ts'

/** Ends every session of the account, the actor's own included. */
export async function endAllSessions(ctx: Ctx): Promise<undefined> {
  const { id } = requirePerson(ctx)
  await transaction(ctx, async (tx) => {
    const ended = await tx.db.$executeRaw`
      UPDATE session SET ended_at = now() WHERE user_id = ${id}::uuid AND ended_at IS NULL AND expires_at > now()`
    await recordOwn(tx, 'session.end_all', { sessionsEnded: ended })
  })
}
