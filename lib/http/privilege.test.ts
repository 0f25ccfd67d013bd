import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { mayHandOn, someOf } from './testing/hand-on.ts'
import { dispatcher } from './testing/routes.ts'
import { quiet } from './testing/stage.ts'
import { changedTables, digestTables } from './testing/tables.ts'
import { type Ask, askWith, issueKey, makeTenant, type Tenant } from './testing/world.ts'

/*
 * Nobody hands on more than they hold: every way to make, edit or rotate a key, against random holdings and random
 * grants. The rule is said here a second time, from what the contract shows of roles and levels.
 */

interface Grant {
  permissions: string[]
  role: string | null
  level: number | null
}

withDatabase()

let ask: Ask
let a: Tenant
let catalogue: string[]
const roleHolds = new Map<string, string[]>()
const rungAdds: string[][] = []

beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  a = await makeTenant('aardvark')
  catalogue = [...a.permissions.keys()].sort()
  const { token } = a.people.OWNER
  const roles = (await ask({ method: 'GET', path: '/api/v1/roles', token })).json as {
    items: { name: string; permissions: string[] }[]
  }
  for (const { name, permissions } of roles.items) roleHolds.set(name, permissions)
  const levels = (await ask({ method: 'GET', path: '/api/v1/levels', token })).json as {
    items: { level: number; permissions: string[] }[]
  }
  for (const { level, permissions } of levels.items) rungAdds[level] = permissions
  expect(roleHolds.size).toBeGreaterThan(2)
  expect(rungAdds).toHaveLength(9)
})

/** What a grant comes to. */
function amounts({ permissions, role, level }: Grant): Set<string> {
  const rungs = level === null ? [] : rungAdds.slice(0, level + 1).flat()
  return new Set([...permissions, ...(role === null ? [] : (roleHolds.get(role) ?? [])), ...rungs])
}

const few = () => fc.constant(null).chain(() => fc.subarray(catalogue, { maxLength: 3 }))
const grants = (): fc.Arbitrary<Grant> =>
  fc.constant(null).chain(() =>
    fc.record({
      permissions: few(),
      role: fc.option(fc.constantFrom(...roleHolds.keys()), { freq: 2 }),
      level: fc.option(fc.nat({ max: 8 }), { freq: 2 }),
    }),
  )

/** What to do with a grant, and the verdict it must get. */
async function expectVerdicts(
  token: string,
  held: ReadonlySet<string>,
  grant: Grant,
  owner: { id: string; own: boolean },
) {
  const allowed = mayHandOn(held, amounts(grant), owner.own)
  const body = { ...grant, role: grant.role ?? undefined, level: grant.level ?? undefined }
  const boss = a.people.OWNER.token
  const full = await issueKey(ask, boss, {
    name: 'holds the grant',
    projectId: a.first.id,
    ownerId: owner.id,
    ...body,
  })
  const empty = await issueKey(ask, boss, { name: 'holds nothing', projectId: a.first.id, ownerId: owner.id })
  const before = await digestTables()
  const tries = {
    create: await ask({
      method: 'POST',
      path: '/api/v1/keys',
      token,
      body: { name: 'made', projectId: a.first.id, ownerId: owner.id, ...body },
    }),
    'edit the grant': await ask({ method: 'PATCH', path: `/api/v1/keys/${empty.id}`, token, body: grant }),
    'edit the name': await ask({
      method: 'PATCH',
      path: `/api/v1/keys/${full.id}`,
      token,
      body: { name: 'renamed' },
    }),
    'clear the addresses': await ask({
      method: 'PATCH',
      path: `/api/v1/keys/${full.id}`,
      token,
      body: { ipAllowlist: [] },
    }),
    enable: await ask({ method: 'PATCH', path: `/api/v1/keys/${full.id}`, token, body: { enabled: true } }),
    rotate: await ask({
      method: 'POST',
      path: `/api/v1/keys/${full.id}/rotate`,
      token,
      body: { graceSeconds: 60 },
    }),
    ...(owner.own ? {} : { 'hand over': await handOver(token, full.id) }),
  }
  const accepted = Object.fromEntries(Object.entries(tries).map(([name, { status }]) => [name, status]))
  const done = {
    create: 201,
    'edit the grant': 200,
    'edit the name': 200,
    'clear the addresses': 200,
    enable: 200,
    rotate: 201,
    ...(owner.own ? {} : { 'hand over': 200 }),
  }
  expect(accepted).toEqual(allowed ? done : Object.fromEntries(Object.keys(done).map((name) => [name, 403])))
  if (!allowed) expect(changedTables(before, await digestTables())).toEqual([])
  // To disable is to take away, so it is always open to who may edit.
  const disabled = await ask({
    method: 'PATCH',
    path: `/api/v1/keys/${full.id}`,
    token,
    body: { enabled: false },
  })
  expect(disabled.status).toBe(200)
}

