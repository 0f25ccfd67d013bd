import type { Metadata, RateLimit } from '#lib/contracts/api-key.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Db, KeyOwner } from '../context.ts'
import { rotationDue } from '../policies/rotation-due.ts'

type ActorType = 'user' | 'key' | 'system'

/** A key as the database has it, with the names that the contract shows. */
export interface KeyRow {
  id: string
  organizationId: string
  projectId: string
  ownerUserId: string | null
  ownerServiceAccountId: string | null
  ownerName: string
  name: string
  description: string
  roleId: string | null
  roleName: string | null
  level: number | null
  metadata: Metadata
  enabled: boolean
  /** Whether its project is archived, and the key refused with it. */
  archived: boolean
  expiresAt: Date | null
  ipAllowlist: string[]
  rateLimits: RateLimit[]
  start: string
  last: string
  generation: number
  rotatingUntil: Date | null
  /** When its newest secret is due for rotation by the policy in force; null where none asks for it. */
  rotationDueAt: Date | null
  version: number
  createdByType: ActorType
  createdById: string | null
  createdByName: string | null
  createdAt: Date
  updatedByType: ActorType
  updatedById: string | null
  updatedByName: string | null
  updatedAt: Date
  revokedAt: Date | null
  revokedByType: ActorType | null
  revokedById: string | null
  revokedByName: string | null
  revokedReason: string | null
  lastUsedAt: Date | null
  /** Which secret that was; null where the key was never used, or the secrets tell themselves. */
  lastUsedSecretId: string | null
  /** Granted explicitly, in the order of their names. */
  permissions: string[]
  /** The database's clock as the row was read, in whole milliseconds. */
  now: Date
}

/** Looked up for the few rows of an answer; as joins they would cost the planner more than the query. */
function actorName(deed: 'created' | 'updated' | 'revoked'): Prisma.Sql {
  const type = Prisma.raw(`k.${deed}_by_type`)
  const id = Prisma.raw(`k.${deed}_by_id`)
  return Prisma.sql`CASE ${type}
    WHEN 'user' THEN (SELECT actor.name FROM "user" actor WHERE actor.id = ${id})
    WHEN 'key' THEN (SELECT actor.name FROM api_key actor WHERE actor.id = ${id}) END`
}

/** The columns of a `KeyRow`, of `api_key k` joined as in `keyJoins`. */
export const keyColumns = Prisma.sql`
  k.id, k.organization_id AS "organizationId", k.project_id AS "projectId",
  k.owner_user_id AS "ownerUserId", k.owner_service_account_id AS "ownerServiceAccountId",
  coalesce(owner_user.name, owner_account.name) AS "ownerName",
  k.name, k.description, k.role_id AS "roleId", role.name AS "roleName", k.level::int AS level, k.metadata,
  k.enabled, (SELECT home.archived_at IS NOT NULL FROM project home WHERE home.id = k.project_id) AS archived,
  k.expires_at AS "expiresAt", k.ip_allowlist AS "ipAllowlist", k.rate_limits AS "rateLimits",
  k.start, k.last, k.generation, k.rotating_until AS "rotatingUntil", k.version,
  ${rotationDue} AS "rotationDueAt",
  k.created_by_type::text AS "createdByType", k.created_by_id AS "createdById", k.created_at AS "createdAt",
  ${actorName('created')} AS "createdByName",
  k.updated_by_type::text AS "updatedByType", k.updated_by_id AS "updatedById", k.updated_at AS "updatedAt",
  ${actorName('updated')} AS "updatedByName",
  k.revoked_at AS "revokedAt", k.revoked_by_type::text AS "revokedByType", k.revoked_by_id AS "revokedById",
  ${actorName('revoked')} AS "revokedByName", k.revoked_reason AS "revokedReason",
  last_use.at AS "lastUsedAt", last_use.secret_id AS "lastUsedSecretId",
  ARRAY(SELECT p.name FROM key_permission kp JOIN permission p ON p.id = kp.permission_id
    WHERE kp.key_id = k.id ORDER BY p.name) AS permissions,
  date_trunc('milliseconds', clock_timestamp()) AS now`

export const keyJoins = Prisma.sql`
  LEFT JOIN "user" owner_user ON owner_user.id = k.owner_user_id
  LEFT JOIN service_account owner_account ON owner_account.id = k.owner_service_account_id
  LEFT JOIN role ON role.id = k.role_id
  LEFT JOIN key_last_use last_use ON last_use.key_id = k.id`

/** One key of an organization, or null. Reads only; who changes a key opens it (`openKey`). */
export async function readKey(db: Db, organizationId: string, keyId: string): Promise<KeyRow | null> {
  const rows = await db.$queryRaw<KeyRow[]>`
    SELECT ${keyColumns} FROM api_key k ${keyJoins}
    WHERE k.id = ${keyId}::uuid AND k.organization_id = ${organizationId}::uuid`
  return rows[0] ?? null
}

/** A key as a change in this transaction has left it. */
export async function readChanged(db: Db, { organizationId, id }: KeyRow): Promise<KeyRow> {
  const row = await readKey(db, organizationId, id)
  if (!row) throw new Error(`Key ${id} is gone within its own transaction`)
  return row
}

/** Whom the key belongs to. */
export function ownerOf(row: KeyRow): KeyOwner {
  if (row.ownerUserId !== null) return { userId: row.ownerUserId, serviceAccountId: null }
  if (row.ownerServiceAccountId !== null) return { userId: null, serviceAccountId: row.ownerServiceAccountId }
  throw new Error(`Key ${row.id} has no owner`)
}
