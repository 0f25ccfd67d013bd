import { record } from '../audit/record.ts'
import { mayOnKey } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import type { Ctx, KeyOwner } from '../context.ts'
import { CoreError } from '../errors.ts'
import { checkChanged } from '../policies/check.ts'
import { transaction } from '../transaction.ts'
import { grantOf, refuseExceeding } from './grant.ts'
import { openKey, refuseRevoked } from './open.ts'
import { holdOwner, noOwner, refuseOutOfReach } from './owner.ts'
import { revision } from './revision.ts'
import { ownerOf, readChanged } from './row.ts'

/**
 * Gives a key another owner. It takes `api_key:update:any`, also for one's own keys: with the owner changes whose keys the
 * `:own` permissions of the key mean, and its old holder still has the secret.
 * @param owner a member or service account of the organization (`resolveOwner`)
 * @throws CoreError `not_found`, `forbidden`, `conflict` for a revoked key, `invalid` where the owner may own no keys any more, or none in this
 * project
 */
export async function transfer(
  ctx: Ctx,
  { keyId, owner }: { keyId: string; owner: KeyOwner },
): Promise<void> {
  await transaction(ctx, async (tx) => {
    const held = await holdOwner(tx, owner)
    const row = await openKey(tx, keyId, 'update')
    const nobodys = { ...row, ownerUserId: null, ownerServiceAccountId: null }
    if (!mayOnKey(tx, 'update', nobodys))
      throw new CoreError('forbidden', 'This needs the permission api_key:update:any, which you do not hold.')
    refuseRevoked(row)
    if (!held) throw noOwner()
    const before = ownerOf(row)
    if (before.userId === owner.userId && before.serviceAccountId === owner.serviceAccountId) return
    await refuseOutOfReach(tx, owner, [row.projectId])
    const { given } = await grantOf(tx.db, row)
    refuseExceeding(tx, given, before)
    refuseExceeding(tx, given, owner)
    await checkChanged(tx, row, { effective: given })
    await tx.db.apiKey.update({
      where: { id: keyId },
      data: {
        ...revision(tx, row),
        ownerUserId: owner.userId,
        ownerServiceAccountId: owner.serviceAccountId,
      },
    })
    changed(tx, { keyId })
    const after = await readChanged(tx.db, row)
    await record(tx, {
      action: 'key.transfer',
      target: { type: 'key', id: keyId, name: row.name },
      projectId: row.projectId,
      detail: {
        owner: {
          from: { id: before.userId ?? before.serviceAccountId, name: row.ownerName },
          to: { id: owner.userId ?? owner.serviceAccountId, name: after.ownerName },
        },
      },
    })
  })
}
