import type { Input } from '#lib/contracts/operation.ts'
import type { getUsage } from '#lib/contracts/usage.ts'
import { asking } from '#lib/db/asking.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { keyScope } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { inReach, scopeCondition } from '../keys/filter.ts'
import type { Range } from './range.ts'
import { daysOfKeys, hoursOfKeys, hoursOfProjects } from './sources.ts'

type Question = Pick<Input<typeof getUsage>, 'project' | 'keys'>

/** The keys in question, as a condition on `api_key k`. */
export function seen(ctx: Ctx, { project }: Question): Prisma.Sql {
  return project
    ? Prisma.sql`${scopeCondition(ctx)} AND k.project_id = ${project}::uuid`
    : scopeCondition(ctx)
}

/** What is to be known of the rows: their hour or only their day, and their key or only their project. */
interface Detail {
  unit: 'hour' | 'day'
  byKey: boolean
}

/**
 * The verifications in question as a table `u` of (key_id, project_id, organization_id, hour, outcome, count), read from where it takes
 * fewest rows. Where every key of the organization or project is asked for, they need not be joined to the keys.
 * @param mark how far use is summed (`usageMark`)
 */
export function counted(
  ctx: Ctx,
  question: Question,
  { range, mark }: { range: Range; mark: Date },
  { unit, byKey }: Detail,
): Prisma.Sql {
  const { keys, project } = question
  const scope = keyScope(ctx, 'read')
  const everyOwner = scope.ownerUserId === undefined && scope.ownerServiceAccountId === undefined
  const conditions: Prisma.Sql[] = []
  if (everyOwner) {
    conditions.push(Prisma.sql`u.organization_id = ${scope.organizationId}::uuid`)
    if (ctx.reach) conditions.push(inReach(ctx.reach, Prisma.sql`u.project_id`))
    if (project) conditions.push(Prisma.sql`u.project_id = ${project}::uuid`)
  } else {
    conditions.push(Prisma.sql`u.key_id IN (SELECT k.id FROM api_key k WHERE ${seen(ctx, question)})`)
  }
  // What is known of one key is all that was done with it; of many together, what services asked.
  if (keys) conditions.push(Prisma.sql`u.key_id = ANY(${keys}::uuid[])`)
  else conditions.push(Prisma.sql`u.outcome <> ${asking}`)
  // Of a few keys the hours are few enough.
  const few = !everyOwner || keys !== undefined
  const hourly = few || (byKey && unit === 'hour')
  const summed = byKey ? daysOfKeys : hoursOfProjects
  const source = hourly ? hoursOfKeys(range) : summed(range, mark)
  return Prisma.sql`(SELECT * FROM ${source} WHERE ${Prisma.join(conditions, ' AND ')}) u`
}
