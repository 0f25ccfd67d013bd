import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { createRole } from '#lib/contracts/roles.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { resolvePermissions } from '../keys/grant.ts'
import { transaction } from '../transaction.ts'
import { refuseBeyondHands } from './handing.ts'
import { lockVocabulary } from './lock-vocabulary.ts'
import { nameTaken } from './name-taken.ts'
import { presentRole, withPermissions } from './present.ts'
import { refuseTooMany } from './room.ts'

/**
 * @throws CoreError `forbidden` for a permission that the actor does not hold, `invalid` for one that the catalogue lacks, `conflict`
 * for a taken name, `limit_exceeded`
 */
export async function create(
  ctx: Ctx,
  { name, description = '', permissions = [] }: Input<typeof createRole>,
): Promise<Reply<typeof createRole>> {
  requirePermission(ctx, 'permission:update')
  const organizationId = requireOrganization(ctx)
  return transaction(ctx, async (tx) => {
    await lockVocabulary(tx, organizationId)
    await refuseTooMany(tx, organizationId, { roles: 1 })
    const entries = await resolvePermissions(tx.db, organizationId, permissions)
    refuseBeyondHands(
      tx,
      entries.map((entry) => entry.name),
    )
    const row = await tx.db.role
      .create({
        data: {
          organizationId,
          name,
          description,
          permissions: { create: entries.map(({ id }) => ({ permissionId: id })) },
        },
        include: withPermissions,
      })
      .catch(nameTaken('role'))
    const reply = presentRole(row)
    await record(tx, {
      action: 'role.create',
      target: { type: 'role', id: row.id, name },
      detail: { name, description, permissions: reply.permissions },
    })
    return reply
  })
}
