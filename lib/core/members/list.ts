import type { listMembers } from '#lib/contracts/members.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { reaches, requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { memberColumns, presentMembers } from './present.ts'

/** Members by name. @throws CoreError `invalid` for a cursor of another list */
export async function list(ctx: Ctx, input: Input<typeof listMembers>): Promise<Reply<typeof listMembers>> {
  requirePermission(ctx, 'member:read')
  const { q, role, project, limit } = input
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, 'members')
  const holds = q ? { contains: q, mode: 'insensitive' as const } : null
  const rows = await ctx.db.membership.findMany({
    where: {
      AND: [
        { organizationId: requireOrganization(ctx) },
        role ? { role: { in: role } } : {},
        project
          ? {
              OR: [
                { role: { in: ['OWNER', 'ADMIN'] } },
                { projects: { none: {} } },
                // Who is limited to a project that the actor does not reach is not theirs to know.
                ...(reaches(ctx, project) ? [{ projects: { some: { projectId: project } } }] : []),
              ],
            }
          : {},
        holds ? { user: { OR: [{ name: holds }, { email: holds }] } } : {},
        after
          ? {
              OR: [
                { user: { name: { gt: after.value } } },
                { user: { name: after.value, id: { gt: after.id } } },
              ],
            }
          : {},
      ],
    },
    orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }],
    take: limit + 1,
    select: memberColumns,
  })
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: await presentMembers(ctx, page),
    nextCursor: last ? encodeCursor({ of: 'members', value: last.user.name, id: last.user.id }) : null,
  }
}
