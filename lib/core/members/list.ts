import type { listMembers } from '#lib/contracts/members.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { reaches, requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { memberColumns, presentMembers } from './present.ts'

/**
 * Members by name, whatever their capitals. The database makes the lower case, of the cursor's too: no two ways to say what comes next.
 * @throws CoreError `invalid` for a cursor of another list
 */
export async function list(ctx: Ctx, input: Input<typeof listMembers>): Promise<Reply<typeof listMembers>> {
  requirePermission(ctx, 'member:read')
  const { q, role, project, limit } = input
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, 'members')
  const conditions = [
    Prisma.sql`m.organization_id = ${requireOrganization(ctx)}::uuid`,
    ...(role ? [Prisma.sql`m.role::text = ANY(${role}::text[])`] : []),
    ...(project ? [reachesProject(project, reaches(ctx, project))] : []),
    ...(q
      ? [Prisma.sql`(strpos(lower(u.name), lower(${q})) > 0 OR strpos(lower(u.email), lower(${q})) > 0)`]
      : []),
    ...(after ? [Prisma.sql`(lower(u.name), u.id) > (${after.value}::text, ${after.id}::uuid)`] : []),
  ]
  const found = await ctx.db.$queryRaw<{ id: string; userId: string; sortedBy: string }[]>`
    SELECT m.id, u.id AS "userId", lower(u.name) AS "sortedBy"
    FROM membership m JOIN "user" u ON u.id = m.user_id
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY lower(u.name), u.id LIMIT ${limit + 1}`
  const page = found.slice(0, limit)
  const rows = await ctx.db.membership.findMany({
    where: { id: { in: page.map(({ id }) => id) } },
    select: memberColumns,
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    items: await presentMembers(
      ctx,
      page.flatMap(({ id }) => byId.get(id) ?? []),
    ),
    nextCursor: last ? encodeCursor({ of: 'members', value: last.sortedBy, id: last.userId }) : null,
  }
}

/** Who reaches a project. Who is limited to one that the actor does not reach is not theirs to know. */
function reachesProject(projectId: string, known: boolean): Prisma.Sql {
  const named = Prisma.sql`SELECT 1 FROM membership_project p WHERE p.membership_id = m.id`
  return Prisma.sql`(m.role IN ('OWNER', 'ADMIN') OR NOT EXISTS (${named})
    ${known ? Prisma.sql`OR EXISTS (${named} AND p.project_id = ${projectId}::uuid)` : Prisma.empty})`
}
