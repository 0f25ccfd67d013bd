import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { updateServiceAccount } from '#lib/contracts/service-accounts.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { nameTaken } from './name-taken.ts'
import { openAccount } from './open.ts'
import { presentAccount } from './present.ts'
import { holdResponsible } from './responsible.ts'

/**
 * Changes what is given; what is left out stays.
 * @throws CoreError `not_found`, `forbidden`, `conflict` for a name that is taken, `invalid` for who is no member,
 *   `precondition_failed` for another version
 */
export async function update(
  ctx: Ctx,
  input: Input<typeof updateServiceAccount>,
): Promise<Reply<typeof updateServiceAccount>> {
  requirePermission(ctx, 'service_account:update')
  const { serviceAccountId: id, ifVersion, name, description, responsibleId } = input
  return transaction(ctx, async (tx) => {
    const responsible = responsibleId === undefined ? undefined : await holdResponsible(tx, responsibleId)
    const before = await openAccount(tx, id, ifVersion)
    // The gate answers with the owner's name.
    changed(tx, { ownerId: id })
    const detail = changes(before, { name, description, responsible })
    if (Object.keys(detail).length === 0) return presentAccount(tx, id)
    await tx.db.serviceAccount
      .update({
        where: { id },
        data: { name, description, responsibleId, version: { increment: 1 }, updatedAt: before.now },
      })
      .catch((error: unknown) => nameTaken(error))
    const account = await presentAccount(tx, id)
    await record(tx, {
      action: 'service_account.update',
      target: { type: 'service_account', id, name: account.name },
      detail,
    })
    return account
  })
}
