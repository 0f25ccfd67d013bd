import type { Reply } from '#lib/contracts/operation.ts'
import { maxRoles } from '#lib/contracts/previews.ts'
import type { listRoles } from '#lib/contracts/roles.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { presentRole, withPermissions } from './present.ts'

/** Roles for keys by name, each with what it grants. */
export async function roles(ctx: Ctx): Promise<Reply<typeof listRoles>> {
  requirePermission(ctx, 'permission:read')
  const rows = await ctx.db.role.findMany({
    where: { organizationId: requireOrganization(ctx) },
    include: withPermissions,
    orderBy: { name: 'asc' },
    take: maxRoles,
  })
  return { items: rows.map(presentRole) }
}
