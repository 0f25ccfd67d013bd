import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { rotateWebhookSecret } from '#lib/contracts/webhooks.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { databaseTime, presentEndpoint } from './present.ts'
import { openEndpoint, requireVersion } from './scope.ts'
import { mintSigningSecret, sealSigningSecret } from './secret.ts'
import { endpointName } from './target.ts'

/**
 * Gives an endpoint a new signing secret, this once. The one before signs too until the grace ends; one older ends at once.
 * @throws CoreError `not_found`, `precondition_failed` for another version
 */
export async function rotateSecret(
  ctx: Ctx,
  { endpointId: id, graceSeconds, ifVersion }: Input<typeof rotateWebhookSecret>,
): Promise<Reply<typeof rotateWebhookSecret>> {
  requirePermission(ctx, 'webhook:update')
  return transaction(ctx, async (tx) => {
    const before = await openEndpoint(tx, id)
    requireVersion(before, ifVersion)
    const secret = mintSigningSecret()
    const until = new Date((await databaseTime(tx.db)).getTime() + graceSeconds * 1000)
    const previous =
      graceSeconds === 0
        ? { previousSealed: null, previousUntil: null }
        : { previousSealed: before.sealed, previousUntil: until }
    const after = await tx.db.webhookEndpoint.update({
      where: { id },
      data: { sealed: sealSigningSecret(id, secret), ...previous, version: { increment: 1 } },
    })
    const shown = await presentEndpoint(tx.db, after)
    await record(tx, {
      action: 'webhook.rotate_secret',
      target: { type: 'webhook', id, name: endpointName(after.url) },
      projectId: after.projectId,
      detail: { oldSecretUntil: previous.previousUntil },
    })
    return { ...shown, secret: secret.reveal() }
  })
}
