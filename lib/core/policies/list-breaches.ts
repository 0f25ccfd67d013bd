import { instant } from '#lib/contracts/fields.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { listPolicyBreaches, listPolicyBreachOwners } from '#lib/contracts/policies.ts'
import type { RuleName } from '#lib/contracts/policy-rules.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { invalidField } from '../errors.ts'
import { presentKey } from '../keys/present.ts'
import { type KeyRow, keyColumns, keyJoins } from '../keys/row.ts'
import { type Breaking, breakingOf } from './breaking.ts'
import { outcomeOfAll, presentOutcome } from './consequence.ts'
import { bounded, brokenKeys, ownerColumns } from './dry-run.ts'
import { heldKeys } from './held-keys.ts'
import { askedRules, type Question, questionOf } from './question.ts'

/** A page of the keys that a policy would break, the newest first, each with what would be done to it. */
export async function listBreaches(
  ctx: Ctx,
  { rule, cursor, limit, ...asked }: Input<typeof listPolicyBreaches>,
): Promise<Reply<typeof listPolicyBreaches>> {
  const after = cursor === undefined ? null : decodeCursor(cursor, 'breaches')
  if (after && !instant.safeParse(after.value).success)
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  const question = await questionOf(ctx, asked)
  const breaking = await breakingOfAny(ctx, question, rule)
  if (breaking.length === 0) return { items: [], nextCursor: null }
  const behind = after
    ? Prisma.sql`AND (k.created_at, k.id) < (${after.value}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty
  const first = Prisma.sql`${behind} ORDER BY k.created_at DESC, k.id DESC LIMIT ${limit + 1}`
  const rows = await ctx.db.$queryRaw<KeyRow[]>`
    WITH page AS MATERIALIZED (
      SELECT * FROM (${brokenKeys(question.keys, breaking, Prisma.sql`k.id, k.created_at`, first)}) part
      ORDER BY created_at DESC, id DESC LIMIT ${limit + 1})
    SELECT ${keyColumns} FROM page JOIN api_key k ON k.id = page.id ${keyJoins}
    ORDER BY k.created_at DESC, k.id DESC`
  const page = rows.slice(0, limit)
  const held = await heldKeys(ctx.db, requireOrganization(ctx), page)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map((row) => breachOf(row, held, question, rule)),
    nextCursor: last
      ? encodeCursor({ of: 'breaches', value: last.createdAt.toISOString(), id: last.id })
      : null,
  }
}

function breachOf(
  row: KeyRow,
  held: Awaited<ReturnType<typeof heldKeys>>,
  { rules, fromOf }: Question,
  rule: RuleName | undefined,
) {
  const key = held.get(row.id)
  if (!key) throw new Error(`Key ${row.id} is not among those that were read`)
  const outcome = outcomeOfAll(key, rules, fromOf)
  // Rules that leave keys as they are have no outcome; the list is of those that the rule asked for concerns.
  const broken = rule && !outcome.rules.includes(rule) ? [...outcome.rules, rule] : outcome.rules
  return { key: presentKey(row), rules: broken, becomes: presentOutcome(outcome) }
}

/** Whose keys a policy would break, those with the most of them first. */
export async function listBreachOwners(
  ctx: Ctx,
  { rule, cursor, limit, ...asked }: Input<typeof listPolicyBreachOwners>,
): Promise<Reply<typeof listPolicyBreachOwners>> {
  const after = cursor === undefined ? null : decodeCursor(cursor, 'breach-owners')
  if (after && !/^\d{1,6}$/.test(after.value))
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  const question = await questionOf(ctx, asked)
  const breaking = await breakingOfAny(ctx, question, rule)
  if (breaking.length === 0) return { items: [], nextCursor: null }
  const behind = after
    ? Prisma.sql`HAVING (count(*)::int, owner_id) < (${Number(after.value)}, ${after.id}::uuid)`
    : Prisma.empty
  const rows = await ctx.db.$queryRaw<
    { id: string; keys: number; person: string | null; account: string | null }[]
  >`
    WITH owner AS MATERIALIZED (
      SELECT owner_id, count(*)::int AS keys
      FROM (SELECT * FROM (${brokenKeys(question.keys, breaking, ownerColumns, bounded)}) part ${bounded}) broken
      GROUP BY owner_id ${behind}
      ORDER BY 2 DESC, owner_id DESC LIMIT ${limit + 1})
    SELECT owner.owner_id AS id, owner.keys, u.name AS person, s.name AS account
    FROM owner LEFT JOIN "user" u ON u.id = owner.owner_id LEFT JOIN service_account s ON s.id = owner.owner_id
    ORDER BY owner.keys DESC, owner.owner_id DESC`
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map(({ id, keys, person, account }) => ({
      owner: {
        type: person === null ? ('service_account' as const) : ('user' as const),
        id,
        name: person ?? account ?? '',
      },
      keys,
    })),
    nextCursor: last ? encodeCursor({ of: 'breach-owners', value: String(last.keys), id: last.id }) : null,
  }
}

/** The conditions of one rule, or of all that change keys. */
async function breakingOfAny(
  ctx: Ctx,
  { rules, fromOf }: Question,
  rule: RuleName | undefined,
): Promise<Breaking[]> {
  const asked =
    rule === undefined ? askedRules(rules, 'changing') : askedRules(rules).filter((name) => name === rule)
  return Promise.all(asked.map((name) => breakingOf(ctx, rules, name, fromOf(name))))
}
