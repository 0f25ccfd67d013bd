import { z } from 'zod'
import { cursor, instant, uuid } from '#lib/contracts/fields.ts'
import { mountRoot } from '#lib/contracts/mounts.ts'
import { operation } from '#lib/contracts/operation.ts'

/*
 * Dadosfera's contract for API keys, as its page has it. Fields stand in the order of the page's examples: answers are
 * written in the order of their schemas.
 */

const mount = 'dadosfera'
const below = (path: string) => `${mountRoot}/${mount}${path}`

const permission = z.object({ id: z.int().min(1), name: z.string().max(100) })

/** `ddf_`, base64 of 32 bytes. The mask is as long. */
const keyLength = 48
const keyMask = z.string().length(keyLength).describe('The first characters of the key, and asterisks')

const listedKey = z.object({
  permissions: z
    .array(permission)
    .max(200)
    .describe('Those given by number, without those of a role or level'),
  id: uuid,
  key_mask: keyMask,
  created_at: instant,
})

const createdKey = z.object({
  permissions: z.array(permission).max(200),
  id: uuid,
  key: z.string().length(keyLength),
  key_mask: keyMask,
  created_at: instant,
  created_by: uuid.describe('Who owns the key'),
})

/** The most permissions that one key is given by number. */
const maxPermissions = 200

/** Any integer: one that no catalogue could have is unknown, as one is that this catalogue has not. */
const permissionId = z
  .number('Expected the id of a permission')
  .refine((id) => Number.isInteger(id), 'Expected an integer')
  .meta({ type: 'integer' })

export const listPermissions = operation({
  id: `${mount}.listPermissions`,
  mount,
  method: 'GET',
  path: below('/permissions'),
  tag: 'Catalogue',
  summary: 'List permissions',
  description: 'The organization’s whole catalogue by id, the built-in permissions among them.',
  reply: z.array(permission).max(2000),
  status: 200,
  right: { kind: 'permission', name: 'permission:read', scoped: false },
})

export const listKeys = operation({
  id: `${mount}.listKeys`,
  mount,
  method: 'GET',
  path: below('/api-key'),
  tag: 'Keys',
  summary: 'List API keys',
  description:
    'The keys that the caller may see, the newest first: at most 1,000. Where there are more, Link leads to the next page and X-Total-Count says how many there are.',
  query: z.strictObject({ cursor: cursor.optional() }),
  reply: z.array(listedKey).max(1000),
  status: 200,
  right: { kind: 'permission', name: 'api_key:read', scoped: true },
})

export const createKey = operation({
  id: `${mount}.createKey`,
  mount,
  method: 'POST',
  path: below('/api-key'),
  tag: 'Keys',
  summary: 'Create an API key',
  description:
    'The answer carries the key, this once. The key belongs to the caller, never expires, and never holds a permission that its maker lacks. Ids that the catalogue does not have, and a list without any, are answered 500, as Dadosfera documents it.',
  body: z.strictObject({ permissions: z.array(permissionId).max(maxPermissions) }),
  reply: createdKey,
  status: 201,
  right: { kind: 'permission', name: 'api_key:create:any', scoped: false },
  once: ['key'],
})

export const deleteKey = operation({
  id: `${mount}.deleteKey`,
  mount,
  method: 'DELETE',
  path: below('/api-key/{keyId}'),
  tag: 'Keys',
  summary: 'Delete an API key',
  description: 'Final: when the answer arrives, the key is refused on every node.',
  params: z.strictObject({ keyId: uuid }),
  status: 204,
  right: { kind: 'permission', name: 'api_key:delete', scoped: true, also: 'api_key:create:any' },
  errors: ['not_found'],
})

export type ListedKey = z.input<typeof listedKey>
export type CreatedKey = z.input<typeof createdKey>
export const operations = [listPermissions, listKeys, createKey, deleteKey]
