import { lastInstant } from '#lib/contracts/fields.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { type Driver, distinctActions, distinctAddresses, distinctTargetTypes, driver } from './driver.ts'
import type { Filter } from './filter.ts'

const usualAddresses = 256

/** Milliseconds by which the database's clock may have been set back between two events. */
const clockSteps = 60_000

/** What a filter comes to. */
export interface Narrowed {
  organizationId: string
  /** Only events after this place, and before the other; null: to the head. */
  above: bigint
  below: bigint | null
  /** What each event must fulfil, by itself. */
  matches: readonly Prisma.Sql[]
  /** The indexes that lead to such events. */
  drivers: readonly Driver[]
  /** True where something is to be fulfilled that no index leads to. */
  isLookedThrough: boolean
}

/**
 * Reads a filter: what events must fulfil, and by which indexes they can be found.
 * @param mostAddresses a network of more than this, of those the log knows, is looked through instead of looked up
 * @returns null where nothing can match
 */
export async function narrow(
  ctx: Ctx,
  filter: Filter,
  mostAddresses = usualAddresses,
): Promise<Narrowed | null> {
  const organizationId = requireOrganization(ctx)
  const drivers: Driver[] = []
  const matches: Prisma.Sql[] = []
  let isLookedThrough = false
  if (filter.actor) drivers.push(driver('actor', [filter.actor]))
  if (filter.actorType) drivers.push(driver('actorType', [filter.actorType]))
  if (filter.action) {
    const prefixes = filter.action.filter((name) => name.endsWith('.'))
    const known = prefixes.length > 0 ? await distinctActions(ctx, organizationId) : []
    const within = known.filter((action) => prefixes.some((prefix) => action.startsWith(prefix)))
    drivers.push(driver('action', [...filter.action.filter((name) => !name.endsWith('.')), ...within]))
  }
  if (filter.target) {
    const types = filter.targetType ? [filter.targetType] : await distinctTargetTypes(ctx, organizationId)
    drivers.push(driver('target', types, filter.target))
  } else if (filter.targetType) drivers.push(driver('targetType', [filter.targetType]))
  const projects = projectsOf(ctx, filter)
  if (projects) drivers.push(driver('project', projects))
  if (filter.address) {
    const known = await distinctAddresses(ctx, organizationId, filter.address, mostAddresses + 1)
    isLookedThrough = known.length > mostAddresses
    if (isLookedThrough) matches.push(Prisma.sql`audit_event_address(e.ip) <<= ${filter.address}::inet`)
    else drivers.push(driver('address', known))
  }
  if (drivers.some(({ values }) => values.length === 0)) return null
  const { from, to, after } = filter
  if (from) matches.push(Prisma.sql`e.at >= ${new Date(from)}`)
  if (to) matches.push(Prisma.sql`e.at < ${new Date(to)}`)
  const lowest = from === undefined ? null : await lastBefore(ctx, organizationId, Date.parse(from))
  const below = to === undefined ? null : await firstSince(ctx, organizationId, Date.parse(to))
  const above = [lowest ?? 0n, BigInt(after ?? 0)].reduce((a, b) => (a > b ? a : b))
  return { organizationId, above, below, matches, drivers, isLookedThrough }
}

/** The projects that the filter and the actor's reach leave; null where neither bounds them. */
function projectsOf({ reach }: Ctx, { project }: Filter): readonly string[] | null {
  if (project === undefined) return reach
  return reach === null || reach.includes(project) ? [project] : []
}

/*
 * Instants in places of the chain. Places follow time but for the steps of a clock: whatever happened at an instant or later comes
 * after all that happened more than such a step before it.
 */

/** @returns the last place that is surely before an instant; null where there is none */
async function lastBefore(ctx: Ctx, organizationId: string, instant: number): Promise<bigint | null> {
  const until = new Date(Math.max(0, instant - clockSteps))
  const [row] = await ctx.db.$queryRaw<{ seq: bigint }[]>`
    SELECT seq FROM audit_event WHERE organization_id = ${organizationId}::uuid AND at < ${until}
    ORDER BY at DESC, seq DESC LIMIT 1`
  return row?.seq ?? null
}

/** @returns the first place that is surely after an instant; null where there is none */
async function firstSince(ctx: Ctx, organizationId: string, instant: number): Promise<bigint | null> {
  const since = new Date(Math.min(lastInstant, instant + clockSteps))
  const [row] = await ctx.db.$queryRaw<{ seq: bigint }[]>`
    SELECT seq FROM audit_event WHERE organization_id = ${organizationId}::uuid AND at >= ${since}
    ORDER BY at, seq LIMIT 1`
  return row?.seq ?? null
}
