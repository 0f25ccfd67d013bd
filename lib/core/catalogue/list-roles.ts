import type { Reply } from '#lib/contracts/operation.ts'
import type { listRoles } from '#lib/contracts/organizations.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'

/** Roles for keys by name, each with what it grants. */
export async function roles(ctx: Ctx): Promise<Reply<typeof listRoles>> {
  requirePermission(ctx, 'permission:read')
  const rows = await ctx.db.role.findMany({
    where: { organizationId: requireOrganization(ctx) },
    include: { permissions: { include: { permission: { select: { name: true } } } } },
    orderBy: { name: 'asc' },
    take: 500,
  })
  const items = rows.map(({ id, name, description, permissions }) => ({
    id,
    name,
    description,
    permissions: permissions.map(({ permission }) => permission.name).sort(),
  }))
  return { items }
}
