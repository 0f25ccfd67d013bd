import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { updateProject } from '#lib/contracts/projects.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { resolvePermissions } from '../keys/grant.ts'
import { sweepSoon } from '../policies/sweep-soon.ts'
import { transactionInEffect } from '../transaction.ts'
import { catalogueNames, limitShifts, refuseGivingBack } from './limit-shifts.ts'
import { nameTaken } from './name-taken.ts'
import { openProject } from './open.ts'
import { presentDetail } from './present.ts'

/**
 * Changes a project in what is given. A limit on permissions counts for the keys that are there, too: what it leaves out they lose,
 * and what it lets in again they hold again where it was granted.
 * @throws CoreError `not_found`, `conflict` for a taken name, `invalid` for a permission that the catalogue lacks, `forbidden` where
 * keys would get back what the actor does not hold, `precondition_failed` for another version
 */
export async function update(
  ctx: Ctx,
  input: Input<typeof updateProject>,
): Promise<Reply<typeof updateProject>> {
  requirePermission(ctx, 'project:update')
  const { projectId: id, ifVersion, name, prefix, defaultLifetime, color, allowedPermissions } = input
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openProject(tx, id, ifVersion)
    const { organizationId } = row
    const before = await presentDetail(tx.db, row)
    const entries =
      allowedPermissions &&
      (await resolvePermissions(tx.db, organizationId, allowedPermissions, 'allowedPermissions'))
    const limit = entries?.map((entry) => entry.name) ?? null
    if (allowedPermissions !== undefined) {
      // Also where nothing changes: who sends an edit again, because no answer came to the first, is answered no sooner than it.
      changed(tx, { projectId: id })
      const catalogue = await catalogueNames(tx.db, organizationId)
      const shifts = limitShifts(catalogue, before.allowedPermissions, limit)
      await refuseGivingBack(tx, row, shifts)
      if (shifts.some(({ gained }) => gained)) await sweepSoon(tx)
    }
    const asked = { name, prefix, defaultLifetime, color }
    const detail = changes(before, {
      ...asked,
      allowedPermissions: allowedPermissions === undefined ? undefined : limit,
    })
    if (Object.keys(detail).length === 0) return before
    const after = await tx.db.project
      .update({
        where: { id },
        data: {
          ...asked,
          version: { increment: 1 },
          ...(detail.allowedPermissions && {
            restricted: entries != null,
            permissions: {
              deleteMany: {},
              create: (entries ?? []).map((entry) => ({ permissionId: entry.id })),
            },
          }),
        },
      })
      .catch(nameTaken)
    const project = await presentDetail(tx.db, after)
    await record(tx, {
      action: 'project.update',
      target: { type: 'project', id, name: after.name },
      projectId: id,
      detail,
    })
    return project
  })
  return effective ? { ...result, effective: await presentEffective(ctx, effective) } : result
}
