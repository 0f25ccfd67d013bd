import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getUsage as operation } from '#lib/contracts/usage.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { counted, seen } from './counted.ts'
import { groupsOf } from './groups.ts'
import { pointsOf, type Tallied, totalOf } from './points.ts'
import { type Range, rangeOf } from './range.ts'
import { usageMark } from './sources.ts'
import { startOf } from './unit.ts'

type Question = Input<typeof operation>

/** How many groups are given where the question does not say. */
const usualTop = 10

/**
 * Verifications of the keys that the actor may see: of all of them, or of those named, then with a series for each; and by
 * key, project or owner where that is asked. Of a key that is named and may not be seen nothing is said.
 * @throws CoreError `invalid` for a range that cannot be answered
 */
export async function getUsage(ctx: Ctx, question: Question): Promise<Reply<typeof operation>> {
  const { unit, keys, by = 'outcome', top = usualTop } = question
  const range = await rangeOf(ctx.db, question)
  const time = { range, mark: await usageMark(ctx) }
  const points = pointsOf(await ctx.db.$queryRaw<Tallied[]>(together(ctx, question, time)))
  const series = keys === undefined ? [] : await seriesOf(ctx, question, range, keys)
  const groups = by === 'outcome' ? [] : await groupsOf(ctx, question, time, { by, top })
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    unit,
    total: totalOf(points),
    points,
    series,
    groups,
  }
}

async function seriesOf(ctx: Ctx, question: Question, range: Range, keys: string[]) {
  const at = startOf(question.unit)
  const visible = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT k.id FROM api_key k WHERE ${seen(ctx, question)} AND k.id = ANY(${keys}::uuid[])`
  const ids = visible.map(({ id }) => id)
  const rows = await ctx.db.$queryRaw<(Tallied & { keyId: string })[]>`
    SELECT u.key_id AS "keyId", ${at} AS at, u.outcome, sum(u.count)::bigint AS count
    FROM key_usage u
    WHERE u.key_id = ANY(${ids}::uuid[]) AND u.hour >= ${range.from} AND u.hour < ${range.to}
    GROUP BY 1, 2, 3`
  const ofKey = Map.groupBy(rows, (row) => row.keyId)
  const known = new Set(ids)
  return [...new Set(keys)]
    .filter((id) => known.has(id))
    .map((keyId) => ({ keyId, points: pointsOf(ofKey.get(keyId) ?? []) }))
}

function together(ctx: Ctx, question: Question, time: { range: Range; mark: Date }): Prisma.Sql {
  const { unit } = question
  return Prisma.sql`
    SELECT ${startOf(unit)} AS at, u.outcome, sum(u.count)::bigint AS count
    FROM ${counted(ctx, question, time, { unit, byKey: false })} GROUP BY 1, 2`
}
