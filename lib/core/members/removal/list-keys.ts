import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { listRemovalKeys as contract } from '#lib/contracts/removal.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { mask } from '#lib/secret/mask.ts'
import { requireOrganization } from '../../authorize.ts'
import type { Ctx } from '../../context.ts'
import { decodeCursor, encodeCursor } from '../../cursor.ts'
import { invalidField } from '../../errors.ts'
import type { OwnedKey } from '../../keys/of-owner.ts'
import { statusOf } from '../../keys/status.ts'
import { isGood } from '../../usage/good.ts'
import { beyond } from './beyond.ts'
import { leavingMember } from './scope.ts'
import { lastDays } from './traffic.ts'

interface Row extends OwnedKey {
  projectName: string
  start: string
  last: string
  generation: number
  enabled: boolean
  archived: boolean
  expiresAt: Date | null
  revokedAt: Date | null
  rotatingUntil: Date | null
  lastUsedAt: Date | null
  good: number
  refused: number
  gatewayOf: string | null
  /** The minute of the last use as the list sorts by it: seconds since 1970, below zero for a key never used. */
  place: number
  now: Date
}

/** The keys of a member who leaves, the one used last first. @throws CoreError `not_found`, `forbidden`, `invalid` for another's cursor */
export async function listKeys(
  ctx: Ctx,
  { memberId, q, limit, cursor }: Input<typeof contract>,
): Promise<Reply<typeof contract>> {
  await leavingMember(ctx, memberId)
  const conditions = [
    Prisma.sql`k.organization_id = ${requireOrganization(ctx)}::uuid`,
    Prisma.sql`k.owner_user_id = ${memberId}::uuid AND k.revoked_at IS NULL`,
  ]
  if (q !== undefined)
    conditions.push(Prisma.sql`lower(k.name) LIKE lower(${`%${q.replace(/[\\%_]/g, '\\$&')}%`})`)
  if (cursor !== undefined) {
    const { value, id } = decodeCursor(cursor, 'removal-keys')
    const place = Number(value)
    if (!Number.isSafeInteger(place)) throw invalidField('cursor', 'Not a cursor of this list.')
    conditions.push(Prisma.sql`(${placeOf}, k.id) < (${place}::bigint, ${id}::uuid)`)
  }
  const rows = await ctx.db.$queryRaw<Row[]>`
    WITH page AS MATERIALIZED (
      SELECT k.id, ${placeOf} AS place FROM api_key k JOIN key_last_use l ON l.key_id = k.id
      WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY ${placeOf} DESC, k.id DESC LIMIT ${limit + 1})
    SELECT k.id, k.name, k.project_id AS "projectId", project.name AS "projectName", k.role_id AS "roleId",
      k.level::int AS level, k.start, k.last, k.generation, k.enabled,
      project.archived_at IS NOT NULL AS archived, k.expires_at AS "expiresAt",
      k.revoked_at AS "revokedAt", k.rotating_until AS "rotatingUntil", l.at AS "lastUsedAt",
      traffic.good, traffic.refused, gateway.name AS "gatewayOf", page.place::float8 AS place,
      ARRAY(SELECT p.name FROM key_permission kp JOIN permission p ON p.id = kp.permission_id
        WHERE kp.key_id = k.id) AS permissions,
      date_trunc('milliseconds', clock_timestamp()) AS now
    FROM page JOIN api_key k ON k.id = page.id
    JOIN project ON project.id = k.project_id
    JOIN key_last_use l ON l.key_id = k.id
    LEFT JOIN project gateway ON gateway.gateway_key_id = k.id
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(u.count) FILTER (WHERE ${isGood}), 0)::float8 AS good,
        coalesce(sum(u.count) FILTER (WHERE NOT ${isGood}), 0)::float8 AS refused
      FROM key_usage u WHERE u.key_id = k.id AND ${lastDays}
    ) traffic
    ORDER BY page.place DESC, k.id DESC`
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const missing = await beyond(ctx, page)
  return {
    items: page.map((row) => ({
      id: row.id,
      name: row.name,
      project: { id: row.projectId, name: row.projectName },
      mask: mask(row.start, row.last),
      generation: row.generation,
      status: statusOf(row, row.now),
      expiresAt: row.expiresAt?.toISOString() ?? null,
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      traffic: { good: row.good, refused: row.refused },
      used: row.good > 0,
      gatewayOf: row.gatewayOf,
      beyond: (missing.get(row.id) ?? []).slice(0, 5),
    })),
    nextCursor: last ? encodeCursor({ of: 'removal-keys', value: String(last.place), id: last.id }) : null,
  }
}

/** Whole seconds of the minute of last use. */
const placeOf = Prisma.sql`
  (CASE WHEN l.minute = '-infinity'::timestamptz THEN -1 ELSE extract(epoch FROM l.minute) END)::bigint`
