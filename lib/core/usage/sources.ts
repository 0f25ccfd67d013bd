import { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import type { Range } from './range.ts'

/*
 * Where use is read from, each as rows `u` of (key_id, project_id, organization_id, hour, outcome, count) within a range: what is summed
 * (`sumUsage`) from the sums, and what is not, or only in part, from what was counted.
 */

const hour = 3_600_000
const day = 24 * hour

/** Up to where the use of the actor's organization is summed; the beginning of time where it is not. */
export async function usageMark(ctx: Ctx): Promise<Date> {
  const organizationId = requireOrganization(ctx)
  const mark = await ctx.db.usageMark.findUnique({ where: { organizationId } })
  return mark?.hour ?? new Date(0)
}

/** Hour by hour and key by key. */
export function hoursOfKeys({ from, to }: Range): Prisma.Sql {
  return Prisma.sql`(SELECT key_id, project_id, organization_id, hour, outcome, count FROM key_usage
    WHERE hour >= ${from} AND hour < ${to}) u`
}

/** Hour by hour; of what is summed the key is not known. */
export function hoursOfProjects({ from, to }: Range, mark: Date): Prisma.Sql {
  const summed = new Date(Math.min(Math.max(from.getTime(), mark.getTime()), to.getTime()))
  return Prisma.sql`(
    SELECT NULL::uuid AS key_id, project_id, organization_id, hour, outcome, count FROM project_usage
    WHERE hour >= ${from} AND hour < ${summed}
    UNION ALL SELECT key_id, project_id, organization_id, hour, outcome, count FROM key_usage
    WHERE hour >= ${summed} AND hour < ${to}) u`
}

/** Key by key; of what is summed only the day is known. */
export function daysOfKeys({ from, to }: Range, mark: Date): Prisma.Sql {
  const wholeDays = (instant: number) => Math.floor(instant / day) * day
  const dateOf = (instant: number) => new Date(instant).toISOString().slice(0, 10)
  const first = wholeDays(from.getTime() + day - hour)
  const end = Math.max(first, wholeDays(Math.min(mark.getTime(), to.getTime())))
  if (end === first) return hoursOfKeys({ from, to })
  return Prisma.sql`(
    SELECT key_id, project_id, organization_id, day::timestamp AT TIME ZONE 'UTC' AS hour, outcome, count FROM key_usage_day
    WHERE day >= ${dateOf(first)}::date AND day < ${dateOf(end)}::date
    UNION ALL SELECT key_id, project_id, organization_id, hour, outcome, count FROM key_usage
    WHERE hour >= ${from} AND hour < ${new Date(first)}
    UNION ALL SELECT key_id, project_id, organization_id, hour, outcome, count FROM key_usage
    WHERE hour >= ${new Date(end)} AND hour < ${to}) u`
}
