import { instant } from '#lib/contracts/fields.ts'
import { summaryBound } from '#lib/contracts/keys.ts'
import type { HeldKey, Preview } from '#lib/contracts/previews.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { holdsAnyScope, requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { CoreError, invalidField } from '../errors.ts'
import { scopeCondition } from '../keys/filter.ts'
import { presentKey } from '../keys/present.ts'
import { type KeyRow, keyColumns, keyJoins } from '../keys/row.ts'
import type { Shift } from './shifts.ts'

/**
 * The keys that a change concerns: those for which at least one of `any`, a condition on `api_key k`, holds. Each is asked for by
 * itself, as no index serves an OR.
 */
export interface Concern {
  any: readonly Prisma.Sql[]
  /** The table `shift`, to which the conditions and `applies` refer. */
  shifts: Prisma.Sql
  /** Whether the row `s` of `shift` is one that `k` notices. */
  applies: Prisma.Sql
}

/** How many permissions a preview counts one by one. */
const countedNames = 20

/** The restricted projects of an organization whose keys may not hold a permission. */
const barred = (organizationId: string, permissionId: Prisma.Sql) => Prisma.sql`ARRAY(
  SELECT bound.id FROM project bound
  WHERE bound.organization_id = ${organizationId}::uuid AND bound.restricted AND NOT EXISTS (
    SELECT FROM project_permission pp WHERE pp.project_id = bound.id AND pp.permission_id = ${permissionId}))`

/**
 * Whose effective set shifts change: the same as `effectivePermissions` before and after would say, which a test compares. All of the
 * shifts are of one role, or all of the ladder.
 */
export function concernOf(organizationId: string, shifts: readonly Shift[]): Concern {
  const rows = shifts.map((shift, at) => ({ ...shift, role: shift.roleId, at }))
  // By which other ways each is held is looked up here, once, so that of each key only what it is given by name is.
  const table = Prisma.sql`shift AS MATERIALIZED (
    SELECT one.at, one.name, one.gained, one.role AS role_id, one.low, one.high, p.id AS permission_id,
      (SELECT min(lp.level) FROM level_permission lp
        WHERE lp.organization_id = p.organization_id AND lp.permission_id = p.id) AS held_from,
      ARRAY(SELECT rp.role_id FROM role_permission rp WHERE rp.permission_id = p.id) AS holders,
      ${barred(organizationId, Prisma.sql`p.id`)} AS barred
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS one (at int, name text, gained boolean, role uuid, low int, high int)
    JOIN permission p ON p.organization_id = ${organizationId}::uuid AND p.name = one.name)`
  const applies = Prisma.sql`(
    CASE WHEN s.role_id IS NULL
      THEN k.level >= s.low AND (s.high IS NULL OR k.level < s.high)
        AND NOT coalesce(k.role_id = ANY(s.holders), FALSE)
      ELSE k.role_id = s.role_id AND NOT coalesce(k.level >= s.held_from, FALSE)
    END
    AND k.project_id <> ALL(s.barred)
    AND NOT EXISTS (
      SELECT FROM key_permission kp WHERE kp.key_id = k.id AND kp.permission_id = s.permission_id))`
  const notices = Prisma.sql`EXISTS (SELECT FROM shift s WHERE ${applies})`
  const roleIds = [...new Set(shifts.flatMap(({ roleId }) => roleId ?? []))]
  const low = Math.min(...shifts.flatMap((shift) => shift.low ?? []))
  const any = [
    ...(roleIds.length > 0 ? [Prisma.sql`k.role_id = ANY(${roleIds}::uuid[]) AND ${notices}`] : []),
    ...(Number.isFinite(low) ? [Prisma.sql`k.level >= ${low}::smallint AND ${notices}`] : []),
  ]
  return { any, shifts: table, applies }
}

