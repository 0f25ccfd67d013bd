import type { ApiKey } from '#lib/contracts/api-key.ts'
import { effectivePermissions } from '#lib/contracts/permissions.ts'
import { ladderOf } from '../catalogue/ladder.ts'
import type { Db } from '../context.ts'
import { limitsOf } from '../projects/limits.ts'

type Granted = Pick<ApiKey, 'id' | 'projectId' | 'permissions' | 'role' | 'level'>

/** What each of some keys of an organization holds in all, by the key's id: for lists, in a few queries whatever their length. */
export async function effectiveSets(
  db: Db,
  organizationId: string,
  keys: readonly Granted[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const limits = await limitsOf(
    db,
    organizationId,
    keys.map(({ projectId }) => projectId),
  )
  return setsOf(db, organizationId, keys, limits)
}

/** What each of some keys is given, without the limits of projects: what one must hold to give it on. */
export function givenSets(
  db: Db,
  organizationId: string,
  keys: readonly Granted[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  return setsOf(db, organizationId, keys, new Map())
}

async function setsOf(
  db: Db,
  organizationId: string,
  keys: readonly Granted[],
  limits: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const roleIds = [...new Set(keys.flatMap(({ role }) => role?.id ?? []))]
  const roles = await db.role.findMany({
    where: { organizationId, id: { in: roleIds } },
    select: { id: true, permissions: { select: { permission: { select: { name: true } } } } },
  })
  const ofRole = new Map(
    roles.map(({ id, permissions }) => [id, permissions.map(({ permission }) => permission.name)]),
  )
  const ladder = keys.some(({ level }) => level !== null) ? await ladderOf(db, organizationId) : []
  return new Map(
    keys.map(({ id, projectId, permissions, role, level }) => {
      const ofItsRole = role && (ofRole.get(role.id) ?? [])
      const allowed = limits.get(projectId) ?? null
      return [id, effectivePermissions({ permissions, role: ofItsRole, level, ladder, allowed })]
    }),
  )
}
