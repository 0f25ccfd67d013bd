import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import type { Tx } from '../transaction.ts'
import { withPermissions } from './present.ts'

/* What is named in an address, read, or locked to be changed. The lock of a change keeps out keys that are being given the thing. */

const permissionOf = (ctx: Ctx, id: number) =>
  ctx.db.permission.findFirst({ where: { id, organizationId: requireOrganization(ctx) } })

/** @throws CoreError `not_found` */
export async function foundPermission(ctx: Ctx, permissionId: number) {
  const row = await permissionOf(ctx, permissionId)
  if (!row) throw notFound()
  return row
}

/** Locks a permission until the commit, and reads it; null where the organization has none of that id. */
export async function openPermission(tx: Tx, permissionId: number) {
  await tx.db.$executeRaw`
    SELECT 1 FROM permission
    WHERE id = ${permissionId} AND organization_id = ${requireOrganization(tx)}::uuid FOR UPDATE`
  return permissionOf(tx, permissionId)
}

const roleOf = (ctx: Ctx, id: string) =>
  ctx.db.role.findFirst({
    where: { id, organizationId: requireOrganization(ctx) },
    include: withPermissions,
  })

/** @throws CoreError `not_found` */
export async function foundRole(ctx: Ctx, roleId: string) {
  const row = await roleOf(ctx, roleId)
  if (!row) throw notFound()
  return row
}

/** Locks a role until the commit, and reads it; null where the organization has none of that id. */
export async function openRole(tx: Tx, roleId: string) {
  await tx.db.$executeRaw`
    SELECT 1 FROM role
    WHERE id = ${roleId}::uuid AND organization_id = ${requireOrganization(tx)}::uuid FOR UPDATE`
  return roleOf(tx, roleId)
}

/** @throws CoreError `not_found` where the ladder lacks the rung */
export async function foundLevel(ctx: Ctx, level: number) {
  const row = await ctx.db.level.findUnique({
    where: { organizationId_level: { organizationId: requireOrganization(ctx), level } },
    include: withPermissions,
  })
  if (!row) throw notFound()
  return row
}

/**
 * Locks the whole ladder until the commit, as what one rung adds concerns those above, and reads a rung of it.
 * @throws CoreError `not_found` where the ladder lacks the rung
 */
export async function openLevel(tx: Tx, level: number) {
  await tx.db.$executeRaw`
    SELECT 1 FROM level WHERE organization_id = ${requireOrganization(tx)}::uuid ORDER BY level FOR UPDATE`
  return foundLevel(tx, level)
}
