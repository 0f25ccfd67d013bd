import type { listPermissions } from '#lib/contracts/catalogue.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import { maxPermissions } from '#lib/contracts/previews.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { permissionColumns } from './present.ts'

/** The organization's catalogue by id, its own and the built-in ones. */
export async function permissions(ctx: Ctx): Promise<Reply<typeof listPermissions>> {
  requirePermission(ctx, 'permission:read')
  const items = await ctx.db.permission.findMany({
    where: { organizationId: requireOrganization(ctx) },
    select: permissionColumns,
    orderBy: { id: 'asc' },
    take: maxPermissions,
  })
  return { items }
}
