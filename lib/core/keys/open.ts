import { authorizeKey, type KeyRight, requireOrganization } from '../authorize.ts'
import { CoreError, notFound } from '../errors.ts'
import type { Tx } from '../transaction.ts'
import { type KeyRow, readKey } from './row.ts'

/**
 * Takes a key to change it: locks its row until the commit, so that two changes follow one another and none is lost,
 * then reads it as the change before left it.
 *
 * The lock is the one that writers of rows which refer to the key (its use, its refusals) need not wait for.
 * @throws CoreError `not_found`, `forbidden`
 */
export async function openKey(tx: Tx, keyId: string, right: KeyRight): Promise<KeyRow> {
  const organizationId = requireOrganization(tx)
  await tx.db.$executeRaw`
    SELECT 1 FROM api_key WHERE id = ${keyId}::uuid AND organization_id = ${organizationId}::uuid
    FOR NO KEY UPDATE`
  const row = await readKey(tx.db, organizationId, keyId)
  authorizeKey(tx, right, row)
  if (!row) throw notFound()
  return row
}

/** @throws CoreError `conflict`: a revoked key stays as it was */
export function refuseRevoked(row: KeyRow): void {
  if (row.revokedAt)
    throw new CoreError('conflict', 'This key is revoked, which is final. Create a new key instead.')
}

/** @throws CoreError `precondition_failed` where the key is no longer of the version that the caller read */
export function requireVersion(row: KeyRow, ifVersion: number | undefined): void {
  if (ifVersion !== undefined && ifVersion !== row.version)
    throw new CoreError('precondition_failed', 'Somebody changed this key since you read it; read it again.')
}
