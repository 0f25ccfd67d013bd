import type { getPermissionUse, previewPermissionDeletion } from '#lib/contracts/catalogue.ts'
import { summaryBound } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { projectScope } from '../projects/scope.ts'
import { countAffected, holdersOf, pageAffected, presentHeld, previewOf, visible } from './affected.ts'
import { foundPermission } from './found.ts'
import { refuseBuiltIn } from './update-permission.ts'

/** Roles and rungs that have a permission, by name and from the lowest. */
export async function placesOf({ db }: Ctx, permissionId: number) {
  const roles = await db.role.findMany({
    where: { permissions: { some: { permissionId } } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  })
  const levels = await db.level.findMany({
    where: { permissions: { some: { permissionId } } },
    select: { level: true, name: true },
    orderBy: { level: 'asc' },
  })
  return { roles, levels }
}

/** The keys that hold a permission in any way. */
export function concernOfPermission(
  { organizationId, id, name }: { organizationId: string; id: number; name: string },
  { roles, levels }: Awaited<ReturnType<typeof placesOf>>,
) {
  return holdersOf({
    organizationId,
    id,
    name,
    roleIds: roles.map((role) => role.id),
    levels: levels.map(({ level }) => level),
  })
}

/** Who uses a permission, and when it was last asked of somebody. @throws CoreError `not_found` */
export async function use(
  ctx: Ctx,
  { permissionId, limit }: Input<typeof getPermissionUse>,
): Promise<Reply<typeof getPermissionUse>> {
  requirePermission(ctx, 'permission:read')
  const permission = await foundPermission(ctx, permissionId)
  const places = await placesOf(ctx, permissionId)
  const projects = await ctx.db.project.findMany({
    where: { AND: [projectScope(ctx), { restricted: true, permissions: { some: { permissionId } } }] },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: 200,
  })
  const concern = concernOfPermission(permission, places)
  const byName = { ...concern, any: concern.any.slice(-1) }
  const { rows } = await pageAffected(ctx, concern, { limit })
  return {
    ...places,
    projects,
    keys: await countAffected(ctx, concern),
    explicit: await countAffected(ctx, byName),
    items: rows.map((row) => ({
      key: presentHeld(row),
      explicit: row.permissions.includes(permission.name),
    })),
    lastUsedAt: await lastAsked(ctx, permission.name),
  }
}

/** When a permission was last asked of one of the keys that were used last: whichever keys those are, the index has them first. */
async function lastAsked(ctx: Ctx, name: string): Promise<string | null> {
  const [row] = await ctx.db.$queryRaw<{ at: Date | null }[]>`
    WITH recent AS MATERIALIZED (
      SELECT l.key_id FROM key_last_use l
      WHERE l.organization_id = ${requireOrganization(ctx)}::uuid AND l.minute > '-infinity'
      ORDER BY l.minute DESC, l.key_id DESC LIMIT ${summaryBound})
    SELECT max(u.last_used_at) AS at FROM recent
    JOIN key_permission_use u ON u.key_id = recent.key_id AND u.permission = ${name}
    JOIN api_key k ON k.id = recent.key_id AND ${visible(ctx)}`
  return row?.at?.toISOString() ?? null
}

/** Which keys would lose a permission with its deletion. @throws CoreError `not_found`, `conflict` for a built-in one */
export async function preview(
  ctx: Ctx,
  { permissionId, cursor, limit }: Input<typeof previewPermissionDeletion>,
): Promise<Reply<typeof previewPermissionDeletion>> {
  requirePermission(ctx, 'permission:update')
  const permission = await foundPermission(ctx, permissionId)
  refuseBuiltIn(permission)
  const concern = concernOfPermission(permission, await placesOf(ctx, permissionId))
  return previewOf(ctx, concern, { cursor, limit })
}
