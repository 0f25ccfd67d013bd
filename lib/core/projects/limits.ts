import type { Db } from '../context.ts'

/** The permissions to which a project holds its keys; null where it holds them to none. */
export type Limit = readonly string[] | null

/** To what projects of an organization hold their keys, by the project's id; nothing of those that hold them to none. */
export async function limitsOf(
  db: Db,
  organizationId: string,
  projectIds: Iterable<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.$queryRaw<{ id: string; names: string[] }[]>`
    SELECT id, ARRAY(SELECT p.name FROM project_permission pp JOIN permission p ON p.id = pp.permission_id
      WHERE pp.project_id = project.id ORDER BY p.name) AS names
    FROM project
    WHERE organization_id = ${organizationId}::uuid AND restricted AND id = ANY(${[...new Set(projectIds)]}::uuid[])`
  return new Map(rows.map(({ id, names }) => [id, names]))
}

/** To what one project holds its keys. */
export async function limitOf(db: Db, organizationId: string, projectId: string): Promise<Limit> {
  return (await limitsOf(db, organizationId, [projectId])).get(projectId) ?? null
}
