import { record } from '../audit/record.ts'
import type { Ctx, Db } from '../context.ts'
import { openKey } from '../keys/open.ts'
import { transaction } from '../transaction.ts'
import { unsealSecret } from './seal-secret.ts'

/** Seconds for which the secret of a key may be fetched after it was made, where a contract gives it in a second answer. */
export const retrievable = 15 * 60

/**
 * Opens the sealed secret of a key, once. Whoever comes second, or too late, is given null: so the secret is given out at most once,
 * and never twice where two ask at the same time.
 * @throws CoreError `not_found`, `forbidden` without api_key:secret_read on the key
 */
export async function retrieve(ctx: Ctx, { keyId }: { keyId: string }): Promise<string | null> {
  return transaction(ctx, async (tx) => {
    const key = await openKey(tx, keyId, 'secret_read')
    const [envelope] = await tx.db.$queryRaw<{ id: string; sealed: Uint8Array }[]>`
      SELECT id, sealed FROM envelope
      WHERE key_id = ${keyId}::uuid AND kind = 'retrieval' AND sealed IS NOT NULL AND expires_at > clock_timestamp()
      ORDER BY created_at DESC LIMIT 1 FOR UPDATE`
    if (!envelope) return null
    await tx.db.envelope.update({ where: { id: envelope.id }, data: { sealed: null, openedAt: key.now } })
    await record(tx, {
      action: 'key.reveal',
      target: { type: 'key', id: keyId, name: key.name },
      projectId: key.projectId,
      detail: { envelope: envelope.id },
    })
    return unsealSecret(envelope.id, envelope.sealed)
  })
}

/** Those of the keys whose secret may still be fetched. */
export async function retrievableKeys(db: Db, keyIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRaw<{ keyId: string }[]>`
    SELECT DISTINCT key_id AS "keyId" FROM envelope
    WHERE key_id = ANY(${[...keyIds]}::uuid[]) AND kind = 'retrieval' AND sealed IS NOT NULL
      AND expires_at > clock_timestamp()`
  return new Set(rows.map(({ keyId }) => keyId))
}
