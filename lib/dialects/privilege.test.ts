import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Mount, mountRoot } from '#lib/contracts/mounts.ts'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { mayHandOn, someOf } from '#lib/http/testing/hand-on.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { changedTables, digestTables } from '#lib/http/testing/tables.ts'
import { vendorRefusal } from '#lib/http/testing/vendor-refusals.ts'
import {
  type Answer,
  type Ask,
  askWith,
  type IssuedKey,
  issueKey,
  makeTenant,
  type Sent,
  type Tenant,
} from '#lib/http/testing/world.ts'
import { roleNames } from './vertesia/roles.ts'

/*
 * Nobody hands on more than they hold, whichever contract they speak: every way of the dialects to make or change a key, against random
 * holdings and random grants. What a role or a level comes to is read from the native contract.
 */

withDatabase()

let ask: Ask
let a: Tenant
let catalogue: string[]
const roleHolds = new Map<string, string[]>()
const rungs: string[][] = []

/** A key with its owner, who is not the one of the calling keys where it is said to be another's. */
const issue = (name: string, more: Record<string, unknown>, ownerId = a.serviceAccountId) =>
  issueKey(ask, a.people.OWNER.token, { name, projectId: a.first.id, ownerId, ...more })

const below = (mount: Mount, path: string, sent: Omit<Sent, 'path' | 'method'> & { method?: string }) =>
  ask({ method: 'POST', ...sent, path: `${mountRoot}/${mount}${path}` })

const basic = ({ id, secret }: IssuedKey) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})

/** The vendors' vocabularies come with the first keys that the owner makes. */
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  a = await makeTenant('aardvark')
  const { token } = a.people.OWNER
  await below('trackgenesis', '/api/v1/api-keys', { token, body: {} })
  await below('vertesia', '/api/v1/apikeys', { token, body: { name: 'first', role: 'owner' } })
  const read = async (path: string) =>
    ((await ask({ method: 'GET', path, token })).json as { items: never[] }).items
  for (const { name, permissions } of (await read('/api/v1/roles')) as {
    name: string
    permissions: string[]
  }[])
    roleHolds.set(name, permissions)
  for (const { level, permissions } of (await read('/api/v1/levels')) as {
    level: number
    permissions: string[]
  }[])
    rungs[level] = permissions
  const names = (await read('/api/v1/permissions')) as { id: number; name: string }[]
  catalogue = names.map(({ name }) => name).sort()
  idOf = new Map(names.map(({ id, name }) => [name, id]))
  expect(roleNames.filter((name) => !roleHolds.has(name))).toEqual([])
  expect(rungs).toHaveLength(9)
}, 60_000)

let idOf: ReadonlyMap<string, number>
const roleAmounts = (role: string) => roleHolds.get(role) ?? []
const levelAmounts = (level: number) => rungs.slice(0, level + 1).flat()

/** What a refusal for a grant above one's own looks like, and nothing is written. */
async function expectVerdict(
  mount: Mount,
  allowed: boolean,
  done: number,
  refused: { status: number; code?: string },
  attempt: () => Promise<Answer>,
): Promise<void> {
  const before = await digestTables()
  const answer = await attempt()
  if (allowed) {
    expect(answer.status, answer.text).toBe(done)
    return
  }
  expect(answer.status, answer.text).toBe(refused.status)
  const said = vendorRefusal(mount, '', answer)
  expect(said?.status, answer.text).toBe(refused.status)
  if (refused.code !== undefined) expect(said?.code).toBe(refused.code)
  expect(changedTables(before, await digestTables())).toEqual([])
}

/** A key of the service account that holds what was drawn, and what the contract wants at its door. */
async function callerWith(drawn: readonly string[], door: readonly string[]) {
  const held = new Set([...drawn, ...door])
  return { held, key: await issue('caller', { permissions: [...held] }) }
}

const drawn = () => someOf(() => catalogue)
const lazily = <T>(make: () => fc.Arbitrary<T>) => fc.constant(null).chain(make)
const numRuns = 12

