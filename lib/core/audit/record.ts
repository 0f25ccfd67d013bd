import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '../context.ts'
import type { Tx } from '../transaction.ts'
import { type ChainedEvent, chainHash } from './chain.ts'

/** What happened, as the verb that did it tells it. */
export interface AuditEntry {
  /** `noun.verb`: `key.create`. */
  action: string
  target: { type: string; id: string; name: string }
  projectId?: string | null
  /** What was made, or what changed as `{ field: { from, to } }`. Never a secret. */
  detail?: Record<string, unknown>
  /** Where the actor's own context is of another organization, or of none: a sign-in, a founding. */
  organizationId?: string
}

/**
 * Writes an audit event in the transaction of the change it tells of: if it cannot be written, the change does not happen.
 *
 * Locks the head of the organization's chain until the commit, so call it last: two changes of one organization
 * queue here, and their order in the chain is the order of their commits. (FOR NO KEY UPDATE, not FOR UPDATE: each row that was
 * just inserted with a reference to the organization holds a KEY SHARE lock on it, so that two inserters would deadlock.)
 */
export async function record(tx: Tx, entry: AuditEntry): Promise<void> {
  const organizationId = entry.organizationId ?? tx.organizationId
  if (!organizationId) throw new Error(`No organization to audit ${entry.action} in`)
  const head = await lockHead(tx, organizationId)
  const event = eventOf(tx, organizationId, entry, { seq: head.seq + 1n, at: head.at })
  const hash = chainHash(head.hash, event)
  await tx.db.auditEvent.create({
    data: {
      organizationId,
      seq: head.seq + 1n,
      id: event.id,
      at: head.at,
      actorType: event.actor.type,
      actorId: event.actor.id,
      actorName: event.actor.name,
      action: event.action,
      targetType: event.target.type,
      targetId: event.target.id,
      targetName: event.target.name,
      projectId: event.projectId,
      detail: event.detail as object,
      ip: event.ip,
      userAgent: event.userAgent,
      requestId: event.requestId,
      prevHash: new Uint8Array(head.hash),
      hash,
    },
  })
  await tx.db.organization.update({
    where: { id: organizationId },
    data: { auditSeq: head.seq + 1n, auditHash: hash },
  })
}

/** The last event's place and hash, with the chain locked until the commit, and now by the database's clock. */
export async function lockHead(
  tx: Tx,
  organizationId: string,
): Promise<{ seq: bigint; hash: Uint8Array; at: Date }> {
  const [head] = await tx.db.$queryRaw<{ seq: bigint; hash: Uint8Array; at: Date }[]>`
    SELECT audit_seq AS seq, audit_hash AS hash, date_trunc('milliseconds', clock_timestamp()) AS at
    FROM organization WHERE id = ${organizationId}::uuid FOR NO KEY UPDATE`
  if (!head) throw new Error(`No organization ${organizationId}`)
  return head
}

/** An entry as the chain has it, in its place. */
export function eventOf(
  tx: Tx,
  organizationId: string,
  entry: AuditEntry,
  { seq, at }: { seq: bigint; at: Date },
): ChainedEvent {
  return {
    organizationId,
    seq: String(seq),
    id: uuidv7(),
    at: at.toISOString(),
    actor: auditActor(tx),
    action: entry.action,
    target: entry.target,
    projectId: entry.projectId ?? null,
    detail: JSON.parse(JSON.stringify(entry.detail ?? {})) as object,
    ip: tx.origin.ip,
    userAgent: tx.origin.userAgent,
    requestId: tx.origin.requestId,
  }
}

function auditActor(ctx: Ctx): ChainedEvent['actor'] {
  const { actor } = ctx
  if (actor.type === 'anonymous') return { type: 'system', id: null, name: 'Anonymous' }
  return { type: actor.type, id: 'id' in actor ? actor.id : null, name: actor.name }
}
