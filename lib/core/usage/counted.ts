import type { Input } from '#lib/contracts/operation.ts'
import type { getUsage } from '#lib/contracts/usage.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { keyScope } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { inReach, scopeCondition } from '../keys/filter.ts'
import type { Range } from './range.ts'

type Question = Pick<Input<typeof getUsage>, 'project' | 'keys'>

/** The keys in question, as a condition on `api_key k`. */
export function seen(ctx: Ctx, { project }: Question): Prisma.Sql {
  return project
    ? Prisma.sql`${scopeCondition(ctx)} AND k.project_id = ${project}::uuid`
    : scopeCondition(ctx)
}

/**
 * What is counted, as a condition on `key_usage u`. Where every key of the organization or project is asked for, their rows
 * need not be joined to the keys'.
 */
export function counted(ctx: Ctx, question: Question, { from, to }: Range): Prisma.Sql {
  const { keys, project } = question
  const scope = keyScope(ctx, 'read')
  const everyOwner = scope.ownerUserId === undefined && scope.ownerServiceAccountId === undefined
  const conditions = [Prisma.sql`u.hour >= ${from}`, Prisma.sql`u.hour < ${to}`]
  if (everyOwner) {
    conditions.push(Prisma.sql`u.organization_id = ${scope.organizationId}::uuid`)
    if (ctx.reach) conditions.push(inReach(ctx.reach, Prisma.sql`u.project_id`))
    if (project) conditions.push(Prisma.sql`u.project_id = ${project}::uuid`)
  } else {
    conditions.push(Prisma.sql`u.key_id IN (SELECT k.id FROM api_key k WHERE ${seen(ctx, question)})`)
  }
  if (keys) conditions.push(Prisma.sql`u.key_id = ANY(${keys}::uuid[])`)
  return Prisma.join(conditions, ' AND ')
}
