import { maxRotation, type rotateKey } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { FormatName } from '#lib/secret/format.ts'
import { ring } from '#lib/secret/ring.ts'
import { record } from '../audit/record.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { emptyEnvelopes } from '../envelopes/empty.ts'
import { CoreError } from '../errors.ts'
import { checkChanged } from '../policies/check.ts'
import { transactionInEffect } from '../transaction.ts'
import { grantOf, refuseExceeding } from './grant.ts'
import { openKey, refuseRevoked, requireVersion } from './open.ts'
import { presentDetail } from './present.ts'
import { revision } from './revision.ts'
import { type KeyRow, ownerOf, readChanged } from './row.ts'
import { storedSecret } from './stored-secret.ts'

/**
 * Gives a key a new secret; its id and all that refers to it stay. The secret before works until the grace ends, never
 * past the key's expiry; one older still ends at once, so that no more than two ever work.
 *
 * A grace that starts with the first use of the new secret is begun by the meter (`lib/gate/rotation.ts`), as it writes that use down. A
 * node that is killed before it has, loses the use, and the grace begins with the next.
 *
 * A disabled key may be rotated and stays disabled: whoever contains a leak disables first, and must not have to bring the
 * leaked secret back to life to replace it. An expired one may not, since the new secret would not work either.
 * @throws CoreError `not_found`, `forbidden` where the key holds more than the actor, who would come to hold its secret,
 * `conflict` for a revoked or expired key, `precondition_failed` for another version
 */
export async function rotate(
  ctx: Ctx,
  { keyId, graceSeconds, graceStarts = 'now', ifVersion }: Input<typeof rotateKey>,
): Promise<Reply<typeof rotateKey>> {
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openKey(tx, keyId, 'rotate')
    refuseRevoked(row)
    if (row.expiresAt && row.expiresAt <= row.now)
      throw new CoreError('conflict', 'This key has expired: give it a later expiry first, then rotate it.')
    requireVersion(row, ifVersion)
    const { given } = await grantOf(tx.db, row)
    refuseExceeding(tx, given, ownerOf(row))
    await checkChanged(tx, row, { effective: given })

    const { now, generation } = row
    const waits = graceStarts === 'first_use'
    const notAfter = endOf(row, waits ? maxRotation : graceSeconds)
    const project = await tx.db.project.findUniqueOrThrow({
      where: { id: row.projectId },
      select: { prefix: true },
    })
    const newest = await tx.db.keySecret.findUniqueOrThrow({
      where: { keyId_generation: { keyId, generation } },
      select: { format: true },
    })
    // As it was written before: a vendor's client looks at the form of its key.
    const minted = ring().mintIn(newest.format as FormatName, { prefix: project.prefix, keyId })
    await tx.db.keySecret.updateMany({
      where: { keyId, generation: { lt: generation }, OR: [{ notAfter: null }, { notAfter: { gt: now } }] },
      data: { notAfter: now },
    })
    await tx.db.keySecret.updateMany({
      where: { keyId, generation },
      data: { notAfter, graceSeconds, graceBeganAt: waits ? null : now },
    })
    await tx.db.apiKey.update({
      where: { id: keyId },
      data: {
        ...revision(tx, row),
        start: minted.start,
        last: minted.last,
        generation: generation + 1,
        rotatingUntil: notAfter > now ? notAfter : null,
        secrets: { create: storedSecret(minted, generation + 1, now) },
      },
    })
    // What was sealed is of a secret that nobody should begin to use.
    await emptyEnvelopes(tx, keyId)
    changed(tx, { keyId })
    const reply = await presentDetail(tx.db, await readChanged(tx.db, row))
    await record(tx, {
      action: 'key.rotate',
      target: { type: 'key', id: keyId, name: row.name },
      projectId: row.projectId,
      detail: {
        generation: { from: generation, to: generation + 1 },
        graceSeconds,
        graceStarts,
        oldSecretEnds: notAfter,
      },
    })
    return { ...reply, secret: minted.secret.reveal() }
  })
  return effective ? { ...result, effective: await presentEffective(ctx, effective) } : result
}

function endOf({ now, expiresAt }: KeyRow, seconds: number): Date {
  const end = new Date(now.getTime() + seconds * 1000)
  return expiresAt && expiresAt < end ? expiresAt : end
}
