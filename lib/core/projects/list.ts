import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { listProjects } from '#lib/contracts/projects.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { presentProject } from './present.ts'
import { projectScope } from './scope.ts'

/** Projects by name. */
export async function list(ctx: Ctx, input: Input<typeof listProjects>): Promise<Reply<typeof listProjects>> {
  requirePermission(ctx, 'project:read')
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, 'projects')
  const rows = await ctx.db.project.findMany({
    where: {
      AND: [
        projectScope(ctx),
        input.archived === undefined ? {} : { archivedAt: input.archived ? { not: null } : null },
        input.q ? { name: { contains: input.q, mode: 'insensitive' } } : {},
        after ? { OR: [{ name: { gt: after.value } }, { name: after.value, id: { gt: after.id } }] } : {},
      ],
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: input.limit + 1,
  })
  const page = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? page.at(-1) : undefined
  return {
    items: page.map(presentProject),
    nextCursor: last ? encodeCursor({ of: 'projects', value: last.name, id: last.id }) : null,
  }
}
