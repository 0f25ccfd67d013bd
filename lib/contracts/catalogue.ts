import { z } from 'zod'
import { level } from './api-key.ts'
import { effective } from './effective.ts'
import { digits, instant, limit, prose, uuid } from './fields.ts'
import { summaryBound } from './keys.ts'
import { operation } from './operation.ts'
import { builtInPermissions, permissionName } from './permissions.ts'
import {
  aboutPreviews,
  count,
  description,
  heldKey,
  maxPermissions,
  maxRoles,
  name,
  needs,
  page,
  preview,
} from './previews.ts'

export const permission = z.object({
  id: z.int().min(1),
  name,
  description,
  builtIn: z.boolean().describe('Governs Latchwork itself'),
  version: z.int().min(1),
})
export type Permission = z.infer<typeof permission>

export const listPermissions = operation({
  id: 'listPermissions',
  method: 'GET',
  path: '/api/v1/permissions',
  tag: 'Catalogue',
  summary: 'The permission catalogue',
  reply: z.object({ items: z.array(permission).max(maxPermissions) }),
  status: 200,
  right: needs('permission:read'),
})

const resourceOf = (permission: string) => permission.split(':')[0]
const governed = new Set(Object.keys(builtInPermissions).map(resourceOf))

/**
 * A permission of the organization's own. What Latchwork itself governs is not named anew: a later version may bring a built-in
 * permission of that name, which keys must not hold by then.
 */
export const ownPermissionName = permissionName.refine(
  (value) => !value.includes(':') || !governed.has(resourceOf(value)),
  'What Latchwork itself governs cannot be named anew: choose another word before the colon',
)

export const createPermissionBody = z.strictObject({
  name: ownPermissionName.describe('What your API asks for: `resource:action`'),
  description: prose(500).optional(),
})

export const createPermission = operation({
  id: 'createPermission',
  method: 'POST',
  path: '/api/v1/permissions',
  tag: 'Catalogue',
  summary: 'Create a permission',
  description: `No key holds it yet: give it to keys, put it in a role, or on a rung of the ladder. A catalogue holds at most ${maxPermissions}.`,
  body: createPermissionBody,
  reply: permission,
  status: 201,
  right: needs('permission:update'),
  errors: ['conflict', 'limit_exceeded', 'idempotency_mismatch'],
  creates: true,
  versioned: true,
})

const permissionParams = z.strictObject({ permissionId: digits(z.int().min(1).max(2_147_483_647)) })

export const getPermission = operation({
  id: 'getPermission',
  method: 'GET',
  path: '/api/v1/permissions/{permissionId}',
  tag: 'Catalogue',
  summary: 'Get a permission',
  params: permissionParams,
  reply: permission,
  status: 200,
  right: needs('permission:read'),
  errors: ['not_found'],
  versioned: true,
})

export const updatePermission = operation({
  id: 'updatePermission',
  method: 'PATCH',
  path: '/api/v1/permissions/{permissionId}',
  tag: 'Catalogue',
  summary: 'Describe a permission anew',
  description:
    'Its name stays: your API asks for it by that name, and there is no instant at which both sides change theirs. To call it otherwise, make another, give it to whoever has the old one, and delete that when nothing asks for it any more.',
  params: permissionParams,
  body: z.strictObject({ description: prose(500) }),
  reply: permission,
  status: 200,
  right: needs('permission:update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

export const getPermissionUse = operation({
  id: 'getPermissionUse',
  method: 'GET',
  path: '/api/v1/permissions/{permissionId}/use',
  tag: 'Catalogue',
  summary: 'Who uses a permission',
  description:
    'Roles, rungs of the ladder, restricted projects and keys that would lose it with its deletion. Of keys and projects that the caller may not see nothing is said.',
  params: permissionParams,
  query: z.strictObject({ limit }),
  reply: z.object({
    roles: z.array(z.object({ id: uuid, name })).max(maxRoles),
    levels: z.array(z.object({ level, name })).max(9),
    projects: z
      .array(z.object({ id: uuid, name }))
      .max(200)
      .describe('Restricted projects whose keys may hold it; the first 200'),
    keys: count.describe(`Keys that hold it in any way; ${summaryBound} means “at least”`),
    explicit: count.describe('Those of them that are given it by name'),
    items: z
      .array(z.object({ key: heldKey, explicit: z.boolean() }))
      .max(200)
      .describe('The keys, the newest first'),
    lastUsedAt: instant
      .nullable()
      .describe(`When it was last asked of one of the ${summaryBound} keys that were used last`),
  }),
  status: 200,
  right: needs('permission:read'),
  errors: ['not_found'],
})

export const previewPermissionDeletion = operation({
  id: 'previewPermissionDeletion',
  method: 'POST',
  path: '/api/v1/permissions/{permissionId}/preview',
  tag: 'Catalogue',
  summary: 'Preview the deletion of a permission',
  description: `${aboutPreviews} One that is built in is refused, as its deletion would be.`,
  params: permissionParams,
  query: page,
  reply: preview,
  status: 200,
  right: needs('permission:update'),
  errors: ['not_found', 'conflict'],
})

export const deletePermission = operation({
  id: 'deletePermission',
  method: 'DELETE',
  path: '/api/v1/permissions/{permissionId}',
  tag: 'Catalogue',
  summary: 'Delete a permission',
  description:
    'Takes it from every role, rung, restricted project and key. When the answer arrives, no node says of any key that it holds it; `effective` says so, or what is missing.',
  params: permissionParams,
  reply: permission.extend({
    keys: count.describe(`Keys that held it; ${summaryBound} means “at least”`),
    effective,
  }),
  status: 200,
  right: needs('permission:update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

/**
 * What of `held` one may put into a role or on a rung. Keys of any owner may have either, and to hand `:own` of a built-in permission to
 * another’s key, which there means that owner’s, takes `:any`.
 */
export function handable(held: ReadonlySet<string>): Set<string> {
  return new Set(
    [...held].filter(
      (one) =>
        !(one.endsWith(':own') && Object.hasOwn(builtInPermissions, one)) ||
        held.has(`${one.slice(0, -4)}:any`),
    ),
  )
}
