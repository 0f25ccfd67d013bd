import type { endSession as operation } from '#lib/contracts/account.ts'
import type { Input } from '#lib/contracts/operation.ts'
import { requirePerson } from '../account/person.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { recordOwn } from './own-audit.ts'

/** Ends one of the actor's sessions: its next request is refused. */
export async function endSession(ctx: Ctx, input: Input<typeof operation>): Promise<undefined> {
  const { id } = requirePerson(ctx)
  await transaction(ctx, async (tx) => {
    const ended = await tx.db.$executeRaw`
      UPDATE session SET ended_at = now()
      WHERE id = ${input.sessionId}::uuid AND user_id = ${id}::uuid AND ended_at IS NULL AND expires_at > now()`
    if (ended === 0) throw notFound()
    await recordOwn(tx, 'session.end', { sessionId: input.sessionId })
  })
}
