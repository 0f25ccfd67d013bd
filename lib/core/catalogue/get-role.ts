import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getRole } from '#lib/contracts/roles.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { foundRole } from './found.ts'
import { presentRole } from './present.ts'

/** @throws CoreError `not_found` */
export async function get(ctx: Ctx, { roleId }: Input<typeof getRole>): Promise<Reply<typeof getRole>> {
  requirePermission(ctx, 'permission:read')
  return presentRole(await foundRole(ctx, roleId))
}
