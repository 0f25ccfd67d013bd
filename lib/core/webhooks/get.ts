import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getWebhook } from '#lib/contracts/webhooks.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { presentEndpoint } from './present.ts'
import { endpointScope } from './scope.ts'

/** @throws CoreError `not_found` for an endpoint out of the actor's reach */
export async function get(
  ctx: Ctx,
  { endpointId: id }: Input<typeof getWebhook>,
): Promise<Reply<typeof getWebhook>> {
  requirePermission(ctx, 'webhook:read')
  const row = await ctx.db.webhookEndpoint.findFirst({ where: { AND: [endpointScope(ctx), { id }] } })
  if (!row) throw notFound()
  return presentEndpoint(ctx.db, row)
}
