import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { updateWebhook } from '#lib/contracts/webhooks.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { giveUpPending } from './give-up.ts'
import { presentEndpoint } from './present.ts'
import { openEndpoint, requireListenable, requireVersion } from './scope.ts'
import { endpointName, targetUrl, withoutQuery } from './target.ts'

/**
 * Changes an endpoint. Disabling it gives up what was on its way; enabling it forgets that it was failing.
 * @throws CoreError `not_found`, `invalid` for an address that leads within, `precondition_failed` for another version
 */
export async function update(
  ctx: Ctx,
  input: Input<typeof updateWebhook>,
): Promise<Reply<typeof updateWebhook>> {
  requirePermission(ctx, 'webhook:update')
  const { endpointId: id, ifVersion, description, types, projectId, enabled } = input
  const url = input.url === undefined ? undefined : targetUrl(input.url)
  const asked = { url, description, types, projectId, enabled }
  return transaction(ctx, async (tx) => {
    const before = await openEndpoint(tx, id)
    requireVersion(before, ifVersion)
    if (projectId !== undefined) await requireListenable(tx, projectId)
    const detail = changes(before, asked)
    if (Object.keys(detail).length === 0) return presentEndpoint(tx.db, before)
    if (detail.enabled && enabled === false) await giveUpPending(tx, id)
    const anew = detail.enabled ? { failingSince: null, disabledReason: null } : {}
    const after = await tx.db.webhookEndpoint.update({
      where: { id },
      data: { ...asked, ...anew, version: { increment: 1 } },
    })
    const shown = await presentEndpoint(tx.db, after)
    if (detail.url) detail.url = { from: withoutQuery(before.url), to: withoutQuery(after.url) }
    await record(tx, {
      action: 'webhook.update',
      target: { type: 'webhook', id, name: endpointName(after.url) },
      projectId: after.projectId,
      detail,
    })
    return shown
  })
}
