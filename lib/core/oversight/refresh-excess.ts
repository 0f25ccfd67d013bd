import { Prisma, type PrismaClient } from '#lib/db/generated/client.ts'
import { effectiveSets } from '../keys/effective-sets.ts'
import { working } from '../keys/status.ts'
import { wasUsed } from './sizing.ts'

/** Days for which a permission has gone unused before a key counts as holding too much. */
export const excessAfter = 90

/** How many keys one transaction looks at. */
const together = 500

/** Where a look ended. */
type Place = Pick<Looked, 'id' | 'createdAt'>

interface Looked {
  id: string
  projectId: string
  createdAt: Date
  permissions: string[]
  roleId: string | null
  level: number | null
  /** What it used since; empty where no verification named anything, and so nothing can be said of the key. */
  used: string[]
}

/**
 * Notes which keys of an organization have for 90 days held more than they use, a few hundred at a time from the first on: every list
 * and count of them reads what the last look found. Only keys that work, that are older than that and that used something
 * in this time are judged.
 * @returns how many hold too much
 */
export async function refreshExcess(db: PrismaClient, organizationId: string): Promise<number> {
  let after: Place | null = null
  let found = 0
  for (;;) {
    const { last, excessive } = await look(db, organizationId, after)
    found += excessive
    if (last === null) return found
    after = last
  }
}

async function look(db: PrismaClient, organizationId: string, after: Place | null) {
  return db.$transaction(async (tx) => {
    const keys = await tx.$queryRaw<Looked[]>`
      SELECT k.id, k.project_id AS "projectId", k.created_at AS "createdAt", k.role_id AS "roleId", k.level::int AS level,
        ARRAY(SELECT p.name FROM key_permission kp JOIN permission p ON p.id = kp.permission_id
          WHERE kp.key_id = k.id) AS permissions,
        CASE WHEN ${working} AND k.created_at < now() - make_interval(days => ${excessAfter}) THEN ARRAY(SELECT u.permission FROM key_permission_use u
          WHERE u.key_id = k.id AND u.last_used_at > now() - make_interval(days => ${excessAfter}))
        ELSE '{}' END AS used
      FROM api_key k
      WHERE k.organization_id = ${organizationId}::uuid AND ${beyond(after)}
      ORDER BY k.created_at, k.id LIMIT ${together}`
    const granted = keys.map(({ id, projectId, permissions, roleId, level }) => ({
      id,
      projectId,
      permissions,
      role: roleId === null ? null : { id: roleId, name: '' },
      level,
    }))
    const sets = await effectiveSets(tx, organizationId, granted)
    const unusedOf = ({ id, used }: Looked): number => {
      if (used.length === 0) return 0
      const recent = new Set(used)
      return [...(sets.get(id) ?? [])].filter((name) => !wasUsed(recent, name)).length
    }
    const excessive = keys
      .map((key) => ({ id: key.id, unused: unusedOf(key) }))
      .filter(({ unused }) => unused > 0)
    const ids = keys.map(({ id }) => id)
    await tx.keyExcess.deleteMany({ where: { keyId: { in: ids } } })
    if (excessive.length > 0)
      await tx.$executeRaw`
        INSERT INTO key_excess (key_id, organization_id, unused, at)
        SELECT one.id, ${organizationId}::uuid, one.unused, now()
        FROM unnest(${excessive.map(({ id }) => id)}::uuid[], ${excessive.map(({ unused }) => unused)}::int[])
          AS one (id, unused)`
    return { last: keys.length === together ? (keys.at(-1) ?? null) : null, excessive: excessive.length }
  })
}

const beyond = (place: Place | null) =>
  place === null
    ? Prisma.sql`TRUE`
    : Prisma.sql`(k.created_at, k.id) > (${place.createdAt}::timestamptz, ${place.id}::uuid)`
