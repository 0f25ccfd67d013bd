import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { updateOrganization } from '#lib/contracts/organizations.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { presentOrganization } from './present.ts'

/** Renames the organization in which the caller acts. @throws CoreError `not_found` for any other */
export async function update(
  ctx: Ctx,
  input: Input<typeof updateOrganization>,
): Promise<Reply<typeof updateOrganization>> {
  requirePermission(ctx, 'organization:update')
  const { organizationId: id, name } = input
  if (id !== ctx.organizationId) throw notFound()
  return transaction(ctx, async (tx) => {
    const before = await tx.db.organization.findUniqueOrThrow({ where: { id } })
    const after = await tx.db.organization.update({ where: { id }, data: { name } })
    await record(tx, {
      action: 'organization.update',
      target: { type: 'organization', id, name },
      detail: { name: { from: before.name, to: name } },
    })
    return presentOrganization(after)
  })
}
