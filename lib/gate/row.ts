import { LRUCache } from 'lru-cache'
import type { Metadata, Owner, RateLimit } from '#lib/contracts/api-key.ts'
import { effectivePermissions, type Rung } from '#lib/contracts/permissions.ts'
import { parseAllowlist } from './addresses.ts'
import type { KeyRecord } from './record.ts'

/** A row of `selectKeys`. */
export interface Row {
  now: Date
  digest: Buffer
  pepper_version: number
  secret_id: string
  not_after: Date | null
  starts_grace: boolean
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
  archived: boolean
  revoked: boolean
  expires_at: Date | null
  ip_allowlist: string[]
  rate_limits: RateLimit[]
  stale_seconds: number
  permissions: string[]
  role_name: string | null
  role_permissions: string[] | null
  allowed: string[] | null
  ladder: Rung[]
  revoked_tokens: string[]
}

/** Everything that the gate knows of a key through one of its secrets, by the database's time. A condition on `secret` goes behind it. */
export const selectKeys = `
  select date_trunc('milliseconds', now()) as now, secret.digest, secret.pepper_version, secret.id as secret_id,
    secret.not_after, case when key.rotating_until > now() then exists (
      select from key_secret older
      where older.key_id = key.id and older.generation = secret.generation - 1
        and older.grace_seconds is not null and older.grace_began_at is null and older.not_after > now()
    ) else false end as starts_grace, key.id, key.organization_id, key.project_id, key.name, key.owner_user_id,
    key.owner_service_account_id, coalesce(person.name, account.name) as owner_name, key.level, key.metadata,
    key.enabled, project.archived_at is not null as archived, key.revoked_at is not null as revoked, key.expires_at, key.ip_allowlist, key.rate_limits,
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
    case when project.restricted then array(
      select permission.name from project_permission held join permission on permission.id = held.permission_id
      where held.project_id = project.id
    ) end as allowed,
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
  join project on project.id = key.project_id
  left join "user" person on person.id = key.owner_user_id
  left join service_account account on account.id = key.owner_service_account_id
  join organization on organization.id = key.organization_id
  left join role on role.id = key.role_id`

/**
 * What many keys have in common is kept once: a million records with permissions, owners and limits of their own would take
 * gigabytes. Bounded, since past it sharing is merely less.
 */
function shelf<T extends object>(): (key: string, make: () => T) => T {
  const kept = new LRUCache<string, T>({ max: 10_000 })
  return (key, make) => {
    const known = kept.get(key)
    if (known) return known
    const made = make()
    kept.set(key, made)
    return made
  }
}

interface Held {
  effective: ReadonlySet<string>
  permissions: readonly string[]
}

const sharedHeld = shelf<Held>()
const sharedPlace = shelf<{ organizationId: string; projectId: string }>()
const sharedOwner = shelf<Owner>()
const sharedLimits = shelf<readonly RateLimit[]>()
const sharedMetadata = shelf<Metadata>()
const noTokens: ReadonlySet<string> = new Set()

function heldOf({ permissions, role_permissions: role, level, ladder, allowed }: Row): Held {
  const effective = effectivePermissions({ permissions, role, level, ladder, allowed })
  const sorted = [...effective].sort()
  return sharedHeld(sorted.join(' '), () => ({ effective, permissions: sorted }))
}

function ownerOf(row: Row): Owner {
  const id = row.owner_user_id ?? row.owner_service_account_id ?? ''
  const type = row.owner_user_id ? 'user' : 'service_account'
  return sharedOwner(`${id} ${row.owner_name}`, () => ({ type, id, name: row.owner_name }))
}

export function recordOf(row: Row): KeyRecord {
  const { organization_id: organizationId, project_id: projectId } = row
  const limits = JSON.stringify(row.rate_limits)
  return {
    id: row.id,
    ...sharedPlace(projectId, () => ({ organizationId, projectId })),
    name: row.name,
    owner: ownerOf(row),
    ...heldOf(row),
    role: row.role_name,
    level: row.level,
    metadata: sharedMetadata(JSON.stringify(row.metadata), () => row.metadata),
    enabled: row.enabled && !row.archived,
    archived: row.archived,
    revoked: row.revoked,
    expiresAt: row.expires_at?.getTime() ?? null,
    allowlist: parseAllowlist(row.ip_allowlist),
    rateLimits: sharedLimits(limits, () => row.rate_limits),
    staleSeconds: row.stale_seconds,
    revokedTokens: row.revoked_tokens.length > 0 ? new Set(row.revoked_tokens) : noTokens,
    secret: { id: row.secret_id, notAfter: row.not_after?.getTime() ?? null, startsGrace: row.starts_grace },
  }
}
