import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getProject } from '#lib/contracts/organizations.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { presentProject } from './present.ts'
import { projectScope } from './scope.ts'

/** @throws CoreError `not_found` for a project out of the actor's reach */
export async function get(
  ctx: Ctx,
  { projectId }: Input<typeof getProject>,
): Promise<Reply<typeof getProject>> {
  requirePermission(ctx, 'project:read')
  const row = await ctx.db.project.findFirst({ where: { AND: [projectScope(ctx), { id: projectId }] } })
  if (!row) throw notFound()
  return presentProject(row)
}
