import type { openHandover as contract } from '#lib/contracts/handovers.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { type Tx, transaction } from '../transaction.ts'
import { findHandover, ofKey } from './found-handover.ts'
import { requireWaiting } from './handover.ts'
import { tokenDigest, unsealSecret } from './seal-secret.ts'

/**
 * Opens a link: gives the secret and destroys what was sealed, in one transaction with its audit event. Of those who ask at the same
 * time one is given it. A revocation or a rotation waits for it, or is waited for.
 * @throws CoreError `not_found` for a token of no link, `gone` for a link that opens no more, saying why
 */
export async function openHandover(
  ctx: Ctx,
  { token }: Input<typeof contract>,
): Promise<Reply<typeof contract>> {
  return transaction(ctx, async (tx) => {
    const sealed = await lockSealed(tx, token)
    const found = await findHandover(tx.db, token)
    const { link, key } = found
    requireWaiting(link, key)
    const secret = sealed && unsealSecret(link.id, sealed, token)
    if (secret === null)
      throw new CoreError('gone', `This link cannot be opened any more. Ask ${link.madeByName} for another.`)
    await tx.db.envelope.update({ where: { id: link.id }, data: { sealed: null, openedAt: key.now } })
    await record(tx, {
      action: 'key.handover_open',
      target: { type: 'key', id: key.id, name: key.name },
      projectId: key.projectId,
      detail: { handover: link.id, for: link.note },
      organizationId: key.organizationId,
    })
    return { ...ofKey(found), keyExpiresAt: key.expiresAt?.toISOString() ?? null, secret }
  })
}

/** What is sealed in the link of a token, with its row locked until the commit; null where there is nothing. */
async function lockSealed(tx: Tx, token: string): Promise<Uint8Array | null> {
  const [row] = await tx.db.$queryRaw<{ sealed: Uint8Array | null }[]>`
    SELECT sealed FROM envelope WHERE token_digest = ${tokenDigest(token)} FOR UPDATE`
  return row?.sealed ?? null
}
