import type { listKeys } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import type { Alternative } from './alternative.ts'
import { type Filter, filterOf, keysWith } from './filter.ts'
import { presentKey } from './present.ts'
import { type KeyRow, keyColumns, keyJoins } from './row.ts'
import { cursorAfter, type Order, orderOf } from './sort.ts'

/** Matches are counted this far; beyond it a list says nothing of its length. */
const countedTo = 1000

/**
 * A page of the keys that the actor may see, in any order at the price of its length, whether there are a thousand keys or
 * a million.
 * @throws CoreError `invalid` for a cursor that is not of this sort, and for a search for a whole key
 */
export async function list(ctx: Ctx, input: Input<typeof listKeys>): Promise<Reply<typeof listKeys>> {
  const { cursor, limit, sort, ...question } = input
  const order = orderOf(sort, cursor)
  const filter = await filterOf(ctx, question)
  const rows = await ctx.db.$queryRaw<(({ id: null } | KeyRow) & { total: number })[]>(
    pageQuery(filter, order, limit),
  )
  const keys = rows.filter((row): row is KeyRow & { total: number } => row.id !== null)
  const page = keys.slice(0, limit)
  const last = keys.length > limit ? page.at(-1) : undefined
  const total = rows[0]?.total ?? 0
  return {
    items: page.map(presentKey),
    nextCursor: last ? cursorAfter(sort, last) : null,
    ...(total > countedTo ? {} : { total }),
  }
}

/**
 * One statement for a page and one key more, and the count of all matches as far as it is counted.
 *
 * First the matches are gathered, in no order, as far as they are counted. If that is all of them, the page is cut from them.
 * If there are more, they are dense enough to be met soon on a walk through the index of the sort, from behind the
 * cursor (keyset pagination): so few matches and many both cost little, and the thousandth page costs what the
 * first does.
 */
export function pageQuery(filter: Filter, order: Order, limit: number): Prisma.Sql {
  const { expression, direction } = order
  const keys = keysWith(filter.lastUse || order.lastUse)
  const inOrder = Prisma.sql`ORDER BY place ${direction}, id ${direction} LIMIT ${limit + 1}`
  const walks = filter.any.map(
    ({ condition }) => Prisma.sql`(
      SELECT k.id, ${expression} AS place FROM ${keys}
      WHERE ${filter.all} AND (${condition}) AND ${order.after(expression, Prisma.sql`k.id`)}
      ORDER BY ${expression} ${direction}, k.id ${direction} LIMIT ${limit + 1})`,
  )
  const gathered = filter.any.map((_, n) => Prisma.sql`SELECT id, place FROM ${gatheredName(n)}`)
  return Prisma.sql`
    WITH ${Prisma.join(filter.any.map((one, n) => gather(keys, filter.all, one, n, expression)))},
      few AS MATERIALIZED (SELECT DISTINCT id, place FROM (${Prisma.join(gathered, ' UNION ALL ')}) part),
      counted AS MATERIALIZED (SELECT count(*)::int AS total FROM few),
      page AS MATERIALIZED (
        SELECT DISTINCT id, place FROM (
          (SELECT id, place FROM few
           WHERE (SELECT total FROM counted) <= ${countedTo}
             AND ${order.after(Prisma.sql`place`, Prisma.sql`id`)} ${inOrder})
          UNION ALL
          (SELECT id, place FROM (${Prisma.join(walks, ' UNION ALL ')}) walk
           WHERE (SELECT total FROM counted) > ${countedTo} ${inOrder})
        ) either ${inOrder})
    SELECT counted.total, ${keyColumns}
    FROM counted LEFT JOIN (page JOIN api_key k ON k.id = page.id) ON TRUE
    ${keyJoins}
    ORDER BY page.place ${direction}, k.id ${direction}`
}

const gatheredName = (n: number) => Prisma.raw(`gathered_${n}`)

/** The matches of one alternative, as far as they are counted; none where one before it has reached that already. */
function gather(
  keys: Prisma.Sql,
  all: Prisma.Sql,
  one: Alternative,
  n: number,
  expression: Prisma.Sql,
): Prisma.Sql {
  const enough = Array.from({ length: n }, (_, before) => before).map(
    (before) => Prisma.sql`AND (SELECT count(*) FROM ${gatheredName(before)}) <= ${countedTo}`,
  )
  const side = { newest: Prisma.sql`ORDER BY k.created_at DESC`, oldest: Prisma.sql`ORDER BY k.created_at` }
  return Prisma.sql`${gatheredName(n)} AS MATERIALIZED (
    SELECT k.id, ${expression} AS place FROM ${keys}
    WHERE ${all} AND (${one.condition}) ${enough.length > 0 ? Prisma.join(enough, ' ') : Prisma.empty}
    ${one.dense ? side[one.dense] : Prisma.empty} LIMIT ${countedTo + 1})`
}
