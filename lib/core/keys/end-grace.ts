import type { endGrace as operation } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { transactionInEffect } from '../transaction.ts'
import { oldSecretOf } from './old-secret.ts'
import { openKey, requireVersion } from './open.ts'
import { presentDetail } from './present.ts'
import { revision } from './revision.ts'
import { readChanged } from './row.ts'

/**
 * Ends the older of two secrets at once. A key of which only one works is given back as it is, whatever version was named: the caller has
 * what it asked for, and learns anew whether every node knows.
 * @throws CoreError `not_found`, `forbidden`, `precondition_failed` for another version
 */
export async function endGrace(
  ctx: Ctx,
  { keyId, ifVersion }: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openKey(tx, keyId, 'rotate')
    changed(tx, { keyId })
    const old = await oldSecretOf(tx, row)
    if (!old) return presentDetail(tx.db, row)
    requireVersion(row, ifVersion)
    await tx.db.keySecret.update({ where: { id: old.id }, data: { notAfter: row.now } })
    await tx.db.apiKey.update({ where: { id: keyId }, data: { ...revision(tx, row), rotatingUntil: null } })
    const reply = await presentDetail(tx.db, await readChanged(tx.db, row))
    await record(tx, {
      action: 'key.grace_end',
      target: { type: 'key', id: keyId, name: row.name },
      projectId: row.projectId,
      detail: { oldSecretEnds: { from: old.notAfter, to: row.now } },
    })
    return reply
  })
  return { ...result, effective: await presentEffective(ctx, effective) }
}
