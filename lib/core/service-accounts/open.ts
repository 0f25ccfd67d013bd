import { requireOrganization } from '../authorize.ts'
import { CoreError, notFound } from '../errors.ts'
import type { Tx } from '../transaction.ts'

/** A service account, its row locked until the commit. */
export interface OpenAccount {
  id: string
  name: string
  description: string
  responsible: { id: string; name: string } | null
  archivedAt: Date | null
  version: number
  /** The database's clock, in whole milliseconds. */
  now: Date
}

/**
 * Takes a service account to change it. The lock is the one that whoever gives it a key waits for.
 * @throws CoreError `not_found` for one that the organization does not have, `precondition_failed` for another version
 */
export async function openAccount(tx: Tx, id: string, ifVersion: number | undefined): Promise<OpenAccount> {
  const organizationId = requireOrganization(tx)
  await tx.db.$executeRaw`
    SELECT 1 FROM service_account WHERE id = ${id}::uuid AND organization_id = ${organizationId}::uuid FOR UPDATE`
  const row = await tx.db.serviceAccount.findFirst({
    where: { id, organizationId },
    select: {
      id: true,
      name: true,
      description: true,
      responsible: { select: { id: true, name: true } },
      archivedAt: true,
      version: true,
    },
  })
  if (!row) throw notFound()
  if (ifVersion !== undefined && ifVersion !== row.version)
    throw new CoreError(
      'precondition_failed',
      'Somebody changed this service account since you read it; read it again.',
    )
  const [clock] = await tx.db.$queryRaw<{ now: Date }[]>`
    SELECT date_trunc('milliseconds', clock_timestamp()) AS now`
  return { ...row, now: clock?.now ?? new Date() }
}
