import { anyUuid } from '#lib/contracts/fields.ts'
import type { listKeys } from '#lib/contracts/keys.ts'
import type { Input } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { ring } from '#lib/secret/ring.ts'
import { keyScope } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { invalidField } from '../errors.ts'
import { archivedProjects } from '../projects/archived.ts'
import type { Alternative } from './alternative.ts'
import { statusAlternatives } from './status.ts'

type Question = Omit<Input<typeof listKeys>, 'cursor' | 'limit' | 'sort' | 'ifVersion'>

/**
 * Which keys a list shows, as conditions on `api_key k`: those for which `all` holds and at least one of `any`. Where
 * `lastUse` is true they are conditions on `key_last_use l` too (`keysWith`).
 *
 * `any` is kept apart because no index serves an OR: each of its parts is asked for by itself and the answers merged.
 */
export interface Filter {
  all: Prisma.Sql
  any: readonly Alternative[]
  lastUse: boolean
}

/**
 * The tables that conditions of a filter, or an order, are about; each key has a row of last use. The organization is
 * said of both, so that either's indexes serve.
 */
export const keysWith = (lastUse: boolean) =>
  lastUse
    ? Prisma.sql`api_key k JOIN key_last_use l ON l.key_id = k.id AND l.organization_id = k.organization_id`
    : Prisma.sql`api_key k`

/** The most owners whose names a search matches; more, and the search is for something else. */
const ownersFound = 50

/** The keys which the actor may see and the question asks for. */
export async function filterOf(ctx: Ctx, question: Question): Promise<Filter> {
  const { q, status, owner, project, permission } = question
  const all = [scopeCondition(ctx)]
  if (project) all.push(Prisma.sql`k.project_id = ${project}::uuid`)
  if (owner) all.push(await ownerCondition(ctx, owner))
  if (question.expiresBefore)
    all.push(
      Prisma.sql`coalesce(k.expires_at, 'infinity'::timestamptz) < ${question.expiresBefore}::timestamptz`,
    )
  if (question.unusedSince)
    all.push(
      // The minute is never after the use: by it the index finds them, and what it finds is looked at closely.
      Prisma.sql`l.minute < ${question.unusedSince}::timestamptz
        AND (l.at IS NULL OR l.at < ${question.unusedSince}::timestamptz)`,
    )
  if (question.neverUsed === true) all.push(Prisma.sql`l.minute = '-infinity'::timestamptz`)
  if (question.neverUsed === false) all.push(Prisma.sql`l.minute > '-infinity'::timestamptz`)
  if (question.neverExpires === true)
    all.push(Prisma.sql`coalesce(k.expires_at, 'infinity'::timestamptz) = 'infinity'::timestamptz`)
  if (question.excess === true) all.push(excessive)
  if (question.excess === false) all.push(Prisma.sql`NOT ${excessive}`)
  if (question.neverExpires === false) all.push(Prisma.sql`k.expires_at IS NOT NULL`)

  // The alternatives most likely to be few are asked for one by one; the others are checked row by row.
  const alternatives = [
    ...(q === undefined ? [] : [await searchAlternatives(ctx, q)]),
    ...(permission === undefined ? [] : [await permissionAlternatives(ctx, permission)]),
    ...(status === undefined ? [] : [statusAlternatives(status, await archivedProjects(ctx))]),
  ]
  const [any = [{ condition: Prisma.sql`TRUE` }], ...rest] = alternatives
  for (const one of rest)
    all.push(
      Prisma.join(
        one.map(({ condition }) => inParentheses(condition)),
        ' OR ',
      ),
    )
  const lastUse = question.unusedSince !== undefined || question.neverUsed !== undefined
  return { all: Prisma.join(all.map(inParentheses), ' AND '), any, lastUse }
}

/** Held more than it used, by the last look; see `refreshExcess`. */
export const excessive = Prisma.sql`EXISTS (SELECT 1 FROM key_excess e WHERE e.key_id = k.id AND e.organization_id = k.organization_id)`

const inParentheses = (condition: Prisma.Sql) => Prisma.sql`(${condition})`

/** `keyScope` in SQL: the organization, the projects in reach, one's own keys where that is all one may see. */
export function scopeCondition(ctx: Ctx): Prisma.Sql {
  const scope = keyScope(ctx, 'read')
  const parts = [Prisma.sql`k.organization_id = ${scope.organizationId}::uuid`]
  if (ctx.reach) parts.push(inReach(ctx.reach, Prisma.sql`k.project_id`))
  if (scope.ownerUserId !== undefined || scope.ownerServiceAccountId !== undefined) {
    if (scope.ownerUserId) parts.push(Prisma.sql`k.owner_user_id = ${scope.ownerUserId}::uuid`)
    else if (scope.ownerServiceAccountId)
      parts.push(Prisma.sql`k.owner_service_account_id = ${scope.ownerServiceAccountId}::uuid`)
    else parts.push(Prisma.sql`FALSE`)
  }
  return Prisma.join(parts, ' AND ')
}

/** That a project is one of those in reach; where there is one, said so that an index by project serves. */
export function inReach(reach: readonly string[], project: Prisma.Sql): Prisma.Sql {
  const [only, ...more] = reach
  return only !== undefined && more.length === 0
    ? Prisma.sql`${project} = ${only}::uuid`
    : Prisma.sql`${project} = ANY(${[...reach]}::uuid[])`
}

