import type { KeySecret } from '#lib/db/generated/client.ts'
import type { Tx } from '../transaction.ts'
import type { KeyRow } from './row.ts'

/** The older of the two secrets of a key that rotates; null where it has ended, or there is none. */
export async function oldSecretOf(
  tx: Tx,
  { id, generation, now, revokedAt }: KeyRow,
): Promise<KeySecret | null> {
  if (revokedAt) return null
  return tx.db.keySecret.findFirst({
    where: { keyId: id, generation: generation - 1, notAfter: { gt: now } },
  })
}
