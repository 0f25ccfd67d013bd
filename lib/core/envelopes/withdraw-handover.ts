import type { withdrawHandover as contract } from '#lib/contracts/handovers.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import { authorizeKey } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { openKey } from '../keys/open.ts'
import { transaction } from '../transaction.ts'
import { type HandoverRow, handoverColumns, presentHandover, stateOf } from './handover.ts'

/**
 * Withdraws a link: destroys what it holds. One that was opened, or is over, stays as it is.
 * @throws CoreError `not_found`, `forbidden` for who neither made it nor may change the key
 */
export async function withdrawHandover(
  ctx: Ctx,
  { keyId, handoverId }: Input<typeof contract>,
): Promise<Reply<typeof contract>> {
  return transaction(ctx, async (tx) => {
    const key = await openKey(tx, keyId, 'read')
    // Against an opening at the same time: whichever comes second finds what the first has left.
    await tx.db.$executeRaw`SELECT 1 FROM envelope WHERE id = ${handoverId}::uuid FOR UPDATE`
    const link = await tx.db.envelope.findUnique({
      where: { id: handoverId, keyId, kind: 'link' },
      select: handoverColumns,
    })
    if (!link) throw notFound()
    if (!isMaker(tx, link)) authorizeKey(tx, 'update', key)
    if (stateOf(link, key) !== 'waiting') return presentHandover(link, key)

    const withdrawn = await tx.db.envelope.update({
      where: { id: handoverId },
      data: { sealed: null, withdrawnAt: key.now },
      select: handoverColumns,
    })
    await record(tx, {
      action: 'key.handover_withdraw',
      target: { type: 'key', id: keyId, name: key.name },
      projectId: key.projectId,
      detail: { handover: link.id, for: link.note },
    })
    return presentHandover(withdrawn, key)
  })
}

function isMaker({ actor }: Ctx, { madeByType, madeById }: HandoverRow): boolean {
  return (actor.type === 'user' || actor.type === 'key') && actor.type === madeByType && actor.id === madeById
}
