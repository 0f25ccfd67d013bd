import type { ChainedEvent, LinkedEvent } from './chain.ts'

/** An event as `storedColumns` reads it. */
export interface StoredEvent {
  organizationId: string
  seq: string
  id: string
  at: string
  actorType: ChainedEvent['actor']['type']
  actorId: string | null
  actorName: string
  action: string
  targetType: string
  targetId: string
  targetName: string
  projectId: string | null
  detail: string
  ip: string | null
  userAgent: string | null
  requestId: string
  prevHash: string
  hash: string
}

/** The columns of `audit_event e`, each in the form in which the hash covers it or an export carries it. */
export const storedColumns = `e.organization_id AS "organizationId", e.seq::text AS seq, e.id,
  to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, e.actor_type::text AS "actorType",
  e.actor_id AS "actorId", e.actor_name AS "actorName", e.action, e.target_type AS "targetType",
  e.target_id AS "targetId", e.target_name AS "targetName", e.project_id AS "projectId", e.detail::text AS detail, e.ip,
  e.user_agent AS "userAgent", e.request_id AS "requestId", encode(e.prev_hash, 'hex') AS "prevHash",
  encode(e.hash, 'hex') AS hash`

/** A row as the chain has it. */
export function linkedOf(row: StoredEvent): LinkedEvent {
  return {
    organizationId: row.organizationId,
    seq: row.seq,
    id: row.id,
    at: row.at,
    actor: { type: row.actorType, id: row.actorId, name: row.actorName },
    action: row.action,
    target: { type: row.targetType, id: row.targetId, name: row.targetName },
    projectId: row.projectId,
    detail: JSON.parse(row.detail) as unknown,
    ip: row.ip,
    userAgent: row.userAgent,
    requestId: row.requestId,
    prevHash: row.prevHash,
    hash: row.hash,
  }
}
