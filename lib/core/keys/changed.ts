import type { Tx } from '../transaction.ts'

/** The channel on which nodes hear of changed keys; the payload is the key's id. */
export const keyChannel = 'latchwork_key'

/**
 * Tells every node that a key is not what it was, in the transaction of the change: the notice goes out with the
 * commit, or not at all. Every verb that changes a key calls this and nothing else; what a node must do before
 * the change counts as known everywhere belongs here.
 */
export async function changed(tx: Tx, { keyId }: { keyId: string }): Promise<void> {
  await tx.db.$executeRaw`SELECT pg_notify(${keyChannel}, ${keyId})`
}
