import { requireOrganization } from '../authorize.ts'
import { notFound } from '../errors.ts'
import type { Tx } from '../transaction.ts'
import { clock, type InvitationRow, invitationColumns } from './present.ts'

/**
 * An invitation of the actor's organization, its row locked until the commit, and the instant from which it is judged.
 * @throws CoreError `not_found`
 */
export async function lockInvitation(tx: Tx, id: string): Promise<{ row: InvitationRow; now: Date }> {
  const organizationId = requireOrganization(tx)
  await tx.db.$executeRaw`SELECT 1 FROM invitation WHERE id = ${id}::uuid FOR UPDATE`
  const row = await tx.db.invitation.findFirst({ where: { id, organizationId }, select: invitationColumns })
  if (!row) throw notFound()
  return { row, now: await clock(tx.db) }
}
