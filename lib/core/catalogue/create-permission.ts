import type { createPermission } from '#lib/contracts/catalogue.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { lockVocabulary } from './lock-vocabulary.ts'
import { nameTaken } from './name-taken.ts'
import { presentPermission } from './present.ts'
import { refuseTooMany } from './room.ts'

/** @throws CoreError `conflict` for a taken name, `limit_exceeded` for a catalogue that is full */
export async function create(
  ctx: Ctx,
  { name, description = '' }: Input<typeof createPermission>,
): Promise<Reply<typeof createPermission>> {
  requirePermission(ctx, 'permission:update')
  const organizationId = requireOrganization(ctx)
  return transaction(ctx, async (tx) => {
    await lockVocabulary(tx, organizationId)
    await refuseTooMany(tx, organizationId, { permissions: 1 })
    const row = await tx.db.permission
      .create({ data: { organizationId, name, description } })
      .catch(nameTaken('permission'))
    await record(tx, {
      action: 'permission.create',
      target: { type: 'permission', id: String(row.id), name },
      detail: { name, description },
    })
    return presentPermission(row)
  })
}
