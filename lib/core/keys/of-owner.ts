import { requireOrganization } from '../authorize.ts'
import type { KeyOwner } from '../context.ts'
import type { Tx } from '../transaction.ts'

/** What must be known of a key to decide what becomes of it when its owner goes. */
export interface OwnedKey {
  id: string
  name: string
  projectId: string
  roleId: string | null
  level: number | null
  /** Granted explicitly. */
  permissions: string[]
}

/**
 * Every key of an owner in the actor's organization that is not revoked, locked until the commit in the order in which everybody
 * locks keys. The owner must be locked before, so that no key is added.
 */
export async function lockKeysOf(tx: Tx, { userId, serviceAccountId }: KeyOwner): Promise<OwnedKey[]> {
  return tx.db.$queryRaw<OwnedKey[]>`
    SELECT k.id, k.name, k.project_id AS "projectId", k.role_id AS "roleId", k.level::int AS level,
      ARRAY(SELECT p.name FROM key_permission kp JOIN permission p ON p.id = kp.permission_id
        WHERE kp.key_id = k.id ORDER BY p.name) AS permissions
    FROM api_key k
    WHERE k.organization_id = ${requireOrganization(tx)}::uuid AND k.revoked_at IS NULL
      AND (k.owner_user_id = ${userId}::uuid OR k.owner_service_account_id = ${serviceAccountId}::uuid)
    ORDER BY k.id FOR NO KEY UPDATE OF k`
}
