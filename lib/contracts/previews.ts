import { z } from 'zod'
import { apiKey } from './api-key.ts'
import { cursor, limit } from './fields.ts'
import { summaryBound } from './keys.ts'
import type { Right } from './operation.ts'
import { permissionName } from './permissions.ts'

/* What the operations of permissions, roles and levels have in common; above all, what a change of them would do to keys. */

/** The most permissions that an organization's catalogue holds, the built-in ones among them. */
export const maxPermissions = 2000
/** The most roles that an organization has. */
export const maxRoles = 500

export const needs = (name: string): Right => ({ kind: 'permission', name, scoped: false })

export const name = z.string().max(100)
export const names = z.array(name).max(maxPermissions)
export const description = z.string().max(500)
/** As they are sent: by name. */
export const permissionNames = z.array(permissionName).max(maxPermissions)

/** How many keys, as far as they are counted: the bound itself means “at least”. */
export const count = z.int().min(0).max(summaryBound)

/** A key as far as a list of those who hold something needs it. */
export const heldKey = apiKey.pick({
  id: true,
  projectId: true,
  name: true,
  mask: true,
  generation: true,
  owner: true,
  lastUsedAt: true,
})
export type HeldKey = z.infer<typeof heldKey>

export const page = z.strictObject({ cursor: cursor.optional(), limit })

/** What a change of the catalogue would do to keys, before it is made. */
export const preview = z.object({
  keys: count.describe(`Keys whose effective set would change; ${summaryBound} means “at least”`),
  gaining: count.describe('Those of them that would hold more'),
  losing: count.describe('Those of them that would hold less'),
  permissions: z
    .array(z.object({ name, gaining: count, losing: count }))
    .max(20)
    .describe(
      'Of the first 20 permissions that change, those that some key gains or loses, each with how many do',
    ),
  items: z
    .array(z.object({ key: heldKey, gains: names, loses: names }))
    .max(200)
    .describe('The keys, the newest first'),
  nextCursor: cursor.nullable(),
})
export type Preview = z.infer<typeof preview>

export const aboutPreviews =
  'Changes nothing. A key that has the permission by another way neither gains nor loses it, and is not counted. Of keys that the caller may not see nothing is said.'
