import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { endOldWebhookSecret } from '#lib/contracts/webhooks.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { databaseTime, presentEndpoint } from './present.ts'
import { openEndpoint } from './scope.ts'
import { endpointName } from './target.ts'

/**
 * Ends the secret before a rotation: it signs nothing from now on.
 * @throws CoreError `not_found`
 */
export async function endOldSecret(
  ctx: Ctx,
  { endpointId: id }: Input<typeof endOldWebhookSecret>,
): Promise<Reply<typeof endOldWebhookSecret>> {
  requirePermission(ctx, 'webhook:update')
  return transaction(ctx, async (tx) => {
    const before = await openEndpoint(tx, id)
    const now = await databaseTime(tx.db)
    if (!before.previousUntil || before.previousUntil <= now) return presentEndpoint(tx.db, before)
    const after = await tx.db.webhookEndpoint.update({
      where: { id },
      data: { previousSealed: null, previousUntil: null, version: { increment: 1 } },
    })
    const shown = await presentEndpoint(tx.db, after)
    await record(tx, {
      action: 'webhook.end_old_secret',
      target: { type: 'webhook', id, name: endpointName(after.url) },
      projectId: after.projectId,
      detail: { oldSecretUntil: { from: before.previousUntil, to: now } },
    })
    return shown
  })
}
