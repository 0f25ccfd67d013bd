import { z } from 'zod'
import { cursor, instant, uuid } from '#lib/contracts/fields.ts'
import { mountRoot } from '#lib/contracts/mounts.ts'
import { operation, type Right } from '#lib/contracts/operation.ts'

/*
 * TrackGenesis's contract for API keys, as its page has it. Fields stand in the order of the page's examples: answers are
 * written in the order of their schemas.
 */

const mount = 'trackgenesis'
const below = (path: string) => `${mountRoot}/${mount}/api/v1/api-keys${path}`
const onKeys = (right: string): Right => ({ kind: 'permission', name: `api_key:${right}`, scoped: true })

/** The part of a key behind its id. */
const keyLength = 30

const fields = {
  _id: uuid,
  createdBy: uuid.describe('Who owns the key'),
  expiresAt: instant.optional().describe('Left out where the key never expires'),
  key: z.string().min(keyLength).max(60),
  orgId: uuid,
  scopes: z.array(z.string().max(100)).max(2000).describe('All that the key holds, by name'),
  createdAt: instant,
  updatedAt: instant,
  __v: z.literal(0),
  apiKey: z.string().max(100).describe('The id, and behind it the key: what the header api-key carries'),
  id: uuid,
}

/** A key as it is read: with asterisks where the secret is. */
const shownKey = z.object(fields)

/** A new key, in the order of its own example. */
const createdKey = z.object({
  createdBy: fields.createdBy,
  expiresAt: fields.expiresAt,
  key: z.string().length(keyLength),
  orgId: fields.orgId,
  scopes: fields.scopes,
  _id: fields._id,
  createdAt: fields.createdAt,
  updatedAt: fields.updatedAt,
  __v: fields.__v,
  apiKey: fields.apiKey,
  id: fields.id,
})

const end = 'Expected an instant such as 2027-01-31T12:00:00Z, or a date such as 2027-01-31'
/** A date is its first instant, by UTC; null is never. */
const expiry = z
  .union([instant, z.iso.date().refine((date) => Date.parse(date) >= 0)], end)
  .nullable()
  .optional()

const inMilliseconds = (value: string | null) => value && Date.parse(value)

const createBody = z
  .strictObject({ expiresAT: expiry, expiresAt: expiry.describe('As expiresAT') })
  .refine(
    ({ expiresAT, expiresAt }) =>
      expiresAT === undefined ||
      expiresAt === undefined ||
      inMilliseconds(expiresAT) === inMilliseconds(expiresAt),
    { message: 'Give expiresAT or expiresAt, not both', path: ['expiresAt'] },
  )
export type CreateBody = z.output<typeof createBody>

const page = z.strictObject({ cursor: cursor.optional() })
const keyParams = z.strictObject({ keyId: uuid })
const inPages =
  'The newest first, at most 1,000. Where there are more, Link leads to the next page and X-Total-Count says how many there are.'

export const listKeysOfUser = operation({
  id: `${mount}.listKeysOfUser`,
  mount,
  method: 'GET',
  path: below('/user/{userId}'),
  tag: 'Keys',
  summary: 'Retrieve API keys by user id',
  description: `${inPages} Another’s keys need api_key:read:any.`,
  params: z.strictObject({ userId: uuid }),
  query: page,
  reply: z.array(shownKey).max(1000),
  status: 200,
  right: onKeys('read'),
  errors: ['not_found'],
})

export const listOwnKeys = operation({
  id: `${mount}.listOwnKeys`,
  mount,
  method: 'GET',
  path: below('/my'),
  tag: 'Keys',
  summary: 'Retrieve one’s own API keys',
  description: inPages,
  query: page,
  reply: z.array(shownKey).max(1000),
  status: 200,
  right: onKeys('read'),
})

export const getKey = operation({
  id: `${mount}.getKey`,
  mount,
  method: 'GET',
  path: below('/{keyId}'),
  tag: 'Keys',
  summary: 'Retrieve an API key by id',
  params: keyParams,
  reply: shownKey,
  status: 200,
  right: { kind: 'permission', name: 'api_key:read:any', scoped: false },
  errors: ['not_found'],
})

export const createKey = operation({
  id: `${mount}.createKey`,
  mount,
  method: 'POST',
  path: below(''),
  tag: 'Keys',
  summary: 'Create an API key',
  description:
    'The answer carries the key, this once, and is 200. The key has the scope read, which its maker must hold; where the organization does not have it yet, an owner’s or admin’s first call makes it.',
  body: createBody.optional(),
  reply: createdKey,
  status: 200,
  right: onKeys('create'),
  once: ['key', 'apiKey'],
})

export const deleteKey = operation({
  id: `${mount}.deleteKey`,
  mount,
  method: 'DELETE',
  path: below('/{keyId}'),
  tag: 'Keys',
  summary: 'Delete an API key',
  description: 'Final: when the answer arrives, the key is refused on every node.',
  params: keyParams,
  body: z.strictObject({}).optional(),
  reply: z.object({
    message: z.literal('Api key deleted successfully'),
    status: z.literal('success'),
  }),
  status: 200,
  right: onKeys('delete'),
  errors: ['not_found'],
})

export type ShownKey = z.input<typeof shownKey>
export type CreatedKey = z.input<typeof createdKey>
export const operations = [listKeysOfUser, listOwnKeys, getKey, createKey, deleteKey]
