import type { previewLevel } from '#lib/contracts/levels.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { resolvePermissions } from '../keys/grant.ts'
import { concernOf, previewOf } from './affected.ts'
import { foundLevel } from './found.ts'
import { ladderOf } from './ladder.ts'
import { ladderShifts, withRung } from './shifts.ts'

/** Which keys would change, were a rung to add exactly these. @throws CoreError `not_found`, `invalid` */
export async function preview(
  ctx: Ctx,
  { level, permissions, cursor, limit }: Input<typeof previewLevel>,
): Promise<Reply<typeof previewLevel>> {
  requirePermission(ctx, 'permission:update')
  const organizationId = requireOrganization(ctx)
  await foundLevel(ctx, level)
  const entries = await resolvePermissions(ctx.db, organizationId, permissions)
  const before = await ladderOf(ctx.db, organizationId)
  const after = withRung(
    before,
    level,
    entries.map(({ name }) => name),
  )
  return previewOf(ctx, concernOf(organizationId, ladderShifts(before, after)), { cursor, limit })
}
