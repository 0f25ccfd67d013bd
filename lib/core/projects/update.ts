import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { updateProject } from '#lib/contracts/organizations.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { nameTaken } from './name-taken.ts'
import { presentProject } from './present.ts'
import { projectScope } from './scope.ts'

/** @throws CoreError `not_found`, `conflict` for a taken name, `precondition_failed` for another version */
export async function update(
  ctx: Ctx,
  input: Input<typeof updateProject>,
): Promise<Reply<typeof updateProject>> {
  requirePermission(ctx, 'project:update')
  const { projectId: id, ifVersion, name, prefix, defaultLifetime } = input
  const asked = { name, prefix, defaultLifetime }
  return transaction(ctx, async (tx) => {
    await tx.db.$executeRaw`SELECT 1 FROM project WHERE id = ${id}::uuid FOR UPDATE`
    const before = await tx.db.project.findFirst({ where: { AND: [projectScope(tx), { id }] } })
    if (!before) throw notFound()
    if (ifVersion !== undefined && ifVersion !== before.version)
      throw new CoreError(
        'precondition_failed',
        'Somebody changed this project since you read it; read it again.',
      )
    const detail = changes(before, asked)
    if (Object.keys(detail).length === 0) return presentProject(before)
    const after = await tx.db.project
      .update({ where: { id }, data: { ...asked, version: { increment: 1 } } })
      .catch(nameTaken)
    await record(tx, {
      action: 'project.update',
      target: { type: 'project', id, name: after.name },
      projectId: id,
      detail,
    })
    return presentProject(after)
  })
}
