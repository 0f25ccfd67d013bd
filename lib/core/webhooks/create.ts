import { v7 as uuidv7 } from 'uuid'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { type createWebhook, maxEndpoints } from '#lib/contracts/webhooks.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { type Tx, transaction } from '../transaction.ts'
import { presentEndpoint } from './present.ts'
import { requireListenable } from './scope.ts'
import { mintSigningSecret, sealSigningSecret } from './secret.ts'
import { endpointName, targetUrl, withoutQuery } from './target.ts'

/**
 * Makes an endpoint, and gives its signing secret this once.
 * @throws CoreError `invalid` for an address that leads within or is not https, `not_found` for a project out of reach,
 * `limit_exceeded` where the organization has as many as it may
 */
export async function create(
  ctx: Ctx,
  input: Input<typeof createWebhook>,
): Promise<Reply<typeof createWebhook>> {
  requirePermission(ctx, 'webhook:update')
  const organizationId = requireOrganization(ctx)
  const { description = '', types = [], projectId = onlyProject(ctx) } = input
  const url = targetUrl(input.url)
  return transaction(ctx, async (tx) => {
    await requireListenable(tx, projectId)
    await refuseTooMany(tx, organizationId)
    const id = uuidv7()
    const secret = mintSigningSecret()
    const row = await tx.db.webhookEndpoint.create({
      data: { id, organizationId, projectId, url, description, types, sealed: sealSigningSecret(id, secret) },
    })
    const shown = await presentEndpoint(tx.db, row)
    await record(tx, {
      action: 'webhook.create',
      target: { type: 'webhook', id, name: endpointName(url) },
      projectId,
      detail: { url: withoutQuery(url), description, types },
    })
    return { ...shown, secret: secret.reveal() }
  })
}

/** Where nothing is said: what the actor is bound to, where that is one project. */
function onlyProject({ reach }: Ctx): string | null {
  return reach?.length === 1 ? (reach[0] ?? null) : null
}

/** The organization's row is locked, so that two who make the last one follow one another. */
async function refuseTooMany(tx: Tx, organizationId: string): Promise<void> {
  await tx.db.$executeRaw`SELECT 1 FROM organization WHERE id = ${organizationId}::uuid FOR NO KEY UPDATE`
  const count = await tx.db.webhookEndpoint.count({ where: { organizationId } })
  if (count >= maxEndpoints)
    throw new CoreError(
      'limit_exceeded',
      `An organization has at most ${maxEndpoints} endpoints. Delete one that is not needed.`,
    )
}
