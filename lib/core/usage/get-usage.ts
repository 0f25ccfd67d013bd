import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getUsage as operation } from '#lib/contracts/usage.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { keyScope } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { scopeCondition } from '../keys/filter.ts'
import { pointsOf, type Tallied, totalOf } from './points.ts'
import { type Range, rangeOf } from './range.ts'
import { startOf } from './unit.ts'

type Question = Input<typeof operation>

/**
 * Verifications of the keys that the actor may see: of all of them, or of those named, then with a series for each. Of a
 * key that is named and may not be seen nothing is said.
 * @throws CoreError `invalid` for a range that cannot be answered
 */
export async function getUsage(ctx: Ctx, question: Question): Promise<Reply<typeof operation>> {
  const { unit, keys } = question
  const range = await rangeOf(ctx.db, question)
  const points = pointsOf(await ctx.db.$queryRaw<Tallied[]>(together(ctx, question, range)))
  const series = keys === undefined ? [] : await seriesOf(ctx, question, range, keys)
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    unit,
    total: totalOf(points),
    points,
    series,
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

/** The keys in question, as a condition on `api_key k`. */
function seen(ctx: Ctx, { project }: Question): Prisma.Sql {
  return project
    ? Prisma.sql`${scopeCondition(ctx)} AND k.project_id = ${project}::uuid`
    : scopeCondition(ctx)
}

/** Where every key of the organization or project is asked for, their rows need not be joined to the keys'. */
function together(ctx: Ctx, question: Question, { from, to }: Range): Prisma.Sql {
  const { unit, keys, project } = question
  const scope = keyScope(ctx, 'read')
  const everyOwner = scope.ownerUserId === undefined && scope.ownerServiceAccountId === undefined
  const conditions = [Prisma.sql`u.hour >= ${from}`, Prisma.sql`u.hour < ${to}`]
  if (everyOwner) {
    conditions.push(Prisma.sql`u.organization_id = ${scope.organizationId}::uuid`)
    if (scope.projectId !== undefined) conditions.push(Prisma.sql`u.project_id = ${scope.projectId}::uuid`)
    if (project) conditions.push(Prisma.sql`u.project_id = ${project}::uuid`)
  } else {
    conditions.push(Prisma.sql`u.key_id IN (SELECT k.id FROM api_key k WHERE ${seen(ctx, question)})`)
  }
  if (keys) conditions.push(Prisma.sql`u.key_id = ANY(${keys}::uuid[])`)
  return Prisma.sql`
    SELECT ${startOf(unit)} AS at, u.outcome, sum(u.count)::bigint AS count
    FROM key_usage u WHERE ${Prisma.join(conditions, ' AND ')} GROUP BY 1, 2`
}
