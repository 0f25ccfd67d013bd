import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { createServiceAccount } from '#lib/contracts/service-accounts.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { nameTaken } from './name-taken.ts'
import { presentAccount } from './present.ts'
import { holdResponsible } from './responsible.ts'

/** @throws CoreError `forbidden`, `conflict` for a name that is taken, `invalid` for who is no member */
export async function create(
  ctx: Ctx,
  input: Input<typeof createServiceAccount>,
): Promise<Reply<typeof createServiceAccount>> {
  requirePermission(ctx, 'service_account:update')
  const organizationId = requireOrganization(ctx)
  return transaction(ctx, async (tx) => {
    const responsible = await holdResponsible(tx, input.responsibleId)
    const { name, description = '' } = input
    const { id } = await tx.db.serviceAccount
      .create({ data: { organizationId, name, description, responsibleId: responsible.id } })
      .catch((error: unknown) => nameTaken(error))
    const account = await presentAccount(tx, id)
    await record(tx, {
      action: 'service_account.create',
      target: { type: 'service_account', id, name },
      detail: { name, description, responsible },
    })
    return account
  })
}
