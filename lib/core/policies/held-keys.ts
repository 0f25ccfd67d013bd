import { effectivePermissions } from '#lib/contracts/permissions.ts'
import { ladderOf } from '../catalogue/ladder.ts'
import type { Db } from '../context.ts'
import type { KeyRow } from '../keys/row.ts'
import { limitsOf } from '../projects/limits.ts'
import type { HeldKey } from './consequence.ts'

/**
 * What is known of some keys of an organization, as far as a policy is about it, by their ids: in six queries, whatever their number.
 */
export async function heldKeys(
  db: Db,
  organizationId: string,
  rows: readonly KeyRow[],
): Promise<ReadonlyMap<string, HeldKey>> {
  const ids = rows.map(({ id }) => id)
  const roleIds = [...new Set(rows.flatMap(({ roleId }) => roleId ?? []))]
  const roles = await db.role.findMany({
    where: { organizationId, id: { in: roleIds } },
    select: { id: true, permissions: { select: { permission: { select: { name: true } } } } },
  })
  const ofRole = new Map(
    roles.map(({ id, permissions }) => [id, permissions.map(({ permission }) => permission.name)]),
  )
  const ladder = rows.some(({ level }) => level !== null) ? await ladderOf(db, organizationId) : []
  const limits = await limitsOf(
    db,
    organizationId,
    rows.map(({ projectId }) => projectId),
  )
  const lifetimes = new Map(
    (
      await db.project.findMany({
        where: { organizationId, id: { in: [...new Set(rows.map(({ projectId }) => projectId))] } },
        select: { id: true, defaultLifetime: true },
      })
    ).map(({ id, defaultLifetime }) => [id, defaultLifetime]),
  )
  const secrets = new Map(
    (
      await db.$queryRaw<{ id: string; at: Date }[]>`
        SELECT k.id, s.created_at AS at FROM api_key k
        JOIN key_secret s ON s.key_id = k.id AND s.generation = k.generation WHERE k.id = ANY(${ids}::uuid[])`
    ).map(({ id, at }) => [id, at]),
  )
  return new Map(
    rows.map((row) => {
      const role = (row.roleId && ofRole.get(row.roleId)) || []
      const { level } = row
      const rungs = level === null ? [] : ladder.filter((rung) => rung.level <= level)
      const grant = { permissions: row.permissions, role, level: rungs.flatMap((rung) => rung.permissions) }
      return [
        row.id,
        {
          createdAt: row.createdAt,
          updatedAt: row.updatedAt,
          expiresAt: row.expiresAt,
          lastUsedAt: row.lastUsedAt,
          secretAt: secrets.get(row.id) ?? row.createdAt,
          ipAllowlist: row.ipAllowlist,
          enabled: row.enabled,
          effective: effectivePermissions({
            permissions: row.permissions,
            role,
            level,
            ladder,
            allowed: null,
          }),
          grant,
          allowed: limits.get(row.projectId) ?? null,
          defaultLifetime: lifetimes.get(row.projectId) ?? null,
        },
      ]
    }),
  )
}