/** Who holds a permission, by its role, its level or by name, and loses it with its deletion. */
export function holdersOf(permission: {
  organizationId: string
  id: number
  name: string
  roleIds: readonly string[]
  levels: readonly number[]
}): Concern {
  const { organizationId, id, name, roleIds, levels } = permission
  const given = [
    ...(roleIds.length > 0 ? [Prisma.sql`k.role_id = ANY(${[...roleIds]}::uuid[])`] : []),
    ...(levels.length > 0 ? [Prisma.sql`k.level >= ${Math.min(...levels)}::smallint`] : []),
    Prisma.sql`k.id IN (SELECT kp.key_id FROM key_permission kp WHERE kp.permission_id = ${id})`,
  ]
  return {
    any: given.map(
      (condition) =>
        Prisma.sql`${condition} AND k.project_id <> ALL(${barred(organizationId, Prisma.sql`${id}`)})`,
    ),
    shifts: Prisma.sql`shift AS (SELECT 0 AS at, ${name}::text AS name, FALSE AS gained)`,
    applies: Prisma.sql`TRUE`,
  }
}

/** The keys of the organization that the actor may see, as a condition; none for who may see none. */
export const visible = (ctx: Ctx): Prisma.Sql =>
  holdsAnyScope(ctx.permissions, 'api_key:read') ? scopeCondition(ctx) : Prisma.sql`FALSE`

const alive = Prisma.sql`k.revoked_at IS NULL`

/** The keys of a concern, as far as they are counted, in the table `affected`. */
function affected(scope: Prisma.Sql, { any }: Concern, columns: Prisma.Sql): Prisma.Sql {
  const parts = any.map(
    (condition) => Prisma.sql`(
      SELECT ${columns} FROM api_key k WHERE ${scope} AND ${alive} AND (${condition}) LIMIT ${summaryBound})`,
  )
  return Prisma.sql`affected AS MATERIALIZED (
    SELECT * FROM (${Prisma.join(parts, ' UNION ')}) part LIMIT ${summaryBound})`
}

/** How many keys in sight a concern has, at most `summaryBound`. */
export async function countAffected(ctx: Ctx, concern: Concern, scope = visible(ctx)): Promise<number> {
  if (concern.any.length === 0) return 0
  const [row] = await ctx.db.$queryRaw<{ keys: number }[]>`
    WITH ${concern.shifts}, ${affected(scope, concern, Prisma.sql`k.id`)}
    SELECT count(*)::int AS keys FROM affected`
  return row?.keys ?? 0
}

/**
 * Refuses a change that would reach beyond the projects that bound the actor.
 * @throws CoreError `forbidden` where a key of another project is concerned
 */
export async function refuseBeyondReach(ctx: Ctx, { any, shifts }: Concern): Promise<void> {
  const { reach } = ctx
  if (reach === null || any.length === 0) return
  const elsewhere = any.map(
    (condition) => Prisma.sql`EXISTS (
      SELECT FROM api_key k WHERE k.organization_id = ${requireOrganization(ctx)}::uuid AND ${alive}
      AND k.project_id <> ALL(${[...reach]}::uuid[]) AND (${condition}))`,
  )
  const [row] = await ctx.db.$queryRaw<{ beyond: boolean }[]>`
    WITH ${shifts} SELECT ${Prisma.join(elsewhere, ' OR ')} AS beyond`
  if (row?.beyond)
    throw new CoreError(
      'forbidden',
      'This changes what keys of other projects hold, and you are bound to your own: ask an owner or an admin.',
    )
}

interface PageRow extends KeyRow {
  gains: string[]
  loses: string[]
}

interface Paging {
  cursor?: string | undefined
  limit: number
}

/**
 * A page of the keys in sight that a concern has, the newest first, each with what it gains and loses.
 * @param paging `within`: all keys that it has, where they are known already
 */
