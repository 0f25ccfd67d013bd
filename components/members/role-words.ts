import { mayGiveRole } from '#lib/contracts/members.ts'
import { type MemberRole, memberRoles } from '#lib/contracts/permissions.ts'

/** What people's roles are called, and what they come to, in a line. */
export const roleWords: Readonly<Record<MemberRole, { name: string; about: string }>> = {
  OWNER: { name: 'Owner', about: 'Everything, the organization itself included.' },
  ADMIN: { name: 'Admin', about: 'People, projects, permissions and every key.' },
  MEMBER: { name: 'Member', about: 'Makes and uses keys of their own.' },
  VIEWER: { name: 'Viewer', about: 'Sees every key and what it does, and changes nothing.' },
}

/** `All projects`, `Payments`, `Payments and 2 more`. */
export function projectsText(projects: readonly { name: string }[] | null): string {
  if (projects === null) return 'All projects'
  const [first, ...rest] = projects
  if (!first) return 'None that you see'
  return rest.length === 0 ? first.name : `${first.name} and ${rest.length} more`
}

/** The roles that somebody may give, the widest first. */
export function rolesToGive(role: MemberRole | null): MemberRole[] {
  return role ? memberRoles.filter((given) => mayGiveRole(role, given)) : []
}
