import type { Db } from '../context.ts'

/** The integers of permissions by their names; of names that the organization's catalogue does not have, nothing. */
export async function permissionIds(
  db: Db,
  organizationId: string,
  names: Iterable<string>,
): Promise<ReadonlyMap<string, number>> {
  const wanted = [...new Set(names)]
  if (wanted.length === 0) return new Map()
  const rows = await db.permission.findMany({
    where: { organizationId, name: { in: wanted } },
    select: { id: true, name: true },
  })
  return new Map(rows.map(({ id, name }) => [name, id]))
}
