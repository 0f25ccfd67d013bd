import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'

/*
 * Ways into the log. Each filter has an index that ends in the place in the chain, so that the newest events with one value are read
 * without any others. Two filters at once have none together: then the way with the fewest events is gone, and the other looked at
 * along it, for a bounded number of events a page.
 */

const columns = {
  actor: { of: ['e.actor_id'], type: 'uuid' },
  actorType: { of: ['e.actor_type'], type: 'actor_type' },
  action: { of: ['e.action'], type: 'text' },
  target: { of: ['e.target_type', 'e.target_id'], type: 'text' },
  targetType: { of: ['e.target_type'], type: 'text' },
  project: { of: ['e.project_id'], type: 'uuid' },
  address: { of: ['audit_event_address(e.ip)'], type: 'inet' },
} as const
type Column = keyof typeof columns

/** A filter by the values of a column, of which an event has one. */
export interface Driver {
  values: readonly string[]
  /** The condition on an event, by itself. */
  match: Prisma.Sql
  /** A row for each value, as `d`. */
  source: Prisma.Sql
  /**
   * The condition that reads, along the index, the events with a value of `d` from a place on and before another; to be ordered by
   * `order`. As comparisons of rows: no other index than ours can then give that order, whatever the planner expects of the values.
   */
  walk(from: bigint, below: bigint): Prisma.Sql
  order: Prisma.Sql
}

/** @param second the value of a second column, the same for all */
export function driver(column: Column, values: readonly string[], second?: string): Driver {
  const { of, type } = columns[column]
  const names = Prisma.raw(of.join(', '))
  const unique = [...new Set(values)]
  const list = Prisma.sql`${unique}::text[]::${Prisma.raw(type)}[]`
  const value = second === undefined ? Prisma.sql`d.value` : Prisma.sql`d.value, ${second}::text`
  const alone = Prisma.raw(of[0])
  const present = column === 'address' ? Prisma.sql`e.ip IS NOT NULL AND ` : Prisma.empty
  const also = second === undefined ? Prisma.empty : Prisma.sql` AND ${Prisma.raw(of[1] ?? '')} = ${second}`
  return {
    values: unique,
    match: Prisma.sql`${alone} = ANY(${list})${also}`,
    source: Prisma.sql`unnest(${list}) AS d(value)`,
    walk: (from, below) =>
      Prisma.sql`${present}(${names}, e.seq) >= (${value}, ${from}) AND (${names}, e.seq) < (${value}, ${below})`,
    order: Prisma.raw([...of, 'e.seq'].map((name) => `${name} DESC`).join(', ')),
  }
}

/** Values that a column may take at all, as far as we go. */
const mostValues = 500

/* Each of these hops along an index from one value to the next, whatever lies between. */

export async function distinctActions({ db }: Ctx, organizationId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ value: string }[]>`
    WITH RECURSIVE hop AS (
      (SELECT action AS value FROM audit_event WHERE organization_id = ${organizationId}::uuid ORDER BY action LIMIT 1)
      UNION ALL
      SELECT (SELECT e.action FROM audit_event e
              WHERE e.organization_id = ${organizationId}::uuid AND e.action > hop.value ORDER BY e.action LIMIT 1)
      FROM hop WHERE hop.value IS NOT NULL
    ) SELECT value FROM hop WHERE value IS NOT NULL LIMIT ${mostValues}`
  return rows.map(({ value }) => value)
}

export async function distinctTargetTypes({ db }: Ctx, organizationId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ value: string }[]>`
    WITH RECURSIVE hop AS (
      (SELECT target_type AS value FROM audit_event WHERE organization_id = ${organizationId}::uuid
       ORDER BY target_type LIMIT 1)
      UNION ALL
      SELECT (SELECT e.target_type FROM audit_event e
              WHERE e.organization_id = ${organizationId}::uuid AND e.target_type > hop.value
              ORDER BY e.target_type LIMIT 1)
      FROM hop WHERE hop.value IS NOT NULL
    ) SELECT value FROM hop WHERE value IS NOT NULL LIMIT ${mostValues}`
  return rows.map(({ value }) => value)
}

/** The addresses of a network that the log knows, `most` of them at most. */
export async function distinctAddresses(
  { db }: Ctx,
  organizationId: string,
  network: string,
  most: number,
): Promise<string[]> {
  // Written out each time: an index is searched by expressions of parameters, not by columns of another query.
  const low = Prisma.sql`host(network(${network}::inet))::inet`
  const high = Prisma.sql`host(broadcast(${network}::inet))::inet`
  const rows = await db.$queryRaw<{ value: string }[]>`
    WITH RECURSIVE hop AS (
      (SELECT audit_event_address(e.ip) AS value FROM audit_event e
       WHERE e.organization_id = ${organizationId}::uuid AND e.ip IS NOT NULL
         AND audit_event_address(e.ip) >= ${low} AND audit_event_address(e.ip) <= ${high}
       ORDER BY audit_event_address(e.ip) LIMIT 1)
      UNION ALL
      SELECT (SELECT audit_event_address(e.ip) FROM audit_event e
              WHERE e.organization_id = ${organizationId}::uuid AND e.ip IS NOT NULL
                AND audit_event_address(e.ip) > hop.value AND audit_event_address(e.ip) <= ${high}
              ORDER BY audit_event_address(e.ip) LIMIT 1)
      FROM hop WHERE hop.value IS NOT NULL
    ) SELECT host(value) AS value FROM hop WHERE value IS NOT NULL LIMIT ${most}`
  return rows.map(({ value }) => value)
}
