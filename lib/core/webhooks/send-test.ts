import { v7 as uuidv7 } from 'uuid'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { type sendWebhookTest, testType } from '#lib/contracts/webhooks.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { readDelivery } from './deliveries.ts'
import { databaseTime, presentDelivery } from './present.ts'
import { openEndpoint } from './scope.ts'
import { endpointName } from './target.ts'

/**
 * Sends an event that says nothing, to see whether it arrives. It goes to this endpoint alone, whatever types that wants.
 * @throws CoreError `not_found`, `conflict` for a disabled endpoint
 */
export async function sendTest(
  ctx: Ctx,
  { endpointId }: Input<typeof sendWebhookTest>,
): Promise<Reply<typeof sendWebhookTest>> {
  requirePermission(ctx, 'webhook:update')
  return transaction(ctx, async (tx) => {
    const endpoint = await openEndpoint(tx, endpointId)
    requireEnabled(endpoint)
    const { organizationId, projectId } = endpoint
    const [messageId, id] = [uuidv7(), uuidv7()]
    const at = await databaseTime(tx.db)
    await tx.db.notice.create({
      data: {
        id: messageId,
        organizationId,
        projectId,
        type: testType,
        subject: id,
        at,
        data: { webhookId: endpointId, message: 'It works.' },
      },
    })
    await tx.db.webhookDelivery.create({
      data: { id, endpointId, noticeId: messageId, createdAt: at, nextAt: at },
    })
    const made = presentDelivery(await readDelivery(tx, endpointId, id))
    await record(tx, {
      action: 'webhook.test',
      target: { type: 'webhook', id: endpointId, name: endpointName(endpoint.url) },
      projectId,
      detail: { delivery: id },
    })
    return made
  })
}

/** @throws CoreError `conflict` for a disabled endpoint, to which nothing is sent */
export function requireEnabled({ enabled }: { enabled: boolean }): void {
  if (!enabled) throw new CoreError('conflict', 'This endpoint is disabled. Enable it first.')
}
