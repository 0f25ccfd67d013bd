import { timingSafeEqual } from 'node:crypto'
import type { Metadata, RateLimit } from '#lib/contracts/keys.ts'
import { effectivePermissions, type Rung } from '#lib/contracts/permissions.ts'
import { database } from '#lib/db/client.ts'
import { ring } from '#lib/secret/ring.ts'
import { parseAllowlist } from './addresses.ts'
import type { KeyRecord } from './record.ts'

/** A key as it stood at an instant. */
export interface Found {
  record: KeyRecord
  /** Milliseconds since 1970 by the database's clock, when the record was read. */
  now: number
}

/**
 * The key that a presented secret opens, read from the database in one round trip; null where there is none.
 *
 * A string whose checksum is wrong is turned away without a query. That is quicker, and so tells a forger that the
 * checksum was wrong; of the 256 bits behind it it tells nothing. The digests are found by an index, whose time depends
 * on a keyed hash of the guess, not on the guess, and compared whole once more.
 * @throws what `pg` throws when the database cannot be asked
 */
export async function lookup(presented: string): Promise<Found | null> {
  if (!ring().wellFormed(presented)) return null
  const digests = ring().digests(presented)
  const { rows } = await database().pool.query<Row>({
    name: 'gate_lookup',
    text: statement,
    values: [digests.map((one) => one.digest)],
  })
  const row = rows.find((found) =>
    digests.some(
      (one) => one.pepperVersion === found.pepper_version && timingSafeEqual(one.digest, found.digest),
    ),
  )
  return row ? { record: recordOf(row), now: row.now.getTime() } : null
}

interface Row {
  now: Date
  digest: Buffer
  pepper_version: number
  secret_id: string
  not_after: Date | null
  id: string
  organization_id: string
  project_id: string
  name: string
  owner_user_id: string | null
  owner_service_account_id: string | null
  owner_name: string
  level: number | null
  metadata: Metadata
  enabled: boolean
  revoked: boolean
  expires_at: Date | null
  ip_allowlist: string[]
  rate_limits: RateLimit[]
  permissions: string[]
  role_name: string | null
  role_permissions: string[] | null
  ladder: Rung[]
}

const statement = `
  select date_trunc('milliseconds', now()) as now, secret.digest, secret.pepper_version, secret.id as secret_id,
    secret.not_after, key.id, key.organization_id, key.project_id, key.name, key.owner_user_id,
    key.owner_service_account_id, coalesce(person.name, account.name) as owner_name, key.level, key.metadata,
    key.enabled, key.revoked_at is not null as revoked, key.expires_at, key.ip_allowlist, key.rate_limits,
    array(
      select permission.name from key_permission held join permission on permission.id = held.permission_id
      where held.key_id = key.id
    ) as permissions,
    role.name as role_name,
    case when role.id is not null then array(
      select permission.name from role_permission held join permission on permission.id = held.permission_id
      where held.role_id = role.id
    ) end as role_permissions,
    (
      select coalesce(jsonb_agg(jsonb_build_object('level', rung.level, 'permissions', rung.names)), '[]')
      from (
        select held.level, array_agg(permission.name) as names
        from level_permission held join permission on permission.id = held.permission_id
        where held.organization_id = key.organization_id and held.level <= key.level
        group by held.level
      ) rung
    ) as ladder
  from key_secret secret
  join api_key key on key.id = secret.key_id
  left join "user" person on person.id = key.owner_user_id
  left join service_account account on account.id = key.owner_service_account_id
  left join role on role.id = key.role_id
  where secret.digest = any($1::bytea[])`

function recordOf(row: Row): KeyRecord {
  const effective = effectivePermissions({
    permissions: row.permissions,
    role: row.role_permissions,
    level: row.level,
    ladder: row.ladder,
  })
  const ownerId = row.owner_user_id ?? row.owner_service_account_id ?? ''
  return {
    id: row.id,
    organizationId: row.organization_id,
    projectId: row.project_id,
    name: row.name,
    owner: { type: row.owner_user_id ? 'user' : 'service_account', id: ownerId, name: row.owner_name },
    effective,
    permissions: [...effective].sort(),
    role: row.role_name,
    level: row.level,
    metadata: row.metadata,
    enabled: row.enabled,
    revoked: row.revoked,
    expiresAt: row.expires_at?.getTime() ?? null,
    allowlist: parseAllowlist(row.ip_allowlist),
    rateLimits: row.rate_limits,
    secret: { id: row.secret_id, notAfter: row.not_after?.getTime() ?? null },
  }
}
