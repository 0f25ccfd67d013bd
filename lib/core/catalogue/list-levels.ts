import type { listLevels } from '#lib/contracts/levels.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { presentRung, withPermissions } from './present.ts'

/** The ladder from its lowest rung, each with what it adds to those below. */
export async function levels(ctx: Ctx): Promise<Reply<typeof listLevels>> {
  requirePermission(ctx, 'permission:read')
  const rows = await ctx.db.level.findMany({
    where: { organizationId: requireOrganization(ctx) },
    include: withPermissions,
    orderBy: { level: 'asc' },
    take: 9,
  })
  return { items: rows.map(presentRung) }
}
