import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { createProject } from '#lib/contracts/organizations.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { nameTaken } from './name-taken.ts'
import { presentProject } from './present.ts'

/** @throws CoreError `conflict` where the organization has a project of that name; `forbidden` for a key, which has one project */
export async function create(
  ctx: Ctx,
  input: Input<typeof createProject>,
): Promise<Reply<typeof createProject>> {
  requirePermission(ctx, 'project:create')
  const organizationId = requireOrganization(ctx)
  if (ctx.actor.type === 'key')
    throw new CoreError('forbidden', 'A key is bound to its project and cannot make another.')
  const { name, prefix = 'lw', defaultLifetime } = input
  return transaction(ctx, async (tx) => {
    const row = await tx.db.project
      .create({
        data: { organizationId, name, prefix, ...(defaultLifetime === undefined ? {} : { defaultLifetime }) },
      })
      .catch(nameTaken)
    await record(tx, {
      action: 'project.create',
      target: { type: 'project', id: row.id, name },
      projectId: row.id,
      detail: { name, prefix, defaultLifetime: row.defaultLifetime },
    })
    return presentProject(row)
  })
}
