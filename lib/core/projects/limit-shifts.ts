import { Prisma } from '#lib/db/generated/client.ts'
import type { Concern } from '../catalogue/affected.ts'
import { refuseBeyondHands } from '../catalogue/handing.ts'
import type { Ctx, Db } from '../context.ts'
import type { Limit } from './limits.ts'

/** A permission that a change of a project's limit gives back to keys which were granted it, or takes from them. */
export interface LimitShift {
  name: string
  gained: boolean
}

/** What changes between two limits, of the names that the catalogue has. */
export function limitShifts(catalogue: readonly string[], before: Limit, after: Limit): LimitShift[] {
  const [was, is] = [before && new Set(before), after && new Set(after)]
  const lets = (limit: ReadonlySet<string> | null, name: string) => limit === null || limit.has(name)
  return catalogue
    .filter((name) => lets(was, name) !== lets(is, name))
    .map((name) => ({ name, gained: lets(is, name) }))
}

/** The names of an organization's catalogue. */
export async function catalogueNames(db: Db, organizationId: string): Promise<string[]> {
  const rows = await db.permission.findMany({ where: { organizationId }, select: { name: true } })
  return rows.map(({ name }) => name)
}

/** The keys of a project that were given what a change of its limit is about, in whichever way. */
export function limitConcern(
  { id, organizationId }: { id: string; organizationId: string },
  shifts: readonly LimitShift[],
): Concern {
  const table = Prisma.sql`shift AS MATERIALIZED (
    SELECT one.at, one.name, one.gained, p.id AS permission_id
    FROM jsonb_to_recordset(${JSON.stringify(shifts.map((shift, at) => ({ ...shift, at })))}::jsonb)
      AS one (at int, name text, gained boolean)
    JOIN permission p ON p.organization_id = ${organizationId}::uuid AND p.name = one.name)`
  const applies = Prisma.sql`(
    EXISTS (SELECT FROM key_permission kp WHERE kp.key_id = k.id AND kp.permission_id = s.permission_id)
    OR EXISTS (SELECT FROM role_permission rp WHERE rp.role_id = k.role_id AND rp.permission_id = s.permission_id)
    OR EXISTS (SELECT FROM level_permission lp WHERE lp.organization_id = k.organization_id
      AND lp.level <= k.level AND lp.permission_id = s.permission_id))`
  const here = Prisma.sql`k.project_id = ${id}::uuid`
  const shifted = Prisma.sql`(SELECT permission_id FROM shift)`
  const any = [
    Prisma.sql`${here} AND k.id IN (
      SELECT kp.key_id FROM key_permission kp WHERE kp.permission_id IN ${shifted})`,
    Prisma.sql`${here} AND k.role_id IN (
      SELECT rp.role_id FROM role_permission rp WHERE rp.permission_id IN ${shifted})`,
    Prisma.sql`${here} AND k.level >= (SELECT min(lp.level) FROM level_permission lp
      WHERE lp.organization_id = ${organizationId}::uuid AND lp.permission_id IN ${shifted})`,
  ]
  return { any: shifts.length > 0 ? any : [], shifts: table, applies }
}

/**
 * Refuses a limit that gives keys back what the actor does not hold: else a key that may change its project would lift the limit
 * that somebody set to it.
 * @throws CoreError `forbidden`
 */
export async function refuseGivingBack(
  ctx: Ctx,
  project: { id: string; organizationId: string },
  shifts: readonly LimitShift[],
): Promise<void> {
  const gained = shifts.filter((shift) => shift.gained)
  const concern = limitConcern(project, gained)
  if (concern.any.length === 0) return
  const rows = await ctx.db.$queryRaw<{ name: string }[]>`
    WITH ${concern.shifts}
    SELECT s.name FROM shift s WHERE EXISTS (
      SELECT FROM api_key k
      WHERE k.project_id = ${project.id}::uuid AND k.revoked_at IS NULL AND ${concern.applies})`
  refuseBeyondHands(
    ctx,
    rows.map(({ name }) => name),
  )
}
