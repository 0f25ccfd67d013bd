import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { restoreServiceAccount } from '#lib/contracts/service-accounts.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { invalidField } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { openAccount } from './open.ts'
import { presentAccount } from './present.ts'
import { holdResponsible } from './responsible.ts'

/**
 * Takes a service account into use again, with a member who answers for it.
 * @throws CoreError `not_found`, `forbidden`, `invalid` where nobody who is a member answers for it, `precondition_failed`
 */
export async function restore(
  ctx: Ctx,
  { serviceAccountId: id, ifVersion, responsibleId }: Input<typeof restoreServiceAccount>,
): Promise<Reply<typeof restoreServiceAccount>> {
  requirePermission(ctx, 'service_account:update')
  return transaction(ctx, async (tx) => {
    const known = await presentAccount(tx, id)
    const wanted = responsibleId ?? known.responsible?.id
    // Held before the account, as everybody does it.
    const responsible = wanted === undefined ? null : await holdResponsible(tx, wanted)
    const before = await openAccount(tx, id, ifVersion)
    if (!before.archivedAt) return presentAccount(tx, id)
    if (!responsible) throw invalidField('responsibleId', 'Say which member answers for it from now on')
    await tx.db.serviceAccount.update({
      where: { id },
      data: {
        archivedAt: null,
        responsibleId: responsible.id,
        version: { increment: 1 },
        updatedAt: before.now,
      },
    })
    const account = await presentAccount(tx, id)
    await record(tx, {
      action: 'service_account.restore',
      target: { type: 'service_account', id, name: before.name },
      detail: { responsible },
    })
    return account
  })
}
