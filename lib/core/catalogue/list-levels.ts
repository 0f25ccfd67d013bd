import type { Reply } from '#lib/contracts/operation.ts'
import type { listLevels } from '#lib/contracts/organizations.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'

/** The ladder from its lowest rung, each with what it adds to those below. */
export async function levels(ctx: Ctx): Promise<Reply<typeof listLevels>> {
  requirePermission(ctx, 'permission:read')
  const rows = await ctx.db.level.findMany({
    where: { organizationId: requireOrganization(ctx) },
    include: { permissions: { include: { permission: { select: { name: true } } } } },
    orderBy: { level: 'asc' },
    take: 9,
  })
  const items = rows.map(({ level, name, description, permissions }) => ({
    level,
    name,
    description,
    permissions: permissions.map(({ permission }) => permission.name).sort(),
  }))
  return { items }
}
