import { z } from 'zod'
import { governs, maxMemberProjects } from '#lib/contracts/members.ts'
import { type MemberRole, memberRole } from '#lib/contracts/permissions.ts'

/** Role and projects as a person fills them in. */
export const accessShape = {
  role: memberRole,
  scope: z.enum(['all', 'some']),
  projectIds: z.array(z.string()).max(maxMemberProjects, `At most ${maxMemberProjects} projects`),
}

export interface AccessValues {
  role: MemberRole
  scope: 'all' | 'some'
  projectIds: string[]
}

/** Whether the projects chosen make sense with the rest; the message stands at the projects. */
export const projectsChosen = ({ role, scope, projectIds }: AccessValues) =>
  governs(role) || scope === 'all' || projectIds.length > 0
export const projectsMissing = { path: ['projectIds'], message: 'Choose at least one project' }

/** The contract's fields for the form's; owners and admins reach everything. */
export function accessBody({ role, scope, projectIds }: AccessValues) {
  return { role, projectIds: governs(role) || scope === 'all' ? null : projectIds }
}

/** The form's values for what somebody has. */
export function accessValues(has: {
  role: MemberRole
  projects: readonly { id: string }[] | null
}): AccessValues {
  return {
    role: has.role,
    scope: has.projects ? 'some' : 'all',
    projectIds: has.projects?.map(({ id }) => id) ?? [],
  }
}
