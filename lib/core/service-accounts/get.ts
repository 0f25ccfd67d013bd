import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getServiceAccount } from '#lib/contracts/service-accounts.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { presentAccount } from './present.ts'

/** @throws CoreError `not_found` for one that the organization does not have */
export async function get(
  ctx: Ctx,
  { serviceAccountId }: Input<typeof getServiceAccount>,
): Promise<Reply<typeof getServiceAccount>> {
  requirePermission(ctx, 'member:read')
  return presentAccount(ctx, serviceAccountId)
}
