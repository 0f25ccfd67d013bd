import type { MemberRole } from '#lib/contracts/permissions.ts'
import { requireOrganization, requirePermission } from '../../authorize.ts'
import type { Ctx } from '../../context.ts'
import { notFound } from '../../errors.ts'
import { refuseTouching, requireWholeReach } from '../standing.ts'

export interface Leaving {
  id: string
  name: string
  email: string
  role: MemberRole
}

/**
 * The member whose removal is looked at, as far as the actor may remove them.
 * @throws CoreError `forbidden`, `not_found` for who is no member of the actor's organization
 */
export async function leavingMember(ctx: Ctx, userId: string): Promise<Leaving> {
  requirePermission(ctx, 'member:update')
  requireWholeReach(ctx)
  const row = await ctx.db.membership.findUnique({
    where: { organizationId_userId: { organizationId: requireOrganization(ctx), userId } },
    select: { role: true, user: { select: { id: true, name: true, email: true } } },
  })
  if (!row) throw notFound()
  if (ctx.role) refuseTouching(ctx.role, row.role)
  return { ...row.user, role: row.role }
}
