import { z } from 'zod'
import { level as levels } from '#lib/contracts/api-key.ts'
import { cursor, instant, line, uuid } from '#lib/contracts/fields.ts'
import { type Mount, mountRoot } from '#lib/contracts/mounts.ts'
import { operation, type Right } from '#lib/contracts/operation.ts'
import type { Revision } from '#lib/http/dialect.ts'

/*
 * FreeSewing's contract. Every path has two forms: `jwt`, for an access token, and `key`, for a key by HTTP Basic. The messages of
 * the schemas are the vendor's error identifiers. Source: its page on API keys, and its public clients.
 */

/** How a caller shows who it is. */
export type Form = 'jwt' | 'key'

/** The longest life of a key, in seconds: a year. */
export const longestLife = 31_536_000

/**
 * What can be wrong with a new key, in the order in which it is checked. `nameInvalid` and `unknownField` are not the vendor's; they
 * come after what the vendor finds in a body, and before what takes a look at the maker.
 */
export const createMistakes = [
  'postBodyMissing',
  'nameMissing',
  'levelMissing',
  'levelNotNumeric',
  'invalidLevel',
  'expiresInMissing',
  'expiresInNotNumeric',
  'expiresInHigherThanMaximum',
  'nameInvalid',
  'unknownField',
  'keyLevelExceedsRoleLevel',
] as const
export type CreateMistake = (typeof createMistakes)[number]
const mistake = (id: CreateMistake) => id

/** The vendor asks whether there is a value by its truth; a level of 0 is one all the same. */
const isMissing = (value: unknown) => value === undefined || value === null || value === '' || value === false

const name = z
  .string(mistake('nameMissing'))
  .max(1_000, mistake('nameInvalid'))
  .trim()
  .min(1, mistake('nameMissing'))
  .refine((text) => text === '' || line(100).safeParse(text).success, mistake('nameInvalid'))

// JSON's `1e400` reads as infinity: a number for the vendor, though not for the schema of numbers.
const level = z
  .number({
    error: ({ input }) => {
      if (isMissing(input)) return mistake('levelMissing')
      return mistake(typeof input === 'number' ? 'invalidLevel' : 'levelNotNumeric')
    },
  })
  .refine((value) => levels.safeParse(value).success, mistake('invalidLevel'))

// As for the vendor, 0 is no number of seconds.
const expiresIn = z
  .number({
    error: ({ input }) => {
      if (isMissing(input)) return mistake('expiresInMissing')
      return mistake(
        input === Number.POSITIVE_INFINITY ? 'expiresInHigherThanMaximum' : 'expiresInNotNumeric',
      )
    },
  })
  .refine((value) => value !== 0, mistake('expiresInMissing'))
  .refine((value) => value === 0 || (value > 0 && Number.isInteger(value)), mistake('expiresInNotNumeric'))
  .max(longestLife, mistake('expiresInHigherThanMaximum'))

export const createBody = z
  .strictObject(
    { name, level, expiresIn },
    { error: ({ code }) => (code === 'invalid_type' ? mistake('postBodyMissing') : undefined) },
  )
  .refine((body) => Object.keys(body).length > 0, {
    message: mistake('postBodyMissing'),
    // A field that is not known is taken out before this is asked.
    when: ({ value, issues }) =>
      typeof value === 'object' &&
      value !== null &&
      Object.keys(value).length === 0 &&
      issues.every(({ code }) => code !== 'unrecognized_keys'),
  })

const shared = {
  level: levels,
  createdAt: instant,
  expiresAt: instant.nullable().describe('null: never, which only other contracts can say'),
  name: z.string().max(100),
  userId: z.int().min(1).describe('The number of the key’s owner'),
}
const { createdAt: _, ...aboutItself } = shared

const success = z.literal('success')
const onKeys = (right: string, self?: true): Right => ({
  kind: 'permission',
  name: `api_key:${right}`,
  scoped: true,
  ...(self && { self }),
})

/** The operations of one form of one mount. */
function formOf(mount: Mount, revision: Revision, form: Form) {
  const at = (path: string) => `${mountRoot}/${mount}${path}/${form}`
  const of = { mount, tag: 'Keys', credential: form === 'jwt' ? 'token' : 'basic' } as const
  const suffix = form === 'jwt' ? 'ByToken' : 'ByKey'
  const keyParams = z.strictObject({ keyId: uuid })
  return {
    create: operation({
      ...of,
      id: `${mount}.createKey${suffix}`,
      method: 'POST',
      path: at('/apikeys'),
      summary: 'Create an API key',
      body: createBody,
      reply: z.strictObject({
        result: z.literal(revision === 'live' ? 'created' : 'success'),
        apikey: z.strictObject({ key: uuid, secret: z.string().max(200), ...shared }),
      }),
      status: 201,
      right: onKeys('create'),
      once: ['apikey'],
    }),
    list: operation({
      ...of,
      id: `${mount}.listKeys${suffix}`,
      method: 'GET',
      path: at('/apikeys'),
      summary: 'List one’s API keys',
      query: z.strictObject({ cursor: cursor.optional() }),
      reply: z.strictObject({
        result: success,
        apikeys: z
          .array(
            z.strictObject({
              id: uuid,
              calls: z.number().min(0).describe('How often it was verified'),
              createdAt: shared.createdAt,
              expiresAt: shared.expiresAt,
              name: shared.name,
              lastSeen: instant.nullable(),
              level: shared.level,
              userId: shared.userId,
            }),
          )
          .max(1_000),
      }),
      status: 200,
      right: onKeys('read'),
    }),
    get: operation({
      ...of,
      id: `${mount}.getKey${suffix}`,
      method: 'GET',
      path: at('/apikeys/{keyId}'),
      summary: 'Get an API key',
      params: keyParams,
      reply: z.strictObject({ result: success, apikey: z.strictObject({ key: uuid, ...shared }) }),
      status: 200,
      right: onKeys('read'),
      errors: ['not_found'],
    }),
    remove: operation({
      ...of,
      id: `${mount}.removeKey${suffix}`,
      method: 'DELETE',
      path: at('/apikeys/{keyId}'),
      summary: 'Remove an API key',
      description: form === 'key' ? 'A key may remove itself, whatever its level.' : '',
      params: keyParams,
      status: 204,
      right: form === 'key' ? onKeys('delete', true) : onKeys('delete'),
      errors: ['not_found'],
    }),
  }
}

/** The operations of a mount. */
export function contract(mount: Mount, revision: Revision) {
  const at = (path: string) => `${mountRoot}/${mount}${path}`
  return {
    jwt: formOf(mount, revision, 'jwt'),
    key: formOf(mount, revision, 'key'),
    whoamiByToken: operation({
      mount,
      tag: 'Account',
      credential: 'token',
      id: `${mount}.whoamiByToken`,
      method: 'GET',
      path: at('/whoami/jwt'),
      summary: 'Who the token is of',
      reply: z.strictObject({
        result: success,
        account: z.strictObject({
          id: z.int().min(1),
          username: z.string().max(200),
          email: z.string().max(254),
          role: z.string().max(20),
        }),
      }),
      status: 200,
      right: { kind: 'person' },
    }),
    whoamiByKey: operation({
      mount,
      tag: 'Account',
      credential: 'basic',
      id: `${mount}.whoamiByKey`,
      method: 'GET',
      path: at('/whoami/key'),
      summary: 'What the key is',
      reply: z.strictObject({ result: success, apikey: z.strictObject({ key: uuid, ...aboutItself }) }),
      status: 200,
      right: { kind: 'key' },
    }),
  }
}
export type Contract = ReturnType<typeof contract>
