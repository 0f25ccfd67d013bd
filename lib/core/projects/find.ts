import type { Project as ProjectRow } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { projectScope } from './scope.ts'

/** @throws CoreError `not_found` for a project out of the actor's reach */
export async function findProject(ctx: Ctx, id: string): Promise<ProjectRow> {
  const row = await ctx.db.project.findFirst({ where: { AND: [projectScope(ctx), { id }] } })
  if (!row) throw notFound()
  return row
}
