import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getProject } from '#lib/contracts/projects.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { findProject } from './find.ts'
import { presentDetail } from './present.ts'

/** @throws CoreError `not_found` for a project out of the actor's reach */
export async function get(
  ctx: Ctx,
  { projectId }: Input<typeof getProject>,
): Promise<Reply<typeof getProject>> {
  requirePermission(ctx, 'project:read')
  return presentDetail(ctx.db, await findProject(ctx, projectId))
}
