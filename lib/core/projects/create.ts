import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { createProject } from '#lib/contracts/projects.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { resolvePermissions } from '../keys/grant.ts'
import { transaction } from '../transaction.ts'
import { nameTaken } from './name-taken.ts'
import { presentDetail } from './present.ts'

/** @throws CoreError `conflict` where the organization has a project of that name; `forbidden` for a key, which has one project */
export async function create(
  ctx: Ctx,
  input: Input<typeof createProject>,
): Promise<Reply<typeof createProject>> {
  requirePermission(ctx, 'project:create')
  const organizationId = requireOrganization(ctx)
  if (ctx.actor.type === 'key')
    throw new CoreError('forbidden', 'A key is bound to its project and cannot make another.')
  const { name, prefix = 'lw', defaultLifetime, color, allowedPermissions = null } = input
  return transaction(ctx, async (tx) => {
    const allowed =
      allowedPermissions &&
      (await resolvePermissions(tx.db, organizationId, allowedPermissions, 'allowedPermissions'))
    const row = await tx.db.project
      .create({
        data: {
          organizationId,
          name,
          prefix,
          ...(color && { color }),
          ...(defaultLifetime === undefined ? {} : { defaultLifetime }),
          restricted: allowed !== null,
          ...(allowed && { permissions: { create: allowed.map(({ id }) => ({ permissionId: id })) } }),
        },
      })
      .catch(nameTaken)
    const project = await presentDetail(tx.db, row)
    await record(tx, {
      action: 'project.create',
      target: { type: 'project', id: row.id, name },
      projectId: row.id,
      detail: {
        name,
        prefix,
        defaultLifetime: row.defaultLifetime,
        color: row.color,
        allowedPermissions: project.allowedPermissions,
      },
    })
    return project
  })
}
