import { makersDays } from '#lib/contracts/policies.ts'
import type { PolicyRules, RuleName } from '#lib/contracts/policy-rules.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx, Db } from '../context.ts'
import { standing, working } from '../keys/status.ts'

/**
 * Which keys break a rule: conditions on `api_key k`, and where `lastUse` is true on `key_last_use l` too (`keysWith`), at least one of
 * which holds. They are kept apart because no index serves an OR.
 */
export interface Breaking {
  any: readonly Prisma.Sql[]
  lastUse: boolean
}

/** The permissions of the catalogue by which something is held: `:any` is one that holds `:own`. */
interface Ways {
  ids: number[]
  roleIds: string[]
  levels: number[]
}

const expiry = Prisma.sql`coalesce(k.expires_at, 'infinity'::timestamptz)`

/**
 * The keys that break a rule at an instant, or that it concerns: see `consequenceOf`. The same as the pure rules in `breaches.ts` say,
 * which a test compares.
 * @param from when the rule begins, or has begun: nothing ends before
 */
export async function breakingOf(
  ctx: Ctx,
  rules: PolicyRules,
  rule: RuleName,
  from: Date,
): Promise<Breaking> {
  const plain = (...any: Prisma.Sql[]): Breaking => ({ any, lastUse: false })
  const before = (days: number) => Prisma.sql`(${from}::timestamptz - make_interval(days => ${days}))`
  switch (rule) {
    case 'maxLifetime':
      return plain(
        Prisma.sql`${standing} AND ${expiry} > greatest(k.created_at + make_interval(secs => ${rules.maxLifetime ?? 0}), ${from}::timestamptz)`,
      )
    case 'requireExpiry':
      return plain(Prisma.sql`${standing} AND ${expiry} = 'infinity'::timestamptz`)
    case 'requireAddresses':
      return plain(Prisma.sql`${working} AND k.ip_allowlist = '{}'`)
    case 'bannedPermissions':
      return plain(...holding(await waysOf(ctx.db, ctx.organizationId ?? '', rules.bannedPermissions ?? [])))
    case 'disableUnusedAfter': {
      const since = before(rules.disableUnusedAfter ?? 0)
      // The minute is never after the use: by it the index finds them, and what it finds is looked at closely.
      return {
        any: [
          Prisma.sql`${working} AND k.created_at < ${since} AND k.updated_at < ${since}
            AND l.minute < ${since} AND (l.at IS NULL OR l.at < ${since})`,
        ],
        lastUse: true,
      }
    }
    case 'rotateWithin':
      return plain(
        Prisma.sql`${working} AND k.created_at < ${before(rules.rotateWithin ?? 0)} AND EXISTS (
          SELECT FROM key_secret s WHERE s.key_id = k.id AND s.generation = k.generation
          AND s.created_at < ${before(rules.rotateWithin ?? 0)})`,
      )
    case 'creators':
      return plain(byMaker(rules, before(makersDays)))
    case 'approvalFor':
      return plain(...holding(await waysOf(ctx.db, ctx.organizationId ?? '', rules.approvalFor ?? [])))
  }
}

/** Keys that were made lately by whoever could make none. */
function byMaker({ creators }: PolicyRules, since: Prisma.Sql): Prisma.Sql {
  const governs = Prisma.sql`(k.created_by_type = 'user' AND EXISTS (
    SELECT FROM membership m WHERE m.organization_id = k.organization_id AND m.user_id = k.created_by_id
    AND m.role IN ('OWNER', 'ADMIN')))`
  const others =
    creators === 'people'
      ? Prisma.sql`k.created_by_type = 'key'`
      : Prisma.sql`k.created_by_type <> 'system' AND NOT ${governs}`
  return Prisma.sql`k.revoked_at IS NULL AND k.created_at >= ${since} AND ${others}`
}

/** By which ways keys hold one of some permissions. */
export async function waysOf(db: Db, organizationId: string, names: readonly string[]): Promise<Ways> {
  const all = names.flatMap((name) => (name.endsWith(':own') ? [name, `${name.slice(0, -4)}:any`] : [name]))
  const entries = await db.permission.findMany({
    where: { organizationId, name: { in: all } },
    select: { id: true, roles: { select: { roleId: true } }, levels: { select: { level: true } } },
  })
  return {
    ids: entries.map(({ id }) => id),
    roleIds: [...new Set(entries.flatMap(({ roles }) => roles.map(({ roleId }) => roleId)))],
    levels: entries.flatMap(({ levels }) => levels.map(({ level }) => level)),
  }
}

function holding({ ids, roleIds, levels }: Ways): Prisma.Sql[] {
  if (ids.length === 0) return [Prisma.sql`FALSE`]
  const allowed = Prisma.sql`NOT EXISTS (
    SELECT FROM project bound WHERE bound.id = k.project_id AND bound.restricted AND NOT EXISTS (
      SELECT FROM project_permission pp WHERE pp.project_id = bound.id AND pp.permission_id = ANY(${ids}::int[])))`
  return [
    ...(roleIds.length > 0
      ? [Prisma.sql`${standing} AND ${allowed} AND k.role_id = ANY(${roleIds}::uuid[])`]
      : []),
    ...(levels.length > 0
      ? [Prisma.sql`${standing} AND ${allowed} AND k.level >= ${Math.min(...levels)}::smallint`]
      : []),
    Prisma.sql`${standing} AND ${allowed} AND k.id IN (SELECT kp.key_id FROM key_permission kp WHERE kp.permission_id = ANY(${ids}::int[]))`,
  ]
}
