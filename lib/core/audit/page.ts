import { Prisma } from '#lib/db/generated/client.ts'
import type { Db } from '../context.ts'
import type { Driver } from './driver.ts'
import type { Narrowed } from './narrow.ts'
import { type StoredEvent, storedColumns } from './stored.ts'

/** Events that one page looks at, at most, where more than one filter is set. */
const usualLookedAt = 5_000

export interface EventPage {
  /** The newest first; one more than the limit where there are so many. */
  rows: StoredEvent[]
  /** Events from this place on were looked at; 0: all that there are. */
  lookedTo: bigint
}

/**
 * The newest events of a filter before a place.
 * @param mostLookedAt how many events are looked at for it, at most, matching or not
 */
export async function readPage(
  db: Db,
  narrowed: Narrowed,
  before: bigint,
  limit: number,
  mostLookedAt = usualLookedAt,
): Promise<EventPage> {
  const { organizationId, above, below, matches, drivers } = narrowed
  const end = below !== null && below < before ? below : before
  const columns = Prisma.raw(storedColumns)
  const way = await sparsest(db, narrowed, end, mostLookedAt)
  const floor = way?.floor ?? (await denseFloor(db, narrowed, end, mostLookedAt))
  if (!way) {
    const rows = await db.$queryRaw<StoredEvent[]>`
      SELECT ${columns} FROM audit_event e
      WHERE e.organization_id = ${organizationId}::uuid AND e.seq >= ${floor ?? above + 1n} AND e.seq < ${end}${all(matches)}
      ORDER BY e.seq DESC LIMIT ${limit + 1}`
    return { rows, lookedTo: floor ?? 0n }
  }
  const { driver } = way
  const others = drivers.filter((one) => one !== driver).map(({ match }) => match)
  // First the places alone, which lie in the index: of each value as many as a page holds, and of those the newest.
  const rows = await db.$queryRaw<StoredEvent[]>`
    SELECT ${columns} FROM (
      SELECT place.seq FROM ${driver.source} CROSS JOIN LATERAL (
        SELECT e.seq FROM audit_event e
        WHERE e.organization_id = ${organizationId}::uuid AND ${driver.walk(floor ?? above + 1n, end)}${all([...matches, ...others])}
        ORDER BY ${driver.order} LIMIT ${limit + 1}
      ) place ORDER BY place.seq DESC LIMIT ${limit + 1}
    ) found JOIN audit_event e ON e.organization_id = ${organizationId}::uuid AND e.seq = found.seq
    ORDER BY e.seq DESC`
  return { rows, lookedTo: floor ?? 0n }
}

const all = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.empty : Prisma.sql` AND ${Prisma.join([...conditions], ' AND ')}`

/** A way into the log, and the place down to which it may be gone; null: to its end. */
interface Way {
  driver: Driver
  floor: bigint | null
}

/**
 * The way that meets the fewest events, from the newest back. Where every event on it matches, it needs no bound.
 * @returns null where no filter leads anywhere
 */
async function sparsest(
  db: Db,
  { organizationId, above, drivers, isLookedThrough }: Narrowed,
  end: bigint,
  mostLookedAt: number,
): Promise<Way | null> {
  const [only, second] = drivers
  if (!only) return null
  if (!second && !isLookedThrough) return { driver: only, floor: null }
  let best: Way | null = null
  for (const driver of drivers) {
    const share = Math.max(20, Math.floor(mostLookedAt / driver.values.length))
    const [row] = await db.$queryRaw<{ floor: bigint | null }[]>`
      SELECT max((
        SELECT e.seq FROM audit_event e
        WHERE e.organization_id = ${organizationId}::uuid AND ${driver.walk(above + 1n, end)}
        ORDER BY ${driver.order} OFFSET ${share - 1} LIMIT 1
      )) AS floor FROM ${driver.source}`
    const floor = row?.floor ?? null
    if (floor === null) return { driver, floor }
    if (best === null || floor < (best.floor ?? 0n)) best = { driver, floor }
  }
  return best
}

/** The same for the whole log, whose places have no gaps. null where all of it may be looked at. */
async function denseFloor(
  db: Db,
  { organizationId, above, drivers, isLookedThrough }: Narrowed,
  end: bigint,
  mostLookedAt: number,
): Promise<bigint | null> {
  if (drivers.length > 0 || !isLookedThrough) return null
  const [row] = await db.$queryRaw<{ newest: bigint | null }[]>`
    SELECT seq AS newest FROM audit_event WHERE organization_id = ${organizationId}::uuid AND seq < ${end}
    ORDER BY seq DESC LIMIT 1`
  const floor = (row?.newest ?? 0n) - BigInt(mostLookedAt) + 1n
  return floor > above + 1n ? floor : null
}
