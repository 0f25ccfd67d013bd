import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { restoreProject } from '#lib/contracts/projects.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { transactionInEffect } from '../transaction.ts'
import { openProject } from './open.ts'
import { presentDetail } from './present.ts'

/**
 * Takes an archived project into use again, with all its keys as they were. One that is in use is given back as it is.
 * @throws CoreError `not_found`, `precondition_failed` for another version
 */
export async function restore(
  ctx: Ctx,
  { projectId: id, ifVersion }: Input<typeof restoreProject>,
): Promise<Reply<typeof restoreProject>> {
  requirePermission(ctx, 'project:update')
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openProject(tx, id, ifVersion)
    changed(tx, { projectId: id })
    if (!row.archivedAt) return presentDetail(tx.db, row)
    const after = await tx.db.project.update({
      where: { id },
      data: { archivedAt: null, version: { increment: 1 } },
    })
    const project = await presentDetail(tx.db, after)
    await record(tx, {
      action: 'project.restore',
      target: { type: 'project', id, name: row.name },
      projectId: id,
      detail: { archivedAt: { from: row.archivedAt, to: null } },
    })
    return project
  })
  return { ...result, effective: await presentEffective(ctx, effective) }
}
