import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { updateRole } from '#lib/contracts/roles.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { resolvePermissions } from '../keys/grant.ts'
import { holdToPolicy } from '../policies/hold-to-policy.ts'
import { transactionInEffect } from '../transaction.ts'
import { concernOf, countAffected, refuseBeyondReach } from './affected.ts'
import { openRole } from './found.ts'
import { refuseBeyondHands } from './handing.ts'
import { lockVocabulary } from './lock-vocabulary.ts'
import { nameTaken } from './name-taken.ts'
import { presentRole, withPermissions } from './present.ts'
import { roleShifts } from './shifts.ts'
import { requireVersion } from './version.ts'

/**
 * Changes a role in what is given, for every key that has it. Taking away is free; adding takes that the actor holds it.
 * @throws CoreError `not_found`, `forbidden` beyond what the actor holds or its projects, `invalid` for a permission that the catalogue
 * lacks, `conflict` for a taken name, `precondition_failed` for another version
 */
export async function update(
  ctx: Ctx,
  { roleId, ifVersion, name, description, permissions }: Input<typeof updateRole>,
): Promise<Reply<typeof updateRole>> {
  requirePermission(ctx, 'permission:update')
  const organizationId = requireOrganization(ctx)
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    await lockVocabulary(tx, organizationId)
    const row = await openRole(tx, roleId)
    if (!row) throw notFound()
    requireVersion('role', row, ifVersion)
    const before = presentRole(row)
    const entries = permissions && (await resolvePermissions(tx.db, organizationId, permissions))
    const names = entries?.map((entry) => entry.name).sort()
    const shifts = roleShifts(roleId, before.permissions, names ?? before.permissions)
    const gained = shifts.filter((shift) => shift.gained).map((shift) => shift.name)
    refuseBeyondHands(tx, gained)
    await holdToPolicy(tx, gained)
    const concern = concernOf(organizationId, shifts)
    await refuseBeyondReach(tx, concern)
    // Also where nothing changes: who sends an edit again, because no answer came to the first, is answered no sooner than it. The
    // gate's answers carry the name, too.
    if (entries || name !== undefined) changed(tx, { organizationId })
    const detail = changes(before, { name, description, permissions: names })
    if (Object.keys(detail).length === 0) return before
    const everywhere = Prisma.sql`k.organization_id = ${organizationId}::uuid`
    const keys = await countAffected(tx, concern, everywhere)
    const after = await tx.db.role
      .update({
        where: { id: roleId },
        data: {
          name,
          description,
          version: { increment: 1 },
          ...(entries && {
            permissions: { deleteMany: {}, create: entries.map(({ id }) => ({ permissionId: id })) },
          }),
        },
        include: withPermissions,
      })
      .catch(nameTaken('role'))
    await record(tx, {
      action: 'role.update',
      target: { type: 'role', id: roleId, name: after.name },
      detail: { ...detail, ...(detail.permissions && { keys }) },
    })
    return presentRole(after)
  })
  return effective ? { ...result, effective: await presentEffective(ctx, effective) } : result
}
