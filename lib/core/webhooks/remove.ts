import type { Input } from '#lib/contracts/operation.ts'
import type { deleteWebhook } from '#lib/contracts/webhooks.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { openEndpoint } from './scope.ts'
import { endpointName, withoutQuery } from './target.ts'

/**
 * Deletes an endpoint with its log. What is on its way is not sent.
 * @throws CoreError `not_found`
 */
export async function remove(ctx: Ctx, { endpointId: id }: Input<typeof deleteWebhook>): Promise<undefined> {
  requirePermission(ctx, 'webhook:update')
  return transaction(ctx, async (tx) => {
    const { url, description, projectId } = await openEndpoint(tx, id)
    await tx.db.webhookEndpoint.delete({ where: { id } })
    await record(tx, {
      action: 'webhook.delete',
      target: { type: 'webhook', id, name: endpointName(url) },
      projectId,
      detail: { url: withoutQuery(url), description },
    })
    return undefined
  })
}
