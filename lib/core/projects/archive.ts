import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { archiveProject } from '#lib/contracts/projects.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { type Tx, transactionInEffect } from '../transaction.ts'
import { openProject } from './open.ts'
import { presentDetail } from './present.ts'

/**
 * Takes a project out of use: it makes no more keys, and those it has are refused from the moment the answer arrives. One that is
 * archived already is given back as it is, whatever version was named, and whether every node knows is learned anew.
 * @throws CoreError `not_found`, `conflict` for the last project in use, `precondition_failed` for another version
 */
export async function archive(
  ctx: Ctx,
  { projectId: id, ifVersion }: Input<typeof archiveProject>,
): Promise<Reply<typeof archiveProject>> {
  requirePermission(ctx, 'project:update')
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const inUse = await lockInUse(tx, id)
    const row = await openProject(tx, id)
    changed(tx, { projectId: id })
    if (row.archivedAt) return presentDetail(tx.db, row)
    await openProject(tx, id, ifVersion)
    if (inUse === 1)
      throw new CoreError('conflict', 'This is the last project in use. Make another first, or restore one.')
    const after = await tx.db.project.update({
      where: { id },
      data: { archivedAt: row.now, version: { increment: 1 } },
    })
    const project = await presentDetail(tx.db, after)
    await record(tx, {
      action: 'project.archive',
      target: { type: 'project', id, name: row.name },
      projectId: id,
      detail: { archivedAt: { from: null, to: row.now } },
    })
    return project
  })
  return { ...result, effective: await presentEffective(ctx, effective) }
}

/**
 * Of two who archive the last two projects at once, the second finds one: all of those in use are locked, in one order, together with
 * the one that is to go.
 * @returns how many are in use
 */
async function lockInUse(tx: Tx, id: string): Promise<number> {
  const rows = await tx.db.$queryRaw<{ inUse: boolean }[]>`
    SELECT archived_at IS NULL AS "inUse" FROM project
    WHERE organization_id = ${requireOrganization(tx)}::uuid AND (archived_at IS NULL OR id = ${id}::uuid)
    ORDER BY id FOR NO KEY UPDATE`
  return rows.filter(({ inUse }) => inUse).length
}
