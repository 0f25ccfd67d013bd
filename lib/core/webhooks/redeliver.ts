import { v7 as uuidv7 } from 'uuid'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { redeliverWebhook } from '#lib/contracts/webhooks.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { readDelivery } from './deliveries.ts'
import { presentDelivery } from './present.ts'
import { openEndpoint } from './scope.ts'
import { requireEnabled } from './send-test.ts'
import { endpointName } from './target.ts'

/**
 * Makes a new delivery of an event that was sent before, under the same message id. What is still on its way of it is superseded.
 * @throws CoreError `not_found`, `conflict` for a disabled endpoint
 */
export async function redeliver(
  ctx: Ctx,
  { endpointId, deliveryId }: Input<typeof redeliverWebhook>,
): Promise<Reply<typeof redeliverWebhook>> {
  requirePermission(ctx, 'webhook:update')
  return transaction(ctx, async (tx) => {
    const endpoint = await openEndpoint(tx, endpointId)
    const before = await readDelivery(tx, endpointId, deliveryId)
    requireEnabled(endpoint)
    await tx.db.$executeRaw`
      UPDATE webhook_delivery SET state = 'superseded', next_at = NULL
      WHERE endpoint_id = ${endpointId}::uuid AND notice_id = ${before.messageId}::uuid AND next_at IS NOT NULL`
    const id = uuidv7()
    await tx.db.$executeRaw`
      INSERT INTO webhook_delivery (id, endpoint_id, notice_id, created_at, next_at)
      VALUES (${id}::uuid, ${endpointId}::uuid, ${before.messageId}::uuid, clock_timestamp(), clock_timestamp())`
    const made = presentDelivery(await readDelivery(tx, endpointId, id))
    await record(tx, {
      action: 'webhook.redeliver',
      target: { type: 'webhook', id: endpointId, name: endpointName(endpoint.url) },
      projectId: endpoint.projectId,
      detail: { delivery: id, of: deliveryId, message: before.messageId, type: before.type },
    })
    return made
  })
}
