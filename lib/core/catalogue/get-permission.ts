import type { getPermission } from '#lib/contracts/catalogue.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { foundPermission } from './found.ts'
import { presentPermission } from './present.ts'

/** @throws CoreError `not_found` */
export async function get(
  ctx: Ctx,
  { permissionId }: Input<typeof getPermission>,
): Promise<Reply<typeof getPermission>> {
  requirePermission(ctx, 'permission:read')
  return presentPermission(await foundPermission(ctx, permissionId))
}
