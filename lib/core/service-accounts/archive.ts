import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { archiveServiceAccount } from '#lib/contracts/service-accounts.ts'
import { recordAll } from '../audit/record-all.ts'
import { requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { lockKeysOf, type OwnedKey } from '../keys/of-owner.ts'
import { revokeMany } from '../keys/revoke-many.ts'
import { type Tx, transactionInEffect } from '../transaction.ts'
import { openAccount } from './open.ts'
import { presentAccount } from './present.ts'

/**
 * Takes a service account out of use. Its row is locked before its keys are looked for: whoever gives it a key comes either before,
 * and the key is found, or after, and finds no owner.
 * @throws CoreError `not_found`, `forbidden`, `conflict` while it owns keys that are not to be revoked, `precondition_failed`
 */
export async function archive(
  ctx: Ctx,
  input: Input<typeof archiveServiceAccount>,
): Promise<Reply<typeof archiveServiceAccount>> {
  requirePermission(ctx, 'service_account:update')
  const { serviceAccountId: id, ifVersion, reason = null } = input
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const before = await openAccount(tx, id, ifVersion)
    changed(tx, { ownerId: id })
    const keys = await lockKeysOf(tx, { userId: null, serviceAccountId: id })
    if (keys.length > 0) refuseKeys(tx, keys, input.keys === 'revoke')
    if (before.archivedAt && keys.length === 0) return { ...(await presentAccount(tx, id)), revokedKeys: 0 }
    const events = await revokeMany(tx, keys, { reason, now: before.now })
    await tx.db.serviceAccount.update({
      where: { id },
      data: { archivedAt: before.now, version: { increment: 1 }, updatedAt: before.now },
    })
    const account = await presentAccount(tx, id)
    await recordAll(tx, [
      ...events,
      {
        action: 'service_account.archive',
        target: { type: 'service_account', id, name: before.name },
        detail: { revokedKeys: keys.length, reason },
      },
    ])
    return { ...account, revokedKeys: keys.length }
  })
  return { ...result, effective: await presentEffective(ctx, effective) }
}

function refuseKeys(ctx: Tx, keys: readonly OwnedKey[], revoke: boolean): void {
  const many = keys.length === 1 ? 'a key that is' : `${keys.length.toLocaleString('en')} keys that are`
  if (!revoke)
    throw new CoreError(
      'conflict',
      `It owns ${many} not revoked. Transfer or revoke ${keys.length === 1 ? 'it' : 'them'} first, or have ${keys.length === 1 ? 'it' : 'them'} revoked with it.`,
    )
  if (!ctx.permissions.has('api_key:delete:any'))
    throw new CoreError(
      'forbidden',
      'To revoke its keys needs the permission api_key:delete:any, which you do not hold.',
    )
  ctx.uses?.('api_key:delete:any')
  if (keys.some(({ projectId }) => ctx.reach !== null && !ctx.reach.includes(projectId)))
    throw new CoreError('forbidden', 'It owns keys of projects that are beyond your reach.')
}
