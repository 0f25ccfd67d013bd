import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { previewProject } from '#lib/contracts/projects.ts'
import { requirePermission } from '../authorize.ts'
import { previewOf } from '../catalogue/affected.ts'
import type { Ctx } from '../context.ts'
import { resolvePermissions } from '../keys/grant.ts'
import { findProject } from './find.ts'
import { catalogueNames, limitConcern, limitShifts } from './limit-shifts.ts'
import { limitOf } from './limits.ts'

/** Which keys of a project a limit on permissions would change, and how. @throws CoreError `not_found`, `invalid` */
export async function preview(
  ctx: Ctx,
  { projectId, allowedPermissions, cursor, limit }: Input<typeof previewProject>,
): Promise<Reply<typeof previewProject>> {
  requirePermission(ctx, 'project:update')
  const project = await findProject(ctx, projectId)
  const { organizationId } = project
  const after =
    allowedPermissions &&
    (await resolvePermissions(ctx.db, organizationId, allowedPermissions, 'allowedPermissions')).map(
      ({ name }) => name,
    )
  const before = await limitOf(ctx.db, organizationId, projectId)
  const shifts = limitShifts(await catalogueNames(ctx.db, organizationId), before, after)
  return previewOf(ctx, limitConcern(project, shifts), { cursor, limit })
}
