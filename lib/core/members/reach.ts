import type { MemberRole } from '#lib/contracts/permissions.ts'
import type { Prisma } from '#lib/db/generated/client.ts'

/**
 * The projects that bound a person: those that their membership names. Whoever governs reaches all of them.
 * @param projectIds the projects named in the membership
 * @returns null where nothing bounds the person
 */
export function reachOf(role: MemberRole | null, projectIds: readonly string[]): readonly string[] | null {
  const limited = role === 'MEMBER' || role === 'VIEWER'
  return limited && projectIds.length > 0 ? projectIds : null
}

/** The projects that a membership reaches, as a condition for queries on projects of its organization. */
export function inReachOf({
  role,
  projects,
}: {
  role: MemberRole
  projects: readonly { projectId: string }[]
}): Prisma.ProjectWhereInput {
  const reach = reachOf(
    role,
    projects.map(({ projectId }) => projectId),
  )
  return reach ? { id: { in: [...reach] } } : {}
}
