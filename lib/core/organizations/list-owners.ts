import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { listOwners } from '#lib/contracts/organizations.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'

/** Members and service accounts in use of the organization by name, service accounts last. */
export async function listKeyOwners(
  ctx: Ctx,
  { q, limit }: Input<typeof listOwners>,
): Promise<Reply<typeof listOwners>> {
  requirePermission(ctx, 'member:read')
  const organizationId = requireOrganization(ctx)
  const named = q ? { name: { contains: q, mode: 'insensitive' as const } } : {}
  const members = await ctx.db.user.findMany({
    where: { memberships: { some: { organizationId } }, ...named },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit,
  })
  const accounts = await ctx.db.serviceAccount.findMany({
    where: { organizationId, archivedAt: null, ...named },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit - members.length,
  })
  return {
    items: [
      ...members.map((member) => ({ type: 'user' as const, ...member })),
      ...accounts.map((account) => ({ type: 'service_account' as const, ...account })),
    ],
  }
}
