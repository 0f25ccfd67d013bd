import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getPolicy } from '#lib/contracts/policies.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { presentPolicy, readPolicy } from './row.ts'
import { scopeOf } from './scope.ts'

/** @throws CoreError `not_found` for a project out of the actor's reach */
export async function get(ctx: Ctx, { scopeId }: Input<typeof getPolicy>): Promise<Reply<typeof getPolicy>> {
  requirePermission(ctx, 'policy:read')
  return presentPolicy(await readPolicy(ctx, await scopeOf(ctx, scopeId)))
}
