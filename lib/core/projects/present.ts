import type { GatewayKey, Project, ProjectColor, ProjectDetail } from '#lib/contracts/projects.ts'
import type { Project as ProjectRow } from '#lib/db/generated/client.ts'
import type { Db } from '../context.ts'
import { presentKey } from '../keys/present.ts'
import { readKey } from '../keys/row.ts'
import { limitOf } from './limits.ts'

/** A project as lists show it. */
export function presentProject(row: ProjectRow): Project {
  return {
    id: row.id,
    organizationId: row.organizationId,
    name: row.name,
    prefix: row.prefix,
    defaultLifetime: row.defaultLifetime,
    color: row.color as ProjectColor,
    restricted: row.restricted,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** A project as its own page shows it: with the limit on its keys, and its gateway's. */
export async function presentDetail(db: Db, row: ProjectRow): Promise<ProjectDetail> {
  const limit = row.restricted ? await limitOf(db, row.organizationId, row.id) : null
  return {
    ...presentProject(row),
    allowedPermissions: limit && [...limit],
    gatewayKey:
      row.gatewayKeyId === null ? null : await gatewayKeyOf(db, row.organizationId, row.gatewayKeyId),
  }
}

async function gatewayKeyOf(db: Db, organizationId: string, keyId: string): Promise<GatewayKey | null> {
  const row = await readKey(db, organizationId, keyId)
  if (!row) return null
  const { id, name, status, mask, generation, createdAt, expiresAt, lastUsedAt } = presentKey(row)
  return { id, name, status, mask, generation, createdAt, expiresAt, lastUsedAt }
}