export async function pageAffected(
  ctx: Ctx,
  { any, shifts, applies }: Concern,
  { cursor, limit, within = null }: Paging & { within?: readonly string[] | null },
): Promise<{ rows: PageRow[]; nextCursor: string | null }> {
  const after = cursor === undefined ? null : decodeCursor(cursor, 'affected')
  if (any.length === 0 || within?.length === 0) return { rows: [], nextCursor: null }
  const behind = after
    ? Prisma.sql`(k.created_at, k.id) < (${instantOf(after.value)}::timestamptz, ${after.id}::uuid)`
    : Prisma.sql`TRUE`
  const conditions = within ? [Prisma.sql`k.id = ANY(${[...within]}::uuid[])`] : any
  const parts = conditions.map(
    (condition) => Prisma.sql`(
      SELECT k.id, k.created_at FROM api_key k
      WHERE ${visible(ctx)} AND ${alive} AND ${behind} AND (${condition})
      ORDER BY k.created_at DESC, k.id DESC LIMIT ${limit + 1})`,
  )
  const names = (gained: Prisma.Sql) =>
    Prisma.sql`ARRAY(SELECT s.name FROM shift s WHERE s.gained = ${gained} AND ${applies} ORDER BY s.name)`
  const rows = await ctx.db.$queryRaw<PageRow[]>`
    WITH ${shifts}, page AS MATERIALIZED (
      SELECT * FROM (${Prisma.join(parts, ' UNION ')}) part
      ORDER BY created_at DESC, id DESC LIMIT ${limit + 1})
    SELECT ${keyColumns}, ${names(Prisma.sql`TRUE`)} AS gains, ${names(Prisma.sql`FALSE`)} AS loses
    FROM page JOIN api_key k ON k.id = page.id ${keyJoins}
    ORDER BY k.created_at DESC, k.id DESC`
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    rows: shown,
    nextCursor: last
      ? encodeCursor({ of: 'affected', value: last.createdAt.toISOString(), id: last.id })
      : null,
  }
}

/** The instant of a cursor, which anybody may have made up. @throws CoreError `invalid` where it is none */
function instantOf(value: string): string {
  if (!instant.safeParse(value).success)
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  return value
}

export const presentHeld = (row: KeyRow): HeldKey => presentKey(row)

interface Counts {
  keys: number
  gaining: number
  losing: number
}

/** What a change would do to the keys that the actor may see. */
export async function previewOf(ctx: Ctx, concern: Concern, paging: Paging): Promise<Preview> {
  const { ids, ...counts } = await countChanges(ctx, concern)
  // So many that not all are counted are met soon on a walk from the newest; of fewer, each is known.
  const within = counts.keys < summaryBound ? ids : null
  const { rows, nextCursor } = await pageAffected(ctx, concern, { ...paging, within })
  const items = rows.map((row) => ({ key: presentHeld(row), gains: row.gains, loses: row.loses }))
  return { ...counts, items, nextCursor }
}

interface Changes extends Counts {
  permissions: Preview['permissions']
  ids: string[]
}

/** How many keys in sight a change concerns, how, and which they are, as far as they are counted. */
async function countChanges(ctx: Ctx, concern: Concern): Promise<Changes> {
  const none = { keys: 0, gaining: 0, losing: 0, permissions: [], ids: [] }
  if (concern.any.length === 0) return none
  const { shifts, applies } = concern
  const columns = Prisma.sql`k.id, k.organization_id, k.project_id, k.role_id, k.level`
  const some = (gained: Prisma.Sql) =>
    Prisma.sql`EXISTS (SELECT FROM shift s WHERE s.gained = ${gained} AND ${applies})`
  const [counts] = await ctx.db.$queryRaw<Changes[]>`
    WITH ${shifts}, ${affected(visible(ctx), concern, columns)},
      first AS MATERIALIZED (SELECT * FROM shift s ORDER BY s.gained DESC, s.name LIMIT ${countedNames}),
      counted AS MATERIALIZED (
        SELECT s.name, s.gained, count(*)::int AS keys FROM first s JOIN affected k ON ${applies}
        GROUP BY s.name, s.gained)
    SELECT count(*)::int AS keys, (count(*) FILTER (WHERE ${some(Prisma.sql`TRUE`)}))::int AS gaining,
      (count(*) FILTER (WHERE ${some(Prisma.sql`FALSE`)}))::int AS losing,
      coalesce(array_agg(k.id), '{}') AS ids,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('name', c.name,
          'gaining', CASE WHEN c.gained THEN c.keys ELSE 0 END,
          'losing', CASE WHEN c.gained THEN 0 ELSE c.keys END) ORDER BY c.gained DESC, c.name), '[]')
        FROM counted c) AS permissions
    FROM affected k`
  return counts ?? none
}
