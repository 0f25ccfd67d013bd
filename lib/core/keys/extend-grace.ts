import { maxRotation, type extendGrace as operation } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'
import { checkChanged } from '../policies/check.ts'
import { transactionInEffect } from '../transaction.ts'
import { grantOf, refuseExceeding } from './grant.ts'
import { oldSecretOf } from './old-secret.ts'
import { openKey, refuseRevoked, requireVersion } from './open.ts'
import { presentDetail } from './present.ts'
import { revision } from './revision.ts'
import { ownerOf, readChanged } from './row.ts'

/**
 * Lets the older of two secrets work for longer: at most until 30 days after the rotation, never past the key's expiry.
 * @throws CoreError `not_found`, `forbidden` where the key holds more than the actor, `conflict` where there is no old secret or its
 * grace has not begun, `invalid` for an end that is no later or too late, `precondition_failed` for another version
 */
export async function extendGrace(
  ctx: Ctx,
  { keyId, endsAt, ifVersion }: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openKey(tx, keyId, 'rotate')
    refuseRevoked(row)
    requireVersion(row, ifVersion)
    const { given } = await grantOf(tx.db, row)
    refuseExceeding(tx, given, ownerOf(row))
    await checkChanged(tx, row, { effective: given })
    const old = await oldSecretOf(tx, row)
    if (!old?.notAfter) throw new CoreError('conflict', 'This key has no old secret that still works.')
    if (old.graceSeconds !== null && old.graceBeganAt === null)
      throw new CoreError(
        'conflict',
        'The grace begins with the first use of the new secret, and has not yet: there is nothing to extend.',
      )
    const end = new Date(endsAt)
    const newest = await tx.db.keySecret.findUniqueOrThrow({
      where: { keyId_generation: { keyId, generation: row.generation } },
      select: { createdAt: true },
    })
    const latest = new Date(newest.createdAt.getTime() + maxRotation * 1000)
    if (end <= old.notAfter)
      throw invalidField('endsAt', `It ends no earlier now: ${old.notAfter.toISOString()}`)
    if (end > latest)
      throw invalidField('endsAt', `At most 30 days after the rotation: ${latest.toISOString()}`)
    if (row.expiresAt && end > row.expiresAt)
      throw invalidField('endsAt', `The key itself expires before: ${row.expiresAt.toISOString()}`)
    await tx.db.keySecret.update({ where: { id: old.id }, data: { notAfter: end } })
    await tx.db.apiKey.update({ where: { id: keyId }, data: { ...revision(tx, row), rotatingUntil: end } })
    changed(tx, { keyId })
    const reply = await presentDetail(tx.db, await readChanged(tx.db, row))
    await record(tx, {
      action: 'key.grace_extend',
      target: { type: 'key', id: keyId, name: row.name },
      projectId: row.projectId,
      detail: { oldSecretEnds: { from: old.notAfter, to: end } },
    })
    return reply
  })
  return effective ? { ...result, effective: await presentEffective(ctx, effective) } : result
}
