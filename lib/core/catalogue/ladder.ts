import type { Rung } from '#lib/contracts/permissions.ts'
import type { Db } from '../context.ts'

/** The rungs of an organization's ladder, from the lowest, each with what it adds to those below. */
export async function ladderOf(db: Db, organizationId: string): Promise<Rung[]> {
  const rows = await db.level.findMany({
    where: { organizationId },
    select: { level: true, permissions: { select: { permission: { select: { name: true } } } } },
    orderBy: { level: 'asc' },
    take: 9,
  })
  return rows.map(({ level, permissions }) => ({
    level,
    permissions: permissions.map(({ permission }) => permission.name),
  }))
}
