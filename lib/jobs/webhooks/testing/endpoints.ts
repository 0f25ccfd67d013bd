import { createWebhookBody } from '#lib/contracts/webhooks.ts'
import type { Ctx } from '#lib/core/context.ts'
import { create } from '#lib/core/webhooks/create.ts'
import { database } from '#lib/db/client.ts'

/** Makes an endpoint from a body as it is sent. */
export async function makeEndpoint(ctx: Ctx, body: Record<string, unknown>) {
  const made = await create(ctx, createWebhookBody.parse(body))
  return { ...made, secret: made.secret ?? '' }
}

/** The deliveries of an endpoint, the oldest first, with their attempts. */
export function deliveriesOf(endpointId: string) {
  return database().prisma.webhookDelivery.findMany({
    where: { endpointId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    include: { log: { orderBy: { at: 'asc' } } },
  })
}

/** Makes everything that waits of an endpoint due now, as time would. */
export async function hurry(endpointId: string): Promise<void> {
  await database().pool.query(
    'UPDATE webhook_delivery SET next_at = now() WHERE endpoint_id = $1 AND next_at IS NOT NULL',
    [endpointId],
  )
}
