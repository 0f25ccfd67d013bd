import { z } from 'zod'
import { commaList, cursor, instant, limit, line, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'
import { holdsAll, type MemberRole, memberRole, rolePermissions } from './permissions.ts'

const needs = (name: string): Right => ({ kind: 'permission', name, scoped: false })

/** Owners and admins reach every project, whatever else may be named. */
export const governs = (role: MemberRole): boolean => role === 'OWNER' || role === 'ADMIN'

/**
 * Whether somebody of role `by` may give `role` to others, and change who has it: it takes the right to change members, and nobody
 * hands on what they do not hold. What the organization's own catalogue has is held by all who may.
 */
export function mayGiveRole(by: MemberRole, role: MemberRole): boolean {
  const held = rolePermissions(by, [])
  return held.has('member:update') && holdsAll(held, rolePermissions(role, []))
}

/** To how many projects a membership may be limited. */
export const maxMemberProjects = 100

/** The projects that a membership or an invitation names, as they are shown. */
export const limitedTo = z
  .array(z.object({ id: uuid, name: z.string().max(100) }))
  .max(maxMemberProjects)
  .nullable()
  .describe('The projects in reach, of those that the caller may see; null: all there are')

/** The same, as they are sent. */
export const projectIds = z
  .array(uuid)
  .min(1)
  .max(maxMemberProjects)
  .nullable()
  .describe('The only projects in reach, for a MEMBER or VIEWER; null: all. Owners and admins reach all')

export const member = z.object({
  id: uuid.describe('The person’s, as in the owner of a key'),
  email: z.string().max(254),
  name: z.string().max(100),
  role: memberRole,
  projects: limitedTo,
  secondFactor: z
    .boolean()
    .nullable()
    .describe('Whether the account asks for one. This and what follows: null for who may not change members'),
  keys: z.int().min(0).nullable().describe('Keys of theirs in this organization that are not revoked'),
  lastSeenAt: instant.nullable().describe('In this organization; null also for who was never here'),
  joinedAt: instant,
  version: z.int().min(1),
})
export type Member = z.infer<typeof member>

export const listMembers = operation({
  id: 'listMembers',
  method: 'GET',
  path: '/api/v1/members',
  tag: 'Members',
  summary: 'List members',
  description: 'By name. `q` looks in names and e-mail addresses.',
  query: z.strictObject({
    cursor: cursor.optional(),
    limit,
    q: line(100).optional(),
    role: commaList(memberRole, 4).optional(),
    project: uuid.optional().describe('Only those in whose reach this project is'),
  }),
  reply: z.object({ items: z.array(member).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: needs('member:read'),
})

const memberParams = z.strictObject({ memberId: uuid })

export const getMember = operation({
  id: 'getMember',
  method: 'GET',
  path: '/api/v1/members/{memberId}',
  tag: 'Members',
  summary: 'Get a member',
  params: memberParams,
  reply: member,
  status: 200,
  right: needs('member:read'),
  errors: ['not_found'],
  versioned: true,
})

export const updateMemberBody = z
  .strictObject({ role: memberRole.optional(), projectIds: projectIds.optional() })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'Give at least one field to change',
  )

export const updateMember = operation({
  id: 'updateMember',
  method: 'PATCH',
  path: '/api/v1/members/{memberId}',
  tag: 'Members',
  summary: 'Change a member’s role and projects',
  description:
    'Counts at the member’s next request; sessions and keys of theirs go on. Nobody gives a role that may do more than their own, or changes a member who may. The last owner stays one. Whoever becomes OWNER or ADMIN reaches every project.',
  params: memberParams,
  body: updateMemberBody,
  reply: member,
  status: 200,
  right: needs('member:update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

export const leaveOrganization = operation({
  id: 'leaveOrganization',
  method: 'POST',
  path: '/api/v1/organizations/{organizationId}/leave',
  tag: 'Members',
  summary: 'Leave the organization',
  description:
    'For oneself. Refused while one is its only owner, owns keys that are not revoked, or answers for service accounts: nothing is left without an owner. One’s sessions there end, or go on in another organization of one’s own.',
  params: z.strictObject({ organizationId: uuid }),
  status: 204,
  right: { kind: 'person' },
  errors: ['not_found', 'conflict'],
})

export const transferOrganizationBody = z.strictObject({
  memberId: uuid.describe('Who becomes an owner'),
  password: z.string().min(1).max(1000).describe('One’s own, once more'),
})

export const transferOrganization = operation({
  id: 'transferOrganization',
  method: 'POST',
  path: '/api/v1/organizations/{organizationId}/transfer',
  tag: 'Members',
  summary: 'Transfer ownership',
  description:
    'An owner makes another member an owner and becomes an admin, in one step. For a person, who is asked for the password again.',
  params: z.strictObject({ organizationId: uuid }),
  body: transferOrganizationBody,
  reply: member,
  status: 200,
  right: needs('organization:transfer'),
  errors: ['not_found', 'conflict'],
})
