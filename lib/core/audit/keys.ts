import type { getAuditKeys } from '#lib/contracts/audit.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import { checkpointKeys } from '#lib/signing/checkpoint-keys.ts'

/** Every public key that ever signed a checkpoint, the newest first. */
export async function keys(): Promise<Reply<typeof getAuditKeys>> {
  const known = await checkpointKeys()
  return { keys: known.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, alg: 'ES256', use: 'sig' })) }
}
