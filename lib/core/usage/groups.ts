import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getUsage, usageGroupings } from '#lib/contracts/usage.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { counted } from './counted.ts'
import { pointsOf, type Tallied, totalOf } from './points.ts'
import type { Range } from './range.ts'
import { startOf } from './unit.ts'

type Question = Input<typeof getUsage>
type Group = Reply<typeof getUsage>['groups'][number]
type Grouping = Exclude<(typeof usageGroupings)[number], 'outcome'>

interface Named {
  id: string
  type: Group['type']
  name: string
}

/** What a row `u` of use belongs to, of `api_key k` where that has to be asked. */
const groupIds: Readonly<Record<Grouping, Prisma.Sql>> = {
  key: Prisma.sql`u.key_id`,
  project: Prisma.sql`u.project_id`,
  owner: Prisma.sql`coalesce(k.owner_user_id, k.owner_service_account_id)`,
}

/**
 * The groups with the most verifications, the most first, each with its series. An owner has the verifications of the keys
 * that are theirs now.
 *
 * Two passes: first sums alone, of which only the largest are kept, then the points of those. So the answer, and what the
 * database holds to make it, is bounded by `top` however many keys there are.
 */
export async function groupsOf(
  ctx: Ctx,
  question: Question,
  time: { range: Range; mark: Date },
  { by, top }: { by: Grouping; top: number },
): Promise<Group[]> {
  const { unit } = question
  const byKey = by !== 'project'
  const owners = by === 'owner' ? Prisma.sql`JOIN api_key k ON k.id = u.key_id` : Prisma.empty
  const sums = counted(ctx, question, time, { unit: 'day', byKey })
  // An owner is asked for once a key, and not once a row.
  const rows =
    by === 'owner'
      ? Prisma.sql`(SELECT u.key_id, sum(u.count) AS count FROM ${sums} GROUP BY 1) u ${owners}`
      : sums
  const largest = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT ${groupIds[by]} AS id FROM ${rows} GROUP BY 1 ORDER BY sum(u.count) DESC, 1 LIMIT ${top}`
  const ids = largest.map(({ id }) => id)
  if (ids.length === 0) return []
  const points = await ctx.db.$queryRaw<(Tallied & { id: string })[]>`
    SELECT ${groupIds[by]} AS id, ${startOf(unit)} AS at, u.outcome, sum(u.count)::bigint AS count
    FROM ${counted(ctx, question, time, { unit, byKey })} ${owners}
    WHERE ${groupIds[by]} = ANY(${ids}::uuid[])
    GROUP BY 1, 2, 3`
  const rowsOf = Map.groupBy(points, (row) => row.id)
  const named = new Map((await namesOf(ctx, by, ids)).map((one) => [one.id, one]))
  return ids.flatMap((id) => {
    const known = named.get(id)
    const series = pointsOf(rowsOf.get(id) ?? [])
    return known ? [{ ...known, total: totalOf(series), points: series }] : []
  })
}

function namesOf(ctx: Ctx, by: Grouping, ids: string[]): Promise<Named[]> {
  if (by === 'key')
    return ctx.db.$queryRaw<Named[]>`
      SELECT id, 'key' AS type, name FROM api_key WHERE id = ANY(${ids}::uuid[])`
  if (by === 'project')
    return ctx.db.$queryRaw<Named[]>`
      SELECT id, 'project' AS type, name FROM project WHERE id = ANY(${ids}::uuid[])`
  return ctx.db.$queryRaw<Named[]>`
    SELECT id, 'user' AS type, name FROM "user" WHERE id = ANY(${ids}::uuid[])
    UNION ALL SELECT id, 'service_account', name FROM service_account WHERE id = ANY(${ids}::uuid[])`
}
