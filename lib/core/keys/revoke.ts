import type { revokeKey } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { emptyEnvelopes } from '../envelopes/empty.ts'
import { transactionInEffect } from '../transaction.ts'
import { openKey, requireVersion } from './open.ts'
import { presentDetail } from './present.ts'
import { revision } from './revision.ts'
import { readChanged } from './row.ts'

/**
 * Revokes a key for good; its row stays, for its history. A key that is revoked already is given back as it is, whatever
 * version was named: the caller has what it asked for, and learns anew whether every node knows.
 * @throws CoreError `not_found`, `forbidden`, `precondition_failed` for another version
 */
export async function revoke(
  ctx: Ctx,
  { keyId, reason, ifVersion }: Input<typeof revokeKey>,
): Promise<Reply<typeof revokeKey>> {
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openKey(tx, keyId, 'delete')
    changed(tx, { keyId })
    if (row.revokedAt) return presentDetail(tx.db, row)
    requireVersion(row, ifVersion)
    const by = revision(tx, row)
    await tx.db.apiKey.update({
      where: { id: keyId },
      data: {
        ...by,
        revokedAt: row.now,
        revokedByType: by.updatedByType,
        revokedById: by.updatedById,
        revokedReason: reason ?? null,
      },
    })
    await emptyEnvelopes(tx, keyId)
    const reply = await presentDetail(tx.db, await readChanged(tx.db, row))
    await record(tx, {
      action: 'key.revoke',
      target: { type: 'key', id: keyId, name: row.name },
      projectId: row.projectId,
      detail: { reason: reason ?? null, revokedAt: { from: null, to: row.now } },
    })
    return reply
  })
  return { ...result, effective: await presentEffective(ctx, effective) }
}
