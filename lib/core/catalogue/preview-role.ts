import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { previewRole } from '#lib/contracts/roles.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { resolvePermissions } from '../keys/grant.ts'
import { concernOf, previewOf } from './affected.ts'
import { replacementOf } from './delete-role.ts'
import { foundRole } from './found.ts'
import { namesOf } from './present.ts'
import { roleShifts } from './shifts.ts'

/** Which keys an edit or a deletion of a role would change, and how. @throws CoreError `not_found`, `invalid` */
export async function preview(
  ctx: Ctx,
  { roleId, permissions, replacement, cursor, limit }: Input<typeof previewRole>,
): Promise<Reply<typeof previewRole>> {
  requirePermission(ctx, 'permission:update')
  const organizationId = requireOrganization(ctx)
  const role = await foundRole(ctx, roleId)
  const after =
    permissions === undefined
      ? namesOf((await replacementOf(ctx, role.id, replacement)) ?? { permissions: [] })
      : (await resolvePermissions(ctx.db, organizationId, permissions)).map(({ name }) => name)
  const concern = concernOf(organizationId, roleShifts(role.id, namesOf(role), after))
  return previewOf(ctx, concern, { cursor, limit })
}
