import type { listKeys } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { type Filter, filterOf } from './filter.ts'
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
 * Keyset pagination: the next page begins behind a position in an index, so that the thousandth page costs what the first
 * does. Each alternative of the filter is limited by itself, then they are merged: the planner chooses for each
 * whether to walk the order until the page is full (many matches) or to look the matches up and sort (few).
 */
export function pageQuery(filter: Filter, order: Order, limit: number): Prisma.Sql {
  const { expression, direction, after } = order
  const more = limit + 1
  const parts = filter.any.map(
    (one) => Prisma.sql`(
      SELECT k.id, ${expression} AS place FROM api_key k
      WHERE ${filter.all} AND (${one}) AND ${after}
      ORDER BY ${expression} ${direction}, k.id ${direction} LIMIT ${more})`,
  )
  const counted = filter.any.map(
    (one) => Prisma.sql`(SELECT k.id FROM api_key k WHERE ${filter.all} AND (${one}) LIMIT ${countedTo + 1})`,
  )
  return Prisma.sql`
    WITH page AS MATERIALIZED (
      SELECT DISTINCT id, place FROM (${Prisma.join(parts, ' UNION ALL ')}) part
      ORDER BY place ${direction}, id ${direction} LIMIT ${more}
    ), counted AS MATERIALIZED (
      SELECT count(DISTINCT id)::int AS total FROM (${Prisma.join(counted, ' UNION ALL ')}) part
    )
    SELECT counted.total, ${keyColumns}
    FROM counted LEFT JOIN (page JOIN api_key k ON k.id = page.id) ON TRUE
    ${keyJoins}
    ORDER BY page.place ${direction}, k.id ${direction}`
}
