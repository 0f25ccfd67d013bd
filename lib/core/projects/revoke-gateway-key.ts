import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { revokeGatewayKey as operation } from '#lib/contracts/projects.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { revoke } from '../keys/revoke.ts'
import { readKey } from '../keys/row.ts'
import { transactionInEffect } from '../transaction.ts'
import { openProject } from './open.ts'
import { presentDetail } from './present.ts'

/**
 * Revokes a project's gateway key, by the rights that revoking it takes. Where there is none, the project is given back as it is.
 * @throws CoreError `not_found`, `forbidden`
 */
export async function revokeGatewayKey(
  ctx: Ctx,
  { projectId: id }: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  requirePermission(ctx, 'project:update')
  requirePermission(ctx, 'api_key:delete')
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openProject(tx, id)
    changed(tx, { projectId: id })
    if (row.gatewayKeyId === null) return presentDetail(tx.db, row)
    const key = await readKey(tx.db, row.organizationId, row.gatewayKeyId)
    await revoke(tx, { keyId: row.gatewayKeyId, reason: 'No longer the gateway key' })
    const after = await tx.db.project.update({
      where: { id },
      data: { gatewayKeyId: null, version: { increment: 1 } },
    })
    const project = await presentDetail(tx.db, after)
    await record(tx, {
      action: 'project.gateway_key',
      target: { type: 'project', id, name: row.name },
      projectId: id,
      detail: { gatewayKey: { from: key && { id: key.id, name: key.name }, to: null } },
    })
    return project
  })
  return { ...result, effective: await presentEffective(ctx, effective) }
}
