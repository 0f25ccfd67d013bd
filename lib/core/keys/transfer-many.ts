import type { AuditEntry } from '../audit/record.ts'
import type { KeyOwner } from '../context.ts'
import type { Tx } from '../transaction.ts'
import { actorColumns } from './actor.ts'
import type { OwnedKey } from './of-owner.ts'

/** An owner with the name by which the audit log tells of it. */
export interface NamedOwner {
  owner: KeyOwner
  id: string
  name: string
}

/**
 * Gives keys of one owner to another, as `transfer` does one, in one statement whatever their number. The new owner must be held, the
 * keys locked (`lockKeysOf`), the right and the grants judged (`exceeding`) and the change told (`changed`).
 * @param now the database's clock
 * @returns the audit events of it, for the caller to record last
 */
export async function transferMany(
  tx: Tx,
  keys: readonly OwnedKey[],
  { from, to, now }: { from: Omit<NamedOwner, 'owner'>; to: NamedOwner; now: Date },
): Promise<AuditEntry[]> {
  if (keys.length === 0) return []
  const by = actorColumns(tx)
  await tx.db.$executeRaw`
    UPDATE api_key SET version = version + 1, updated_by_type = ${by.type}::actor_type, updated_by_id = ${by.id}::uuid,
      updated_at = ${now}, owner_user_id = ${to.owner.userId}::uuid,
      owner_service_account_id = ${to.owner.serviceAccountId}::uuid
    WHERE id = ANY(${keys.map(({ id }) => id)}::uuid[])`
  return keys.map(({ id, name, projectId }) => ({
    action: 'key.transfer',
    target: { type: 'key', id, name },
    projectId,
    detail: { owner: { from: { id: from.id, name: from.name }, to: { id: to.id, name: to.name } } },
  }))
}
