import { z } from 'zod'

/*
 * What travels between whoever changes a key and the nodes that answer for it, by PostgreSQL's NOTIFY: a notice with
 * the commit, and an acknowledgement from each node.
 */

/** What a change touched: one key, or every key of an owner, a project or an organization. */
export type Scope = `${'key' | 'owner' | 'project' | 'organization'}:${string}`

/** The channel on which every node hears of changes. */
export const changeChannel = 'latchwork_change'

/** PostgreSQL takes payloads of fewer than 8,000 bytes; a scope has at most 50. */
export const maxScopes = 100

const notice = z.object({
  id: z.uuid(),
  reply: z.string().regex(/^latchwork_ack_[0-9a-f]{32}$/),
  scopes: z.array(z.string().max(60)).max(maxScopes),
})

/** A notice as it came; null for what is none, such as somebody's own NOTIFY on our channel. */
export function readNotice(payload: string): z.infer<typeof notice> | null {
  try {
    return notice.parse(JSON.parse(payload))
  } catch {
    return null
  }
}

/**
 * A notice for whose acknowledgements nobody waits: it names a channel of its own, on which nobody listens.
 * @param id a uuid
 */
export function unansweredNotice(id: string, scopes: readonly Scope[]): string {
  return JSON.stringify({ id, reply: `latchwork_ack_${id.replaceAll('-', '')}`, scopes })
}

/** An acknowledgement's payload: which change, which node. */
export function acknowledgement(changeId: string, nodeId: string): string {
  return `${changeId} ${nodeId}`
}

export function readAcknowledgement(payload: string): { changeId: string; nodeId: string } | null {
  const [changeId, nodeId, ...more] = payload.split(' ')
  return changeId && nodeId && more.length === 0 ? { changeId, nodeId } : null
}
