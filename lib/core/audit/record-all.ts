import { requireOrganization } from '../authorize.ts'
import type { Tx } from '../transaction.ts'
import { chainHash } from './chain.ts'
import { type AuditEntry, eventOf, lockHead } from './record.ts'

/** How many rows one statement writes. */
const together = 1_000

/**
 * Writes many events of the actor's organization, as `record` does one: in this order, each chained to the one before, in a few
 * statements whatever their number. Locks the head of the chain, so call it last.
 */
export async function recordAll(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const organizationId = requireOrganization(tx)
  const head = await lockHead(tx, organizationId)
  let { seq, hash } = head
  for (let from = 0; from < entries.length; from += together) {
    const rows = entries.slice(from, from + together).map((entry) => {
      const prevHash = hash
      seq += 1n
      const event = eventOf(tx, organizationId, entry, { seq, at: head.at })
      hash = chainHash(prevHash, event)
      return {
        seq: event.seq,
        id: event.id,
        actor_type: event.actor.type,
        actor_id: event.actor.id,
        actor_name: event.actor.name,
        action: event.action,
        target_type: event.target.type,
        target_id: event.target.id,
        target_name: event.target.name,
        project_id: event.projectId,
        detail: event.detail,
        prev_hash: Buffer.from(prevHash).toString('hex'),
        hash: Buffer.from(hash).toString('hex'),
      }
    })
    await tx.db.$executeRaw`
      INSERT INTO audit_event (organization_id, seq, id, at, actor_type, actor_id, actor_name, action, target_type, target_id,
        target_name, project_id, detail, ip, user_agent, request_id, prev_hash, hash)
      SELECT ${organizationId}::uuid, r.seq, r.id, ${head.at}, r.actor_type::actor_type, r.actor_id, r.actor_name,
        r.action, r.target_type, r.target_id, r.target_name, r.project_id, r.detail,
        ${tx.origin.ip}, ${tx.origin.userAgent}, ${tx.origin.requestId},
        decode(r.prev_hash, 'hex'), decode(r.hash, 'hex')
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (seq bigint, id uuid, actor_type text,
        actor_id uuid, actor_name text, action text, target_type text,
        target_id text, target_name text, project_id uuid, detail jsonb, prev_hash text, hash text)`
  }
  await tx.db.$executeRaw`
    UPDATE organization SET audit_seq = ${seq}, audit_hash = ${hash} WHERE id = ${organizationId}::uuid`
}
