import { governs } from '#lib/contracts/members.ts'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import type { FieldProblem } from '#lib/contracts/problem.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'

export interface NamedProject {
  id: string
  name: string
}

/**
 * The projects to which somebody of `role` is to be limited, by name; none is no limit.
 * @throws CoreError `invalid` for a project that the organization does not have, and for an owner or admin, whom none limits
 */
export async function namedProjects(
  ctx: Ctx,
  role: MemberRole,
  projectIds: readonly string[] | null,
): Promise<NamedProject[]> {
  if (!projectIds) return []
  if (governs(role)) throw invalidField('projectIds', 'Owners and admins reach every project')
  const found = await ctx.db.project.findMany({
    where: { organizationId: requireOrganization(ctx), id: { in: [...projectIds] } },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  })
  const known = new Set(found.map(({ id }) => id))
  const fields: FieldProblem[] = projectIds.flatMap((id, at) =>
    known.has(id) ? [] : [{ path: `projectIds.${at}`, message: 'The organization has no such project' }],
  )
  if (fields.length > 0)
    throw new CoreError('invalid', 'The organization does not have all of these projects.', { fields })
  return found
}

/** A limit as whoever asks may see it: null is none, and of the projects those in the actor's own reach. */
export function presentLimit({ reach }: Ctx, projects: readonly NamedProject[]): NamedProject[] | null {
  if (projects.length === 0) return null
  return projects.filter(({ id }) => reach === null || reach.includes(id))
}

/** For the audit log, which says names. */
export const limitText = (projects: readonly NamedProject[]) =>
  projects.length === 0 ? 'all' : projects.map(({ name }) => name)
