import type { Project as ProjectRow } from '#lib/db/generated/client.ts'

/** A project as the contract shows it. */
export function presentProject(row: ProjectRow) {
  return {
    id: row.id,
    organizationId: row.organizationId,
    name: row.name,
    prefix: row.prefix,
    defaultLifetime: row.defaultLifetime,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
