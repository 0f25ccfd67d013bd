import type { Tx } from '../transaction.ts'

/** Destroys what is sealed of a key's secrets, and of every other key's whose time is over. */
export async function emptyEnvelopes(tx: Tx, keyId: string): Promise<void> {
  await tx.db.$executeRaw`
    UPDATE envelope SET sealed = NULL
    WHERE sealed IS NOT NULL AND (key_id = ${keyId}::uuid OR expires_at <= clock_timestamp())`
}
