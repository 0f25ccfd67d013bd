import type { AuditEntry } from '../audit/record.ts'
import type { Tx } from '../transaction.ts'
import { actorColumns } from './actor.ts'
import type { OwnedKey } from './of-owner.ts'

/**
 * Revokes keys for good, as `revoke` does one, in a few statements whatever their number. The keys must be locked (`lockKeysOf`) and
 * the change told (`changed`).
 * @param now the database's clock
 * @returns the audit events of it, for the caller to record last
 */
export async function revokeMany(
  tx: Tx,
  keys: readonly OwnedKey[],
  { reason, now }: { reason: string | null; now: Date },
): Promise<AuditEntry[]> {
  if (keys.length === 0) return []
  const ids = keys.map(({ id }) => id)
  const by = actorColumns(tx)
  await tx.db.$executeRaw`
    UPDATE api_key SET version = version + 1, updated_by_type = ${by.type}::actor_type, updated_by_id = ${by.id}::uuid,
      updated_at = ${now}, revoked_at = ${now}, revoked_by_type = ${by.type}::actor_type, revoked_by_id = ${by.id}::uuid,
      revoked_reason = ${reason}
    WHERE id = ANY(${ids}::uuid[])`
  await tx.db.$executeRaw`
    UPDATE envelope SET sealed = NULL WHERE sealed IS NOT NULL AND key_id = ANY(${ids}::uuid[])`
  return keys.map(({ id, name, projectId }) => ({
    action: 'key.revoke',
    target: { type: 'key', id, name },
    projectId,
    detail: { reason, revokedAt: { from: null, to: now } },
  }))
}
