import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { listPolicies } from '#lib/contracts/policies.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { projectScope } from '../projects/scope.ts'
import { presentPolicy, readPolicy } from './row.ts'
import { organizationScope } from './scope.ts'
import { standOf } from './stand.ts'

/** The organization's policy, then those of the projects in reach that have one, by name. */
export async function list(ctx: Ctx, input: Input<typeof listPolicies>): Promise<Reply<typeof listPolicies>> {
  requirePermission(ctx, 'policy:read')
  const organizationId = requireOrganization(ctx)
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, 'policies')
  const own = await readPolicy(ctx, await organizationScope(ctx, organizationId))
  const rows = await ctx.db.policy.findMany({
    where: {
      project: {
        AND: [
          projectScope(ctx),
          after ? { OR: [{ name: { gt: after.value } }, { name: after.value, id: { gt: after.id } }] } : {},
        ],
      },
    },
    include: { project: { select: { id: true, name: true } } },
    orderBy: [{ project: { name: 'asc' } }, { id: 'asc' }],
    take: input.limit + 1,
  })
  const page = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? page.at(-1) : undefined
  const projects = page.map((row) =>
    presentPolicy({
      scope: { type: 'project', id: row.id, name: row.project?.name ?? '' },
      row,
      standing: standOf(row, own.now),
      now: own.now,
    }),
  )
  return {
    items: after ? projects : [presentPolicy(own), ...projects],
    nextCursor: last ? encodeCursor({ of: 'policies', value: last.project?.name ?? '', id: last.id }) : null,
  }
}
