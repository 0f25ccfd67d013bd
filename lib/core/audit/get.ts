import type { getAuditEvent } from '#lib/contracts/audit.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { presentEvents } from './present.ts'
import { type StoredEvent, storedColumns } from './stored.ts'

/**
 * One event, with its hash.
 * @throws CoreError `forbidden`, `not_found`
 */
export async function get(
  ctx: Ctx,
  { eventId }: Input<typeof getAuditEvent>,
): Promise<Reply<typeof getAuditEvent>> {
  requirePermission(ctx, 'audit_event:read')
  const organizationId = requireOrganization(ctx)
  const [row] = await ctx.db.$queryRaw<StoredEvent[]>`
    SELECT ${Prisma.raw(storedColumns)} FROM audit_event e
    WHERE e.id = ${eventId}::uuid AND e.organization_id = ${organizationId}::uuid`
  if (!row || !isInReach(ctx, row.projectId)) throw notFound()
  const [event] = await presentEvents(ctx.db, organizationId, [row])
  if (!event) throw notFound()
  return { ...event, prevHash: row.prevHash, hash: row.hash }
}

/** What concerns no project is the organization's, which whoever is bound to some of them does not see. */
const isInReach = ({ reach }: Ctx, projectId: string | null): boolean =>
  reach === null || (projectId !== null && reach.includes(projectId))