/** Gives a key to the VIEWER: an answer of its own status within a 200. */
async function handOver(token: string, id: string): Promise<{ status: number }> {
  const body = { action: 'transfer', ids: [id], ownerId: a.people.VIEWER.id }
  const { json } = await ask({ method: 'POST', path: '/api/v1/keys/bulk', token, body })
  const [result] = (json as { results: { ok: boolean; code?: string }[] }).results
  return { status: result?.ok ? 200 : result?.code === 'forbidden' ? 403 : 0 }
}

const onKeys = ['api_key:read:any', 'api_key:create:any', 'api_key:update:any', 'api_key:rotate:any']

describe('no key is given more than who gives holds', () => {
  test.each(['its own owner', 'another owner'])(
    'by a key, to a key of %s',
    async (whose) => {
      await fc.assert(
        fc.asyncProperty(
          someOf(() => catalogue),
          grants(),
          async (drawn, grant) => {
            const held = new Set([...drawn, ...onKeys])
            const caller = await issueKey(ask, a.people.OWNER.token, {
              name: 'caller',
              projectId: a.first.id,
              ownerId: a.serviceAccountId,
              permissions: [...held],
            })
            const own = whose === 'its own owner'
            await expectVerdicts(caller.secret, held, grant, {
              id: own ? a.serviceAccountId : a.people.OTHER.id,
              own,
            })
          },
        ),
        { numRuns: 25 },
      )
    },
    60_000,
  )

  test('by a MEMBER, to a key of one’s own', async () => {
    const held = new Set(
      catalogue.filter(
        (name) =>
          !(name in builtInPermissions) ||
          /^(project|permission|member|policy):read$|^api_key:(verify|.*:own)$/.test(name),
      ),
    )
    await fc.assert(
      fc.asyncProperty(grants(), (grant) =>
        expectVerdicts(a.people.MEMBER.token, held, grant, { id: a.people.MEMBER.id, own: true }),
      ),
      { numRuns: 25 },
    )
  }, 60_000)

  test('by an ADMIN, who cannot hand on what governs the organization', async () => {
    const held = new Set(catalogue.filter((name) => !name.startsWith('organization:')))
    const asked = { permissions: ['organization:update'], role: null, level: null }
    await expectVerdicts(a.people.ADMIN.token, held, asked, { id: a.people.OTHER.id, own: false })
  })
})

test('a key cannot raise itself: not its grant, its end, its limits, nor by a key it makes', async () => {
  const { id, secret } = await issueKey(ask, a.people.OWNER.token, {
    name: 'climber',
    projectId: a.first.id,
    ownerId: a.serviceAccountId,
    permissions: ['api_key:read:own', 'api_key:update:own', 'api_key:create:own', 'data:read'],
  })
  const edit = (body: unknown) => ask({ method: 'PATCH', path: `/api/v1/keys/${id}`, token: secret, body })
  for (const body of [
    { permissions: ['data:read', 'data:write'] },
    { permissions: ['api_key:update:any'] },
    { role: 'manager' },
    { level: 8 },
    { permissions: [a.permissions.get('data:write')] },
  ])
    expect((await edit(body)).status).toBe(403)
  const child = await ask({
    method: 'POST',
    path: '/api/v1/keys',
    token: secret,
    body: { name: 'child', permissions: ['data:write'] },
  })
  expect(child.status).toBe(403)
  const elsewhere = await ask({
    method: 'POST',
    path: '/api/v1/keys',
    token: secret,
    body: { name: 'child', projectId: a.second.id },
  })
  expect(elsewhere.status).toBe(404)
  const forAnother = await ask({
    method: 'POST',
    path: '/api/v1/keys',
    token: secret,
    body: { name: 'child', ownerId: a.people.MEMBER.id },
  })
  expect(forAnother.status).toBe(403)
})