describe('no key is given more than who gives holds', () => {
  test('by Dadosfera’s numbers', async () => {
    const asked = lazily(() => fc.subarray(catalogue, { minLength: 1, maxLength: 3 }))
    await fc.assert(
      fc.asyncProperty(drawn(), asked, async (some, names) => {
        const { held, key } = await callerWith(some, ['api_key:create:any'])
        await expectVerdict('dadosfera', mayHandOn(held, names, true), 201, { status: 403 }, () =>
          below('dadosfera', '/api-key', {
            headers: { authorization: key.secret },
            body: { permissions: names.map((name) => idOf.get(name)) },
          }),
        )
      }),
      { numRuns },
    )
  }, 60_000)

  test('by TrackGenesis’ scope', async () => {
    await fc.assert(
      fc.asyncProperty(drawn(), fc.boolean(), async (some, reads) => {
        const without = some.filter((name) => name !== 'read')
        const { held, key } = await callerWith(reads ? [...without, 'read'] : without, ['api_key:create:own'])
        await expectVerdict('trackgenesis', mayHandOn(held, ['read'], true), 200, { status: 403 }, () =>
          below('trackgenesis', '/api/v1/api-keys', { headers: { 'api-key': key.secret }, body: {} }),
        )
      }),
      { numRuns },
    )
  }, 60_000)

  test.each(['freesewing', 'freesewing-live'] as const)(
    'by a level, at %s',
    async (mount) => {
      const refused = { status: 400, code: 'keyLevelExceedsRoleLevel' }
      const make = (key: IssuedKey, level: number) =>
        below(mount, '/apikeys/key', { headers: basic(key), body: { name: 'made', level, expiresIn: 60 } })
      await fc.assert(
        fc.asyncProperty(drawn(), fc.nat({ max: 8 }), async (some, level) => {
          const { held, key } = await callerWith(some, ['api_key:create:own'])
          const allowed = mayHandOn(held, levelAmounts(level), true)
          await expectVerdict(mount, allowed, 201, refused, () => make(key, level))
        }),
        { numRuns },
      )
      // Nor above the calling key's own level, though its explicit permissions would reach.
      for (const [own, level] of [
        [4, 4],
        [4, 5],
        [5, 8],
        [7, 6],
      ] as const) {
        const key = await issue('with a level', { level: own, permissions: catalogue })
        await expectVerdict(mount, level <= own, 201, refused, () => make(key, level))
      }
    },
    60_000,
  )

  test('by a level, by a person', async () => {
    const { token } = a.people.MEMBER
    const held = new Set(
      catalogue.filter((name) => !Object.hasOwn(builtInPermissions, name) || /:own$/.test(name)),
    )
    for (const name of ['project:read', 'permission:read', 'member:read', 'policy:read', 'api_key:verify'])
      held.add(name)
    for (let level = 0; level <= 8; level += 1)
      await expectVerdict(
        'freesewing',
        mayHandOn(held, levelAmounts(level), true),
        201,
        { status: 400, code: 'keyLevelExceedsRoleLevel' },
        () => below('freesewing', '/apikeys/jwt', { token, body: { name: 'made', level, expiresIn: 60 } }),
      )
  })

  test.each(['vertesia', 'vertesia-live'] as const)(
    'by a role, to make or to change, at %s',
    async (mount) => {
      const door = ['api_key:read:any', 'api_key:create:own', 'api_key:update:any']
      const path = '/api/v1/apikeys'
      await fc.assert(
        fc.asyncProperty(drawn(), fc.constantFrom(...roleNames), fc.boolean(), async (some, role, own) => {
          const { held, key } = await callerWith(some, door)
          const token = key.secret
          const ownerId = own ? a.serviceAccountId : a.people.OTHER.id
          const empty = await issue('holds nothing', {}, ownerId)
          const full = await issue('holds the role', { role }, ownerId)
          const change = (id: string, body: object) =>
            below(mount, `${path}/${id}`, { method: 'PUT', token, body })
          const no = { status: 403 }
          const made = mayHandOn(held, roleAmounts(role), true)
          await expectVerdict(mount, made, 200, no, () =>
            below(mount, path, { token, body: { name: 'made', role } }),
          )
          const allowed = mayHandOn(held, roleAmounts(role), own)
          await expectVerdict(mount, allowed, 200, no, () => change(empty.id, { role }))
          // What leaves the grant as it is hands it on anew, but for what takes it away.
          await expectVerdict(mount, allowed, 200, no, () => change(full.id, { name: 'renamed' }))
          await expectVerdict(mount, allowed, 200, no, () => change(full.id, { enabled: true }))
          // A token acts as its key does.
          await expectVerdict(mount, allowed, 200, no, () =>
            below(mount, `${path}/${full.id}/token`, { method: 'GET', token }),
          )
          await expectVerdict(mount, true, 200, no, () => change(full.id, { enabled: false }))
        }),
        { numRuns: 8 },
      )
    },
    120_000,
  )
})

test('a key cannot raise itself, nor make one that is above it, at any mount', async () => {
  const permissions = ['api_key:read:own', 'api_key:update:own', 'api_key:create:own', 'data:read']
  const climber = await issue('climber', { permissions })
  const token = climber.secret
  const before = await digestTables()
  const refused = (mount: Mount, status: number, answer: Answer, code?: string) => {
    expect(answer.status, answer.text).toBe(status)
    const said = vendorRefusal(mount, '', answer)
    expect(said?.status, answer.text).toBe(status)
    if (code !== undefined) expect(said?.code).toBe(code)
  }
  for (const mount of ['vertesia', 'vertesia-live'] as const)
    for (const role of roleNames.filter(
      (name) => !mayHandOn(new Set(permissions), roleAmounts(name), true),
    )) {
      const path = '/api/v1/apikeys'
      const change = { method: 'PUT', token, body: { role } }
      refused(mount, 403, await below(mount, `${path}/${climber.id}`, change))
      refused(mount, 403, await below(mount, path, { token, body: { name: 'x', role } }))
    }
  for (const mount of ['freesewing', 'freesewing-live'] as const)
    for (const level of [2, 4, 8]) {
      const body = { name: 'x', level, expiresIn: 60 }
      const answer = await below(mount, '/apikeys/key', { headers: basic(climber), body })
      refused(mount, 400, answer, 'keyLevelExceedsRoleLevel')
    }
  const numbers = { permissions: [idOf.get('data:read'), idOf.get('data:write')] }
  refused('dadosfera', 403, await below('dadosfera', '/api-key', { token, body: numbers }))
  refused('trackgenesis', 403, await below('trackgenesis', '/api/v1/api-keys', { token, body: {} }))
  expect(changedTables(before, await digestTables())).toEqual([])
}, 60_000)
