import { Prisma, type PrismaClient } from '#lib/db/generated/client.ts'
import { usageLock } from '#lib/db/usage-lock.ts'
import type { Db } from '../context.ts'

const hour = 3_600_000
const day = 24 * hour
/** Milliseconds for the sums of one stretch. */
const patience = 60_000

/**
 * Sums the verifications of hours that have been over for an hour, by project, and of days, by key, so that a chart of a quarter reads
 * thousands of rows where there are millions. What is counted in such an hour later is added by whoever counts it (`addLate`).
 * @returns how many hours were summed, over all organizations
 */
export async function sumUsage(db: PrismaClient): Promise<number> {
  const organizations = await db.organization.findMany({ select: { id: true }, orderBy: { id: 'asc' } })
  let hours = 0
  for (const { id } of organizations)
    for (;;) {
      const more = await step(db, id)
      hours += more
      if (more === 0) break
    }
  return hours
}

/** Sums what is left of the day that the mark is in. @returns how many hours that were */
async function step(prisma: PrismaClient, organizationId: string): Promise<number> {
  return prisma.$transaction(
    async (db) => {
      const lock = Prisma.raw(usageLock(`'${organizationId}'`))
      await db.$executeRaw`SELECT pg_advisory_xact_lock(${lock})`
      const [place] = await db.$queryRaw<{ from: Date | null; closed: Date }[]>`
        SELECT coalesce(
            (SELECT hour FROM usage_mark WHERE organization_id = ${organizationId}::uuid),
            (SELECT min(hour) FROM key_usage WHERE organization_id = ${organizationId}::uuid)
          ) AS from, date_trunc('hour', now() - interval '1 hour') AS closed`
      if (!place?.from || place.from >= place.closed) return 0
      const from = place.from.getTime()
      const to = Math.min(Math.floor(from / day) * day + day, place.closed.getTime())
      await sumHours(db, organizationId, new Date(from), new Date(to))
      if (to % day === 0) await sumDay(db, organizationId, new Date(to - day), new Date(to))
      await db.usageMark.upsert({
        where: { organizationId },
        create: { organizationId, hour: new Date(to) },
        update: { hour: new Date(to) },
      })
      return (to - from) / hour
    },
    { timeout: patience },
  )
}

async function sumHours(db: Db, organizationId: string, from: Date, to: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO project_usage (project_id, hour, outcome, organization_id, count)
    SELECT project_id, hour, outcome, organization_id, sum(count) FROM key_usage
    WHERE organization_id = ${organizationId}::uuid AND hour >= ${from} AND hour < ${to} GROUP BY 1, 2, 3, 4`
}

async function sumDay(db: Db, organizationId: string, from: Date, to: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO key_usage_day (key_id, day, outcome, organization_id, project_id, count)
    SELECT key_id, (hour AT TIME ZONE 'UTC')::date, outcome, organization_id, project_id, sum(count) FROM key_usage
    WHERE organization_id = ${organizationId}::uuid AND hour >= ${from} AND hour < ${to} GROUP BY 1, 2, 3, 4, 5`
}
