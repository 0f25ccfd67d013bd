import { type summarizeKeys, summaryBound } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { archivedProjects } from '../projects/archived.ts'
import { excessive, keysWith, scopeCondition } from './filter.ts'
import { statusCondition, workingBeside } from './status.ts'

/** Days without use after which a key counts as idle. */
const idleAfter = 90

interface Counts {
  total: number
  active: number
  disabled: number
  neverUsed: number
  idle: number
  neverExpires: number
  excess: number
  expiring: number
  expired: number
  oldestUnusedAt: Date | null
}

/**
 * Counts the keys that the actor may see. Every count stops at its bound, so that the answer costs the same at a million
 * keys. `neverUsed`, `idle`, `neverExpires` and `expiring` count keys that work now: only those can do harm.
 */
export async function summarize(
  ctx: Ctx,
  { project }: Input<typeof summarizeKeys>,
): Promise<Reply<typeof summarizeKeys>> {
  const scope = project
    ? Prisma.sql`${scopeCondition(ctx)} AND k.project_id = ${project}::uuid`
    : scopeCondition(ctx)
  const archived = await archivedProjects(ctx)
  const working = workingBeside(archived)
  const count = (condition: Prisma.Sql, lastUse = false) => Prisma.sql`(
    SELECT count(*)::int FROM (
      SELECT 1 FROM ${keysWith(lastUse)} WHERE ${scope} AND ${condition} LIMIT ${summaryBound}) counted)`
  const [counts] = await ctx.db.$queryRaw<[Counts]>`
    SELECT
      ${count(Prisma.sql`k.revoked_at IS NULL`)} AS total,
      ${count(working)} AS active,
      ${count(statusCondition('disabled', archived))} AS disabled,
      ${count(Prisma.sql`${working} AND ${neverUsed}`, true)} AS "neverUsed",
      ${count(Prisma.sql`${working} AND ${idle}`, true)} AS idle,
      ${count(Prisma.sql`${working} AND k.expires_at IS NULL`)} AS "neverExpires",
      ${count(Prisma.sql`${working} AND ${excessive}`)} AS excess,
      ${count(statusCondition('expiring', archived))} AS expiring,
      ${count(statusCondition('expired', archived))} AS expired,
      ${oldest(scope, working)} AS "oldestUnusedAt"`
  const { oldestUnusedAt, ...rest } = counts
  return { ...rest, oldestUnusedAt: oldestUnusedAt === null ? null : oldestUnusedAt.toISOString() }
}

const neverUsed = Prisma.sql`l.minute = '-infinity'::timestamptz`
/** To the minute, which the index knows. */
const idle = Prisma.sql`l.minute > '-infinity'::timestamptz AND l.minute < now() - make_interval(days => ${idleAfter})`

/** By id, which begins with the instant it was made at (uuid v7): so the index on last use finds it without sorting. */
const oldest = (scope: Prisma.Sql, working: Prisma.Sql) => Prisma.sql`(
  SELECT k.created_at FROM ${keysWith(true)} WHERE ${scope} AND ${working} AND ${neverUsed}
  ORDER BY l.minute, l.key_id LIMIT 1)`
