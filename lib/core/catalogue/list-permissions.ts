import type { Reply } from '#lib/contracts/operation.ts'
import type { listPermissions } from '#lib/contracts/organizations.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'

/** The organization's catalogue by id, its own and the built-in ones. */
export async function permissions(ctx: Ctx): Promise<Reply<typeof listPermissions>> {
  requirePermission(ctx, 'permission:read')
  const items = await ctx.db.permission.findMany({
    where: { organizationId: requireOrganization(ctx) },
    select: { id: true, name: true, description: true, builtIn: true },
    orderBy: { id: 'asc' },
    take: 2000,
  })
  return { items }
}
