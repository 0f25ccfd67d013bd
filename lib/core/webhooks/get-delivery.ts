import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getWebhookDelivery } from '#lib/contracts/webhooks.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { readDelivery, requireEndpoint } from './deliveries.ts'
import { presentDelivery } from './present.ts'
import { headersOf, payloadOf } from './sign.ts'

/** The most attempts that are shown: more than there can be, but for those of processes that were stopped for too long. */
const shownAttempts = 50

/** @throws CoreError `not_found` */
export async function getDelivery(
  ctx: Ctx,
  { endpointId, deliveryId }: Input<typeof getWebhookDelivery>,
): Promise<Reply<typeof getWebhookDelivery>> {
  requirePermission(ctx, 'webhook:read')
  await requireEndpoint(ctx, endpointId)
  const row = await readDelivery(ctx, endpointId, deliveryId)
  const notice = await ctx.db.notice.findUniqueOrThrow({ where: { id: row.messageId } })
  const attempts = await ctx.db.webhookAttempt.findMany({
    where: { deliveryId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: shownAttempts,
  })
  return {
    ...presentDelivery(row),
    payload: payloadOf(notice),
    log: attempts.map(({ id, at, duration, status, error, body }) => ({
      id,
      at: at.toISOString(),
      duration,
      status,
      error,
      body,
      headers: headersOf(notice.id, at),
    })),
  }
}
