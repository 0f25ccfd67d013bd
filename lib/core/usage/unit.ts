import { Prisma } from '#lib/db/generated/client.ts'

/** The start of the hour or of the day (UTC) that a row `u` of use counts in. */
export function startOf(unit: 'hour' | 'day'): Prisma.Sql {
  return unit === 'hour' ? Prisma.sql`u.hour` : Prisma.sql`date_trunc('day', u.hour, 'UTC')`
}
