import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { updateOrganization } from '#lib/contracts/organizations.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { presentOrganization } from './present.ts'

/**
 * Changes the organization in which the caller acts: its name, for how long its keys outlive the database, and what becomes of a key
 * whose retired secret is used. Whether nodes may
 * go on with what they know is part of what they know, so that a change of it is answered once each of them has it.
 * @throws CoreError `not_found` for any other
 */
export async function update(
  ctx: Ctx,
  input: Input<typeof updateOrganization>,
): Promise<Reply<typeof updateOrganization>> {
  requirePermission(ctx, 'organization:update')
  const { organizationId: id, name, staleSeconds, retiredSecretUse } = input
  if (id !== ctx.organizationId) throw notFound()
  return transaction(ctx, async (tx) => {
    await tx.db.$executeRaw`SELECT 1 FROM organization WHERE id = ${id}::uuid FOR NO KEY UPDATE`
    const before = await tx.db.organization.findUniqueOrThrow({ where: { id } })
    const after = await tx.db.organization.update({
      where: { id },
      data: { name, staleSeconds, retiredSecretUse },
    })
    const detail = changes(before, { name, staleSeconds, retiredSecretUse })
    if (Object.keys(detail).length === 0) return presentOrganization(before)
    if (detail.staleSeconds) changed(tx, { organizationId: id })
    if (detail.retiredSecretUse?.to === 'revoke')
      // What was only told of is due again with the next use.
      await tx.db.$executeRaw`
        UPDATE retired_secret_use SET settled_at = to_timestamp(0)
        WHERE organization_id = ${id}::uuid AND settled_at IS NOT NULL`
    await record(tx, {
      action: 'organization.update',
      target: { type: 'organization', id, name: after.name },
      detail,
    })
    return presentOrganization(after)
  })
}