async function ownerCondition(ctx: Ctx, owner: string): Promise<Prisma.Sql> {
  const account = await ctx.db.serviceAccount.findUnique({ where: { id: owner }, select: { id: true } })
  return account
    ? Prisma.sql`k.owner_service_account_id = ${owner}::uuid`
    : Prisma.sql`k.owner_user_id = ${owner}::uuid`
}

/**
 * A search looks for a part of a name, for owners by a part of theirs, for the start of a key or its mask, and for an id. Fewer than
 * three characters are looked for at the beginnings of words: they make no trigram, and would be found everywhere.
 */
async function searchAlternatives(ctx: Ctx, q: string): Promise<Alternative[]> {
  if (ring().wellFormed(q))
    throw invalidField(
      'q',
      'This is a whole key, which should never be in an address: search for its first characters, and rotate it',
    )
  const [start = q, last] = q.split('…')
  const byStart = Prisma.sql`k.start LIKE ${`${escapeLike(start)}%`}`
  const conditions = [last ? Prisma.sql`${byStart} AND k.last = ${last}` : byStart]
  const patterns = patternsOf(q)
  conditions.push(likeAny(Prisma.sql`k.name`, patterns))
  const owners = await ownersNamed(ctx, patterns)
  if (owners.users.length > 0) conditions.push(Prisma.sql`k.owner_user_id = ANY(${owners.users}::uuid[])`)
  if (owners.accounts.length > 0)
    conditions.push(Prisma.sql`k.owner_service_account_id = ANY(${owners.accounts}::uuid[])`)
  if (anyUuid.test(q)) conditions.push(Prisma.sql`k.id = ${q}::uuid`)
  return conditions.map((condition) => ({ condition }))
}

function patternsOf(q: string): string[] {
  const literal = escapeLike(q)
  if ([...q].length >= 3) return [`%${literal}%`]
  return [`${literal}%`, ...[' ', '-', '\\_', '.', '/', ':'].map((before) => `%${before}${literal}%`)]
}

function likeAny(column: Prisma.Sql, patterns: string[]): Prisma.Sql {
  const each = patterns.map((pattern) => Prisma.sql`lower(${column}) LIKE lower(${pattern}::text)`)
  return Prisma.join(each, ' OR ')
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

async function ownersNamed(ctx: Ctx, patterns: string[]): Promise<{ users: string[]; accounts: string[] }> {
  const found = await ctx.db.$queryRaw<{ id: string; person: boolean }[]>`
    (SELECT u.id, true AS person FROM membership m JOIN "user" u ON u.id = m.user_id
     WHERE m.organization_id = ${ctx.organizationId}::uuid AND (${likeAny(Prisma.sql`u.name`, patterns)})
     ORDER BY u.name, u.id LIMIT ${ownersFound})
    UNION ALL
    (SELECT s.id, false FROM service_account s
     WHERE s.organization_id = ${ctx.organizationId}::uuid AND (${likeAny(Prisma.sql`s.name`, patterns)})
     ORDER BY s.name, s.id LIMIT ${ownersFound})`
  const ids = (person: boolean) => found.filter((one) => one.person === person).map((one) => one.id)
  return { users: ids(true), accounts: ids(false) }
}

/** Holding a permission: through a role, from a level up, or explicitly, where the project allows it. `:any` holds `:own`. */
async function permissionAlternatives(ctx: Ctx, permission: string): Promise<Alternative[]> {
  const names = permission.endsWith(':own') ? [permission, `${permission.slice(0, -4)}:any`] : [permission]
  const entries = await ctx.db.permission.findMany({
    where: { organizationId: ctx.organizationId ?? '', name: { in: names } },
    select: { id: true, roles: { select: { roleId: true } }, levels: { select: { level: true } } },
  })
  if (entries.length === 0) return [{ condition: Prisma.sql`FALSE` }]
  const unlike = await ctx.db.project.findMany({
    where: { organizationId: ctx.organizationId ?? '', restricted: true },
    select: { id: true, permissions: { where: { permission: { name: { in: names } } } } },
  })
  // Mostly one condition for all of them; where a limit tells them apart, one for each.
  const apart = unlike.some(({ permissions }) => permissions.length < entries.length)
  return (apart ? entries.map((entry) => [entry]) : [entries]).flatMap((some) => {
    const without = unlike.filter(
      ({ permissions }) =>
        !some.some(({ id }) => permissions.some(({ permissionId }) => permissionId === id)),
    )
    const beside = without.map(({ id }) => id)
    return waysToHold(some).map((way) => ({
      condition: beside.length > 0 ? Prisma.sql`k.project_id <> ALL(${beside}::uuid[]) AND (${way})` : way,
    }))
  })
}

interface Entry {
  id: number
  roles: readonly { roleId: string }[]
  levels: readonly { level: number }[]
}

function waysToHold(entries: readonly Entry[]): Prisma.Sql[] {
  const ids = entries.map((entry) => entry.id)
  const roleIds = [...new Set(entries.flatMap((entry) => entry.roles.map((role) => role.roleId)))]
  const levels = entries.flatMap((entry) => entry.levels.map((rung) => rung.level))
  const conditions: Prisma.Sql[] = []
  if (roleIds.length > 0) conditions.push(Prisma.sql`k.role_id = ANY(${roleIds}::uuid[])`)
  if (levels.length > 0)
    conditions.push(Prisma.sql`k.level IS NOT NULL AND k.level >= ${Math.min(...levels)}::smallint`)
  conditions.push(
    Prisma.sql`k.id IN (SELECT kp.key_id FROM key_permission kp WHERE kp.permission_id = ANY(${ids}::int[]))`,
  )
  return conditions
}
