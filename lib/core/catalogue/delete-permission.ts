import type { deletePermission } from '#lib/contracts/catalogue.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { transactionInEffect } from '../transaction.ts'
import { countAffected, refuseBeyondReach } from './affected.ts'
import { openPermission } from './found.ts'
import { lockVocabulary } from './lock-vocabulary.ts'
import { concernOfPermission, placesOf } from './permission-use.ts'
import { presentPermission } from './present.ts'
import { refuseBuiltIn } from './update-permission.ts'
import { requireVersion } from './version.ts'

/**
 * Deletes a permission, and takes it from every role, rung, restricted project and key in the same transaction. The keys keep
 * their versions: they are not edited, what they named is gone.
 *
 * A permission that is not there any more is not found only once that is in effect everywhere: who asks again, because no answer came
 * to the first, is answered no sooner than it.
 * @throws CoreError `not_found`, `conflict` for a built-in one, `precondition_failed`, `forbidden` beyond the actor's projects
 */
export async function remove(
  ctx: Ctx,
  { permissionId, ifVersion }: Input<typeof deletePermission>,
): Promise<Reply<typeof deletePermission>> {
  requirePermission(ctx, 'permission:update')
  const organizationId = requireOrganization(ctx)
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    await lockVocabulary(tx, organizationId)
    changed(tx, { organizationId })
    const permission = await openPermission(tx, permissionId)
    if (!permission) return null
    refuseBuiltIn(permission)
    requireVersion('permission', permission, ifVersion)
    const places = await placesOf(tx, permissionId)
    const concern = concernOfPermission(permission, places)
    await refuseBeyondReach(tx, concern)
    const everywhere = Prisma.sql`k.organization_id = ${organizationId}::uuid`
    const keys = await countAffected(tx, concern, everywhere)
    const those = { where: { permissions: { some: { permissionId } } }, data: { version: { increment: 1 } } }
    await tx.db.role.updateMany(those)
    await tx.db.level.updateMany(those)
    const projects = await tx.db.project.findMany({
      where: those.where,
      select: { name: true },
      orderBy: { name: 'asc' },
      take: 200,
    })
    await tx.db.project.updateMany(those)
    const explicit = await tx.db.keyPermission.deleteMany({ where: { permissionId } })
    await tx.db.permission.delete({ where: { id: permissionId } })
    await record(tx, {
      action: 'permission.delete',
      target: { type: 'permission', id: String(permissionId), name: permission.name },
      detail: {
        name: permission.name,
        description: permission.description,
        roles: places.roles.map(({ name }) => name),
        levels: places.levels.map(({ level }) => level),
        projects: projects.map(({ name }) => name),
        keys,
        explicit: explicit.count,
      },
    })
    return { ...presentPermission(permission), keys }
  })
  if (!result) throw notFound()
  return { ...result, effective: await presentEffective(ctx, effective) }
}
