import type { AuditEntry } from '../../audit/record.ts'
import { requireOrganization } from '../../authorize.ts'
import type { Tx } from '../../transaction.ts'

interface Withdrawn {
  id: string
  note: string
  keyId: string
  keyName: string
  projectId: string
}

/**
 * Withdraws the one-time links that somebody who leaves made, and those to keys of theirs that they may have been given: whoever has
 * kept one must not come to a secret by it. To be called while the keys are still theirs.
 * @returns the audit events of it, for the caller to record last
 */
export async function withdrawLinks(tx: Tx, userId: string): Promise<AuditEntry[]> {
  const links = await tx.db.$queryRaw<Withdrawn[]>`
    UPDATE envelope e SET sealed = NULL, withdrawn_at = date_trunc('milliseconds', clock_timestamp())
    FROM api_key k
    WHERE k.id = e.key_id AND e.organization_id = ${requireOrganization(tx)}::uuid
      AND e.kind = 'link' AND e.sealed IS NOT NULL AND e.expires_at > now() AND e.opened_at IS NULL
      AND ((e.made_by_type = 'user' AND e.made_by_id = ${userId}::uuid) OR k.owner_user_id = ${userId}::uuid)
    RETURNING e.id, e.note, k.id AS "keyId", k.name AS "keyName", k.project_id AS "projectId"`
  return links.map(({ id, note, keyId, keyName, projectId }) => ({
    action: 'key.handover_withdraw',
    target: { type: 'key', id: keyId, name: keyName },
    projectId,
    detail: { handover: id, for: note },
  }))
}
