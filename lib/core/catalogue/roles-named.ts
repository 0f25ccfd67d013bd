import type { Db } from '../context.ts'

/** Those of the named roles that an organization has, each with the names of its permissions. */
export async function rolesNamed(
  db: Db,
  organizationId: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.role.findMany({
    where: { organizationId, name: { in: [...names] } },
    select: { name: true, permissions: { select: { permission: { select: { name: true } } } } },
  })
  return new Map(
    rows.map(({ name, permissions }) => [name, permissions.map(({ permission }) => permission.name).sort()]),
  )
}
