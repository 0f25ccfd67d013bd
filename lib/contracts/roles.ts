import { z } from 'zod'
import { effective } from './effective.ts'
import { anyUuid, cursor, instant, line, prose, uuid } from './fields.ts'
import { summaryBound } from './keys.ts'
import { operation } from './operation.ts'
import {
  aboutPreviews,
  count,
  description,
  heldKey,
  maxRoles,
  name,
  names,
  needs,
  page,
  permissionNames,
  preview,
} from './previews.ts'

export const role = z.object({
  id: uuid,
  name,
  description,
  permissions: names,
  version: z.int().min(1),
  createdAt: instant,
  updatedAt: instant,
})
export type Role = z.infer<typeof role>

export const listRoles = operation({
  id: 'listRoles',
  method: 'GET',
  path: '/api/v1/roles',
  tag: 'Catalogue',
  summary: 'Roles for keys',
  reply: z.object({ items: z.array(role).max(maxRoles) }),
  status: 200,
  right: needs('permission:read'),
})

const roleName = line(100).refine(
  (value) => !anyUuid.test(value),
  'This looks like an id, by which roles are named too',
)

export const createRoleBody = z.strictObject({
  name: roleName,
  description: prose(500).optional(),
  permissions: permissionNames.optional().describe('By name'),
})

export const createRole = operation({
  id: 'createRole',
  method: 'POST',
  path: '/api/v1/roles',
  tag: 'Catalogue',
  summary: 'Create a role',
  description: `Nobody puts into a role what they do not hold; and as keys of any owner can have it, \`:own\` of a built-in permission takes \`:any\`. An organization has at most ${maxRoles}.`,
  body: createRoleBody,
  reply: role,
  status: 201,
  right: needs('permission:update'),
  errors: ['conflict', 'limit_exceeded', 'idempotency_mismatch'],
  creates: true,
  versioned: true,
})

const roleParams = z.strictObject({ roleId: uuid })

export const getRole = operation({
  id: 'getRole',
  method: 'GET',
  path: '/api/v1/roles/{roleId}',
  tag: 'Catalogue',
  summary: 'Get a role',
  params: roleParams,
  reply: role,
  status: 200,
  right: needs('permission:read'),
  errors: ['not_found'],
  versioned: true,
})

export const listRoleKeys = operation({
  id: 'listRoleKeys',
  method: 'GET',
  path: '/api/v1/roles/{roleId}/keys',
  tag: 'Catalogue',
  summary: 'Who has a role',
  description: 'Keys that are not revoked and that the caller may see, the newest first.',
  params: roleParams,
  query: page,
  reply: z.object({
    keys: count.describe(`How many there are; ${summaryBound} means “at least”`),
    items: z.array(heldKey).max(200),
    nextCursor: cursor.nullable(),
  }),
  status: 200,
  right: needs('permission:read'),
  errors: ['not_found'],
})

export const updateRoleBody = z
  .strictObject({
    name: roleName.optional(),
    description: prose(500).optional(),
    permissions: permissionNames.optional().describe('By name; replaces the whole of it'),
  })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'Give at least one field to change',
  )

export const updateRole = operation({
  id: 'updateRole',
  method: 'PATCH',
  path: '/api/v1/roles/{roleId}',
  tag: 'Catalogue',
  summary: 'Change a role',
  description:
    'What it gives changes for every key that has it, from the answer on; `effective` says so, or what is missing. Nobody adds what they do not hold; anybody who may change roles takes away.',
  params: roleParams,
  body: updateRoleBody,
  reply: role.extend({ effective: effective.optional() }),
  status: 200,
  right: needs('permission:update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

const replacement = z
  .union([uuid, z.literal('none')])
  .describe('What its keys get instead: the id of another role, or `none`')

export const previewRole = operation({
  id: 'previewRole',
  method: 'POST',
  path: '/api/v1/roles/{roleId}/preview',
  tag: 'Catalogue',
  summary: 'Preview a change of a role',
  description: `Give \`permissions\` as they are to be, or \`replacement\` for a deletion. ${aboutPreviews}`,
  params: roleParams,
  query: page,
  body: z
    .strictObject({ permissions: permissionNames.optional(), replacement: replacement.optional() })
    .refine(
      (body) => (body.permissions === undefined) !== (body.replacement === undefined),
      'Give permissions for an edit, or replacement for a deletion',
    ),
  reply: preview,
  status: 200,
  right: needs('permission:update'),
  errors: ['not_found'],
})

export const deleteRole = operation({
  id: 'deleteRole',
  method: 'DELETE',
  path: '/api/v1/roles/{roleId}',
  tag: 'Catalogue',
  summary: 'Delete a role',
  description:
    'Refused while keys have it, unless `replacement` says what they get instead. Revoked keys are left without a role. When the answer arrives, every node knows; `effective` says so, or what is missing.',
  params: roleParams,
  query: z.strictObject({ replacement: replacement.optional() }),
  reply: role.extend({
    keys: z.int().min(0).describe('Keys that had it and were given another, or none'),
    effective,
  }),
  status: 200,
  right: needs('permission:update'),
  errors: ['not_found', 'conflict', 'precondition_failed', 'limit_exceeded'],
  versioned: true,
})
