import { createHash } from 'node:crypto'

/*
 * Verifies an exported audit log with nothing but the export: written from the description in DESIGN.md, sharing no
 * code with what makes the chain.
 */

/** An event as it lies in the database, and as an export carries it. */
export interface ExportedEvent {
  organization_id: string
  seq: string
  id: string
  at: string
  actor_type: string
  actor_id: string | null
  actor_name: string
  action: string
  target_type: string
  target_id: string
  target_name: string
  project_id: string | null
  detail: unknown
  ip: string | null
  user_agent: string | null
  request_id: string
  prev_hash: string
  hash: string
}

/** The newest event's place and hash, which the organization remembers. */
export interface Head {
  seq: string
  hash: string
}

/** Columns for `select`, in the forms of an export: hashes as hex, instants in ISO 8601 with milliseconds. */
export const exportedColumns = `organization_id, seq::text, id,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, actor_type::text, actor_id, actor_name, action,
  target_type, target_id, target_name, project_id, detail, ip, user_agent, request_id,
  encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash`

/** RFC 8785: members in code-unit order, no white space. */
function jcs(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${jcs((value as Record<string, unknown>)[key])}`)
  return `{${members.join(',')}}`
}

function hashOf(event: ExportedEvent, before: string): string {
  const text = jcs({
    action: event.action,
    actor: { id: event.actor_id, name: event.actor_name, type: event.actor_type },
    at: event.at,
    detail: event.detail,
    id: event.id,
    ip: event.ip,
    organizationId: event.organization_id,
    projectId: event.project_id,
    requestId: event.request_id,
    seq: event.seq,
    target: { id: event.target_id, name: event.target_name, type: event.target_type },
    userAgent: event.user_agent,
  })
  return createHash('sha256').update(Buffer.from(before, 'hex')).update(text).digest('hex')
}

/** The first thing wrong with a log, oldest event first; null where it is whole. */
export function firstFault(events: readonly ExportedEvent[], head: Head): string | null {
  let before = ''
  let seq = 0n
  for (const event of events) {
    seq += 1n
    if (event.seq !== String(seq)) return `event ${seq} is missing: the next is ${event.seq}`
    if (event.prev_hash !== before) return `event ${seq} does not follow the one before it`
    if (event.hash !== hashOf(event, before)) return `event ${seq} is not what was written`
    before = event.hash
  }
  if (head.seq !== String(seq)) return `the log ends at ${seq}, and there were ${head.seq}`
  return head.hash === before ? null : 'the last event is not the one that was written last'
}
