import { timingSafeEqual } from 'node:crypto'
import type { Pool } from 'pg'
import type { Metadata, RateLimit } from '#lib/contracts/keys.ts'
import { effectivePermissions, type Rung } from '#lib/contracts/permissions.ts'
import type { KeyedDigest } from '#lib/secret/ring.ts'
import { parseAllowlist } from './addresses.ts'
import type { KeyRecord } from './record.ts'

/** A key as it stood at an instant. */
export interface Found {
  record: KeyRecord
  /** Milliseconds since 1970 by the database's clock, when the record was read. */
  now: number
}

/**
 * Reads keys from the database. What is asked while another question is under way goes out together with the next one, so that
 * a node that knows nothing yet, under load, costs the database dozens of statements and not thousands.
 */
export interface Reader {
  /** @param digests under which the secret may be stored */
  byDigest(digests: readonly KeyedDigest[]): Promise<Found | null>
  bySecret(secretId: string): Promise<Found | null>
}

interface Waiting {
  digests: readonly KeyedDigest[]
  resolve(found: Found | null): void
  reject(error: unknown): void
}

/** How many secrets one statement asks for, and how many statements are under way at once. */
const together = 100
const abreast = 4

/** @param pool asked for at each statement */
export function makeReader(pool: () => Pool): Reader {
  let waiting: Waiting[] = []
  let underWay = 0

  function next(): void {
    while (underWay < abreast && waiting.length > 0) {
      const some = waiting.slice(0, together)
      waiting = waiting.slice(together)
      underWay += 1
      void readAll(some).finally(() => {
        underWay -= 1
        next()
      })
    }
  }

  async function readAll(some: readonly Waiting[]): Promise<void> {
    try {
      const { rows } = await pool().query<Row>({
        name: 'gate_lookup',
        text: `${statement} where secret.digest = any($1::bytea[])`,
        values: [some.flatMap(({ digests }) => digests.map(({ digest }) => digest))],
      })
      const byDigest = new Map(rows.map((row) => [row.digest.toString('base64'), row]))
      for (const one of some) one.resolve(pick(one.digests, byDigest))
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }

  return {
    byDigest: (digests) =>
      new Promise((resolve, reject) => {
        waiting.push({ digests, resolve, reject })
        // After what else this turn of the event loop brings.
        if (waiting.length === 1) setImmediate(next)
      }),
    async bySecret(secretId) {
      const { rows } = await pool().query<Row>({
        name: 'gate_lookup_secret',
        text: `${statement} where secret.id = $1::uuid`,
        values: [secretId],
      })
      const [row] = rows
      return row ? foundOf(row) : null
    },
  }
}

function pick(digests: readonly KeyedDigest[], rows: ReadonlyMap<string, Row>): Found | null {
  for (const { digest, pepperVersion } of digests) {
    const row = rows.get(digest.toString('base64'))
    if (row && row.pepper_version === pepperVersion && timingSafeEqual(digest, row.digest))
      return foundOf(row)
  }
  return null
}

const foundOf = (row: Row): Found => ({ record: recordOf(row), now: row.now.getTime() })

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
  stale_seconds: number
  permissions: string[]
  role_name: string | null
  role_permissions: string[] | null
  ladder: Rung[]
  revoked_tokens: string[]
}

const statement = `
  select date_trunc('milliseconds', now()) as now, secret.digest, secret.pepper_version, secret.id as secret_id,
    secret.not_after, key.id, key.organization_id, key.project_id, key.name, key.owner_user_id,
    key.owner_service_account_id, coalesce(person.name, account.name) as owner_name, key.level, key.metadata,
    key.enabled, key.revoked_at is not null as revoked, key.expires_at, key.ip_allowlist, key.rate_limits,
    organization.stale_seconds,
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
    ) as ladder,
    array(
      select gone.jti::text from revoked_token gone where gone.key_id = key.id and gone.expires_at > now()
    ) as revoked_tokens
  from key_secret secret
  join api_key key on key.id = secret.key_id
  left join "user" person on person.id = key.owner_user_id
  left join service_account account on account.id = key.owner_service_account_id
  join organization on organization.id = key.organization_id
  left join role on role.id = key.role_id`

/** Shared by nearly all records: a million sets of nothing would cost a gigabyte. */
const none: ReadonlySet<string> = new Set()

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
    staleSeconds: row.stale_seconds,
    revokedTokens: row.revoked_tokens.length > 0 ? new Set(row.revoked_tokens) : none,
    secret: { id: row.secret_id, notAfter: row.not_after?.getTime() ?? null },
  }
}
