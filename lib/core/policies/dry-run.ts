import { summaryBound } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { dryRunPolicy } from '#lib/contracts/policies.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { keysWith } from '../keys/filter.ts'
import { type Breaking, breakingOf } from './breaking.ts'
import { changesKeys, consequence } from './consequence.ts'
import { askedRules, type Question, questionOf } from './question.ts'

interface Counts {
  keys: number
  owners: number
}

/**
 * Counts what a policy would break, rule by rule and in all, as far as it is counted: so the answer costs little at a million keys.
 * @throws CoreError `forbidden`, `not_found`
 */
export async function dryRun(
  ctx: Ctx,
  input: Input<typeof dryRunPolicy>,
): Promise<Reply<typeof dryRunPolicy>> {
  const question = await questionOf(ctx, input)
  const rules: Reply<typeof dryRunPolicy>['rules'] = []
  const changing: Breaking[] = []
  for (const rule of askedRules(question.rules)) {
    const breaking = await breakingOf(ctx, question.rules, rule, question.fromOf(rule))
    if (changesKeys(rule)) changing.push(breaking)
    rules.push({
      rule,
      consequence: consequence(rule),
      ...(await countBreaking(ctx, question.keys, [breaking])),
    })
  }
  const all = await countBreaking(ctx, question.keys, changing)
  return { of: question.of, from: question.from.toISOString(), ...all, rules }
}

/** @param columns of `k`, the first of which tells keys apart */
export function brokenKeys(
  keys: Prisma.Sql,
  breaking: readonly Breaking[],
  columns: Prisma.Sql,
  tail: Prisma.Sql,
): Prisma.Sql {
  const parts = breaking.flatMap(({ any, lastUse }) =>
    any.map(
      (condition) =>
        Prisma.sql`(SELECT ${columns} FROM ${keysWith(lastUse)} WHERE ${keys} AND (${condition}) ${tail})`,
    ),
  )
  return Prisma.join(parts, ' UNION ')
}

export const ownerColumns = Prisma.sql`k.id, coalesce(k.owner_user_id, k.owner_service_account_id) AS owner_id`
export const bounded = Prisma.sql`LIMIT ${summaryBound}`

async function countBreaking(
  ctx: Ctx,
  keys: Question['keys'],
  breaking: readonly Breaking[],
): Promise<Counts> {
  if (breaking.length === 0) return { keys: 0, owners: 0 }
  const [counts] = await ctx.db.$queryRaw<Counts[]>`
    SELECT count(*)::int AS keys, count(DISTINCT owner_id)::int AS owners
    FROM (SELECT * FROM (${brokenKeys(keys, breaking, ownerColumns, bounded)}) part ${bounded}) broken`
  return counts ?? { keys: 0, owners: 0 }
}
