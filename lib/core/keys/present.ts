import type { ApiKey, ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { mask } from '#lib/secret/mask.ts'
import type { Db } from '../context.ts'
import { grantOf } from './grant.ts'
import type { KeyRow } from './row.ts'
import { statusOf } from './status.ts'

/** A key as lists show it. */
export function presentKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    organizationId: row.organizationId,
    projectId: row.projectId,
    owner: presentOwner(row),
    name: row.name,
    description: row.description,
    status: statusOf(row, row.now),
    mask: mask(row.start, row.last),
    permissions: row.permissions,
    role: row.roleId && row.roleName !== null ? { id: row.roleId, name: row.roleName } : null,
    level: row.level,
    metadata: row.metadata,
    enabled: row.enabled,
    expiresAt: iso(row.expiresAt),
    ipAllowlist: row.ipAllowlist,
    rateLimits: row.rateLimits,
    generation: row.generation,
    rotatingUntil: row.rotatingUntil && row.rotatingUntil > row.now ? iso(row.rotatingUntil) : null,
    rotationDueAt: iso(row.rotationDueAt),
    version: row.version,
    createdBy: presentActor(row.createdByType, row.createdById, row.createdByName),
    createdAt: row.createdAt.toISOString(),
    updatedBy: presentActor(row.updatedByType, row.updatedById, row.updatedByName),
    updatedAt: row.updatedAt.toISOString(),
    revokedAt: iso(row.revokedAt),
    revokedBy: row.revokedByType && presentActor(row.revokedByType, row.revokedById, row.revokedByName),
    revokedReason: row.revokedReason,
    lastUsedAt: iso(row.lastUsedAt),
  }
}

/** A key as its own page shows it: with what it may do in all, and the secrets that still open it. */
export async function presentDetail(db: Db, row: KeyRow): Promise<ApiKeyDetail> {
  const grant = await grantOf(db, row)
  // A revoked key has secrets in the database, for its history, but none that works.
  const secrets = row.revokedAt
    ? []
    : await db.keySecret.findMany({
        where: { keyId: row.id, OR: [{ notAfter: null }, { notAfter: { gt: row.now } }] },
        orderBy: { generation: 'desc' },
        take: 2,
      })
  return {
    ...presentKey(row),
    effectivePermissions: [...grant.effective].sort(),
    secrets: secrets.map((secret) => ({
      id: secret.id,
      mask: mask(secret.start, secret.last),
      generation: secret.generation,
      createdAt: secret.createdAt.toISOString(),
      notAfter: iso(secret.notAfter),
      grace:
        secret.graceSeconds === null
          ? null
          : { seconds: secret.graceSeconds, beganAt: iso(secret.graceBeganAt) },
      lastUsedAt: iso(secret.id === row.lastUsedSecretId ? row.lastUsedAt : secret.lastUsedAt),
    })),
  }
}

/** The owner, by kind; the database sees to it that there is exactly one. */
function presentOwner(row: KeyRow): ApiKey['owner'] {
  return row.ownerUserId !== null
    ? { type: 'user', id: row.ownerUserId, name: row.ownerName }
    : { type: 'service_account', id: row.ownerServiceAccountId ?? '', name: row.ownerName }
}

function presentActor(type: 'user' | 'key' | 'system', id: string | null, name: string | null) {
  if (type === 'system') return { type, id: null, name: 'Latchwork' }
  return { type, id, name: name ?? (type === 'user' ? 'A former user' : 'A former key') }
}

function iso(instant: Date | null): string | null {
  return instant === null ? null : instant.toISOString()
}
