import type { keySorts } from '#lib/contracts/keys.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { decodeCursor, encodeCursor, type Position } from '../cursor.ts'
import { invalidField } from '../errors.ts'

export type KeySort = (typeof keySorts)[number]
type Column = 'createdAt' | 'name' | 'lastUsedAt' | 'expiresAt'

interface Sortable {
  id: string
  createdAt: Date
  name: string
  lastUsedAt: Date | null
  expiresAt: Date | null
}

/**
 * What each column sorts by: the very expression of an index, so that a page is read off it. Keys without a value stand
 * at one end: never used before all use, never expiring after every end. Last use sorts by the minute (docs/decisions/0014).
 */
const expressions: Readonly<Record<Column, Prisma.Sql>> = {
  createdAt: Prisma.sql`k.created_at`,
  name: Prisma.sql`lower(k.name)`,
  lastUsedAt: Prisma.sql`l.minute`,
  expiresAt: Prisma.sql`coalesce(k.expires_at, 'infinity'::timestamptz)`,
}

const columnOf = (sort: KeySort) => sort.replace('-', '') as Column

/** The pieces of a query that give one sort of keys, ties broken by id. */
export interface Order {
  /** What is sorted by, of `api_key k`, or of `key_last_use l` where `lastUse` is true. */
  expression: Prisma.Sql
  lastUse: boolean
  direction: Prisma.Sql
  /** Holds for what is behind the cursor: the expression and the id, by the names they have where it is asked. TRUE on the first page. */
  after(expression: Prisma.Sql, id: Prisma.Sql): Prisma.Sql
}

/** @throws CoreError `invalid` for a cursor that is not of this sort */
export function orderOf(sort: KeySort, cursor: string | undefined): Order {
  const expression = expressions[columnOf(sort)]
  const lastUse = columnOf(sort) === 'lastUsedAt'
  const descending = sort.startsWith('-')
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`
  if (cursor === undefined) return { expression, lastUse, direction, after: () => Prisma.sql`TRUE` }
  const at = decodeCursor(cursor, listName(sort))
  const compare = descending ? Prisma.sql`<` : Prisma.sql`>`
  const bound = boundOf(columnOf(sort), at)
  return {
    expression,
    lastUse,
    direction,
    after: (place, id) => Prisma.sql`(${place}, ${id}) ${compare} (${bound}, ${at.id}::uuid)`,
  }
}

/** The cursor of the page that follows `last`. */
export function cursorAfter(sort: KeySort, last: Sortable): string {
  const value = last[columnOf(sort)]
  return encodeCursor({
    of: listName(sort),
    value: value instanceof Date ? value.toISOString() : (value ?? ''),
    id: last.id,
  })
}

const listName = (sort: KeySort) => `keys ${sort}`

/** What the sort expression was for the key at which the last page ended. */
function boundOf(column: Column, { value }: Position): Prisma.Sql {
  if (column === 'name') return Prisma.sql`lower(${value}::text)`
  if (value === '' && column === 'lastUsedAt') return Prisma.sql`'-infinity'::timestamptz`
  if (value === '' && column === 'expiresAt') return Prisma.sql`'infinity'::timestamptz`
  // PostgreSQL knows neither the year 0 nor 30 February, where JavaScript reads both as some other day.
  const at = Date.parse(value)
  if (!(at >= 0) || new Date(at).toISOString() !== value)
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  if (column === 'lastUsedAt') return Prisma.sql`date_trunc('minute', ${value}::timestamptz, 'UTC')`
  return Prisma.sql`${value}::timestamptz`
}
