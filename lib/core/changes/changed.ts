import type { Scope } from '#lib/db/notices.ts'
import type { Tx } from '../transaction.ts'

/** What a change touched: a key, or every key of an owner, a project or an organization. */
export interface Touched {
  keyId?: string
  /** A user or service account. */
  ownerId?: string
  projectId?: string
  organizationId?: string
}

/**
 * Says that keys are not what they were. Every verb whose change could make an answer of the gate narrower (or another) calls
 * this within its transaction and nothing else: with the commit every node is told, and the caller of the verb is answered
 * only when each of them has forgotten what it knew, or has lost its lease.
 */
export function changed(tx: Tx, { keyId, ownerId, projectId, organizationId }: Touched): void {
  const touched: readonly (readonly [string, string | undefined])[] = [
    ['key', keyId],
    ['owner', ownerId],
    ['project', projectId],
    ['organization', organizationId],
  ]
  for (const [kind, id] of touched) if (id) tx.touched.add(`${kind}:${id}` as Scope)
}
