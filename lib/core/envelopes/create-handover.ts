import { timingSafeEqual } from 'node:crypto'
import { type createHandover as contract, maxHandovers } from '#lib/contracts/handovers.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { env } from '#lib/env.ts'
import { ring } from '#lib/secret/ring.ts'
import { Secret } from '#lib/secret/secret.ts'
import { record } from '../audit/record.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'
import { openKey, refuseRevoked } from '../keys/open.ts'
import type { KeyRow } from '../keys/row.ts'
import { type Tx, transaction } from '../transaction.ts'
import { handoverColumns, presentHandover } from './handover.ts'
import { sealSecret } from './seal-secret.ts'

/**
 * Makes a link that opens once, for somebody else to have a key's newest secret. Whoever has that secret may pass it on by other
 * ways too, so it takes no right but to read the key. The link ends with the key at the latest.
 * @throws CoreError `not_found`, `conflict` for a key that is revoked or expired, `invalid` where the secret is not the key's
 * newest, `limit_exceeded` where too many links of the key are out
 */
export async function createHandover(
  ctx: Ctx,
  { keyId, secret, hours, note }: Input<typeof contract>,
): Promise<Reply<typeof contract>> {
  return transaction(ctx, async (tx) => {
    const key = await openKey(tx, keyId, 'read')
    refuseRevoked(key)
    if (key.expiresAt && key.expiresAt <= key.now)
      throw new CoreError('conflict', 'This key has expired: a link to its secret would be of no use.')
    if (!(await isNewestSecret(tx, key, secret)))
      throw invalidField('secret', 'This is not the newest secret of this key')
    await refuseTooMany(tx, key)

    const untilKeyEnds = key.expiresAt ? (key.expiresAt.getTime() - key.now.getTime()) / 1000 : Infinity
    const sealed = await sealSecret(tx, {
      organizationId: key.organizationId,
      keyId,
      secret: new Secret(secret),
      kind: 'link',
      lifetime: Math.min(hours * 3600, untilKeyEnds),
      note: note ?? '',
    })
    const link = await tx.db.envelope.findUniqueOrThrow({
      where: { id: sealed.id },
      select: handoverColumns,
    })
    await record(tx, {
      action: 'key.handover',
      target: { type: 'key', id: keyId, name: key.name },
      projectId: key.projectId,
      detail: { handover: link.id, for: link.note, linkEnds: link.expiresAt },
    })
    // Behind the #, so that no server's log, no Referer and no preview has it.
    return { ...presentHandover(link, key), url: `${env().LATCHWORK_URL}/reveal#${sealed.token}` }
  })
}

async function isNewestSecret(tx: Tx, { id: keyId, generation }: KeyRow, secret: string): Promise<boolean> {
  const newest = await tx.db.keySecret.findUniqueOrThrow({
    where: { keyId_generation: { keyId, generation } },
    select: { digest: true, pepperVersion: true },
  })
  const given = ring()
    .digests(secret)
    .find(({ pepperVersion }) => pepperVersion === newest.pepperVersion)
  return given !== undefined && timingSafeEqual(given.digest, newest.digest)
}

/** The key's row is locked, so that two who make the last one follow one another. */
async function refuseTooMany(tx: Tx, { id: keyId, now }: KeyRow): Promise<void> {
  const out = await tx.db.envelope.count({
    where: { keyId, kind: 'link', sealed: { not: null }, expiresAt: { gt: now } },
  })
  if (out >= maxHandovers)
    throw new CoreError(
      'limit_exceeded',
      `${maxHandovers} links of this key are out. Withdraw one, or wait until one is opened or ends.`,
    )
}
