import type { getLevel } from '#lib/contracts/levels.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { foundLevel } from './found.ts'
import { presentRung } from './present.ts'

/** @throws CoreError `not_found` where the ladder lacks the rung */
export async function get(ctx: Ctx, { level }: Input<typeof getLevel>): Promise<Reply<typeof getLevel>> {
  requirePermission(ctx, 'permission:read')
  return presentRung(await foundLevel(ctx, level))
}
