import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { changedTables, digestTables } from '#lib/http/testing/tables.ts'
import {
  type Answer,
  type Ask,
  askWith,
  issueKey,
  makeTenant,
  type Sent,
  type Tenant,
} from '#lib/http/testing/world.ts'

/* TrackGenesis's page, line by line, in this process. */

withDatabase()

let ask: Ask
let a: Tenant
let b: Tenant
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  a = await makeTenant('aardvark')
  b = await makeTenant('zebra')
  // The first key that an owner makes brings the scopes with it.
  await make({}, a.people.OWNER.token)
}, 60_000)

const root = '/api/compat/trackgenesis/api/v1/api-keys'
const send = (method: string, path: string, token: string | null, more: Partial<Sent> = {}) =>
  ask({ method, path: root + path, token, ...more })

interface Made {
  _id: string
  key: string
  apiKey: string
  createdAt: string
  updatedAt: string
}
async function make(body?: object, token = a.people.MEMBER.token): Promise<Made> {
  const answer = await send('POST', '', token, { body })
  expect(answer.status, answer.text).toBe(200)
  return answer.json as Made
}

const idsOf = ({ json }: Answer) => (json as Made[]).map(({ _id }) => _id)
const verdict = async (key: string, token = a.people.OWNER.token) => {
  const answer = await ask({ method: 'POST', path: '/api/v1/keys/verify', token, body: { key } })
  return answer.json as { code: string }
}
const error = { message: expect.stringMatching(/./), status: 'error' }
function expectError(answer: Answer, status: number) {
  expect(answer.status, answer.text).toBe(status)
  expect(answer.json).toEqual(error)
  expect(Object.keys(answer.json as object)).toEqual(['message', 'status'])
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
}

/** A key as it is read, in the page's order. */
const read = ({ _id, key, createdAt }: Made, owner: string, more: object = {}) => {
  const masked = key.slice(0, 4) + '*'.repeat(22) + key.slice(-4)
  return JSON.stringify({
    _id,
    createdBy: owner,
    ...more,
    key: masked,
    orgId: a.organizationId,
    scopes: ['read'],
    createdAt,
    updatedAt: createdAt,
    __v: 0,
    apiKey: _id + masked,
    id: _id,
  })
}

describe('POST /', () => {
  test.each([
    ['no body', undefined],
    ['an empty body', {}],
    ['no end', { expiresAT: null }],
  ])('with %s answers 200 and a key that never expires, in the order of the page', async (_, body) => {
    const answer = await send('POST', '', a.people.MEMBER.token, { body })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const { _id, key, createdAt } = answer.json as Made
    expect(key).toMatch(/^[a-z0-9]{30}$/)
    expect(answer.text).toBe(
      JSON.stringify({
        createdBy: a.people.MEMBER.id,
        key,
        orgId: a.organizationId,
        scopes: ['read'],
        _id,
        createdAt: new Date(createdAt).toISOString(),
        updatedAt: createdAt,
        __v: 0,
        apiKey: _id + key,
        id: _id,
      }),
    )
    expect(await verdict(_id + key)).toMatchObject({ code: 'VALID', key: { permissions: ['read'] } })
  })

  test.each([
    [{ expiresAT: '2031-03-08T00:00:00.000Z' }, '2031-03-08T00:00:00.000Z'],
    [{ expiresAt: '2031-03-08T02:00:00+02:00' }, '2031-03-08T00:00:00.000Z'],
    [{ expiresAT: '2031-03-08' }, '2031-03-08T00:00:00.000Z'],
    [{ expiresAT: '2031-03-08', expiresAt: '2031-03-08T00:00:00Z' }, '2031-03-08T00:00:00.000Z'],
    [{ expiresAT: '2025-01-01T00:00:00.000Z' }, '2025-01-01T00:00:00.000Z'],
  ])('with %j the key ends then', async (body, expiresAt) => {
    const answer = await send('POST', '', a.people.MEMBER.token, { body })
    const { apiKey } = answer.json as Made
    expect(answer.json).toMatchObject({ expiresAt, scopes: ['read'] })
    expect(Object.keys(answer.json as object).slice(0, 3)).toEqual(['createdBy', 'expiresAt', 'key'])
    const past = Date.parse(expiresAt) < Date.now()
    expect(await verdict(apiKey)).toMatchObject({ code: past ? 'EXPIRED' : 'VALID' })
  })

  test.each([
    ['two ends', { expiresAT: '2031-03-08', expiresAt: '2031-03-09' }],
    ['an end and none', { expiresAT: '2031-03-08', expiresAt: null }],
    ['an end that is no instant', { expiresAT: 'tomorrow' }],
    ['a date that is none', { expiresAT: '2031-02-30' }],
    ['a time without a zone', { expiresAT: '2031-03-08T00:00:00' }],
    ['a date before all', { expiresAT: '1969-12-31' }],
    ['a number', { expiresAT: 1_735_689_600_000 }],
    ['a field that the page does not have', { scopes: ['write'] }],
    ['a list', []],
  ])('refuses %s with 400', async (_, body) => {
    expectError(await send('POST', '', a.people.MEMBER.token, { body }), 400)
  })

  test('refuses what is no JSON with 400', async () => {
    expectError(await send('POST', '', a.people.MEMBER.token, { body: '{' }), 400)
  })

  test('brings the scopes to an organization with its owner’s first call, and not with a member’s', async () => {
    const fresh = await makeTenant('fresh')
    const before = await digestTables()
    const early = await send('POST', '', fresh.people.MEMBER.token)
    expectError(early, 400)
    const { message } = early.json as { message: string }
    expect(message).toContain('an owner installs the preset TrackGenesis')
    expect(message).toContain('http://localhost:3000/settings')
    expect(changedTables(before, await digestTables())).toEqual([])
    const { apiKey } = await make({}, fresh.people.OWNER.token)
    expect(await verdict(apiKey, fresh.people.OWNER.token)).toMatchObject({
      code: 'VALID',
      key: { permissions: ['read'] },
    })
    const { json } = await ask({
      method: 'GET',
      path: '/api/v1/permissions',
      token: fresh.people.OWNER.token,
    })
    const names = (json as { items: { name: string }[] }).items.map(({ name }) => name)
    for (const scope of ['read', 'write', 'update', 'create', 'delete', 'api_key_management'])
      expect(names).toContain(scope)
    await make({}, fresh.people.MEMBER.token)
  })

  test('brings the scopes once, however many call first', async () => {
    const { OWNER, ADMIN } = (await makeTenant('hasty')).people
    const calls = [OWNER, ADMIN, OWNER, ADMIN].map(({ token }) => make({}, token))
    expect(new Set((await Promise.all(calls)).map(({ _id }) => _id)).size).toBe(4)
  })

  test('gives a key nothing that its maker lacks', async () => {
    const { token } = a.people.OWNER
    const may = ['api_key:create:own', 'read']
    const able = await issueKey(ask, token, { name: 'able', permissions: may })
    await make({}, able.secret)
    const unable = await issueKey(ask, token, { name: 'unable', permissions: ['api_key:create:own'] })
    const before = await digestTables()
    const answer = await send('POST', '', unable.secret)
    expectError(answer, 403)
    expect((answer.json as { message: string }).message).toContain('read')
    expect(changedTables(before, await digestTables())).toEqual([])
  })

  test('is for whoever may make keys', async () => {
    expectError(await send('POST', '', a.people.VIEWER.token), 403)
  })

  test('reads no Idempotency-Key: a key that is asked for twice is made twice', async () => {
    const headers = { 'idempotency-key': 'once' }
    const one = await send('POST', '', a.people.MEMBER.token, { headers })
    const other = await send('POST', '', a.people.MEMBER.token, { headers })
    expect([one.status, other.status]).toEqual([200, 200])
    expect((other.json as Made)._id).not.toBe((one.json as Made)._id)
  })
})

describe('reading', () => {
  test('GET /my and GET /user/:userId give the keys of one owner, masked, the newest first', async () => {
    const { OTHER, OWNER, ADMIN } = a.people
    const older = await make({ expiresAT: '2031-03-08' }, OTHER.token)
    const newer = await make({}, OTHER.token)
    const want = `[${read(newer, OTHER.id)},${read(older, OTHER.id, { expiresAt: '2031-03-08T00:00:00.000Z' })}]`
    for (const [path, token] of [
      ['/my', OTHER.token],
      [`/user/${OTHER.id}`, OTHER.token],
      [`/user/${OTHER.id.toUpperCase()}`, OTHER.token],
      [`/user/${OTHER.id}`, OWNER.token],
      [`/user/${OTHER.id}`, ADMIN.token],
    ] as const) {
      const answer = await send('GET', path, token)
      expect(answer.status).toBe(200)
      expect(answer.text, path).toBe(want)
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(answer.headers.has('link')).toBe(false)
    }
    const ofOwner = await send('GET', '/my', OWNER.token)
    expect(idsOf(ofOwner)).not.toContain(newer._id)
  })

  test('a key’s own keys are its owner’s', async () => {
    const ownerId = a.people.MEMBER.id
    const permissions = ['api_key:read:own']
    const own = await issueKey(ask, a.people.OWNER.token, { name: 'member’s', ownerId, permissions })
    for (const path of ['/my', `/user/${ownerId}`])
      expect(idsOf(await send('GET', path, own.secret))).toContain(own.id)
    const robot = await issueKey(ask, a.people.OWNER.token, {
      name: 'robot’s',
      ownerId: a.serviceAccountId,
      permissions: ['api_key:read:any'],
    })
    expect(idsOf(await send('GET', '/my', robot.secret))).toEqual([robot.id])
    expect(idsOf(await send('GET', `/user/${a.serviceAccountId}`, robot.secret))).toEqual([robot.id])
  })

  test('of another a USER is told nothing, not even whether there is such a one', async () => {
    const answers = []
    for (const id of [a.people.OWNER.id, b.people.OWNER.id, crypto.randomUUID()]) {
      const answer = await send('GET', `/user/${id}`, a.people.MEMBER.token)
      expectError(answer, 403)
      answers.push(answer.text)
    }
    expect(new Set(answers).size).toBe(1)
  })

  test('a user who is not of the organization is not found', async () => {
    for (const id of [b.people.OWNER.id, crypto.randomUUID(), '67a98689bc4810c0e57b07d7', '__proto__'])
      expectError(await send('GET', `/user/${id}`, a.people.OWNER.token), 404)
    const { VIEWER, OWNER } = a.people
    expect((await send('GET', `/user/${VIEWER.id}`, OWNER.token)).text).toBe('[]')
  })

  test('GET /:apiKeyId is for who may see every key', async () => {
    const made = await make({ expiresAt: '2031-03-08' })
    const { MEMBER, OWNER } = a.people
    const answer = await send('GET', `/${made._id}`, OWNER.token)
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(read(made, MEMBER.id, { expiresAt: '2031-03-08T00:00:00.000Z' }))
    expectError(await send('GET', `/${made._id}`, MEMBER.token), 403)
    expectError(await send('GET', `/${made._id}`, b.people.OWNER.token), 404)
  })

  test('shows all that a key holds, and masks a key of another format in its own way', async () => {
    const native = await issueKey(ask, a.people.OWNER.token, {
      name: 'native',
      ownerId: a.people.ADMIN.id,
      permissions: ['files:write'],
      role: 'reader',
      level: 1,
    })
    const one = await send('GET', `/${native.id}`, a.people.OWNER.token)
    const masked = native.secret.slice(0, 7) + '*'.repeat(19) + native.secret.slice(-4)
    const { json } = await ask({
      method: 'GET',
      path: `/api/v1/keys/${native.id}`,
      token: a.people.OWNER.token,
    })
    const { effectivePermissions } = json as { effectivePermissions: string[] }
    expect(effectivePermissions.length).toBeGreaterThan(1)
    expect(one.json).toMatchObject({ key: masked, apiKey: native.id + masked, scopes: effectivePermissions })
    const list = await send('GET', '/my', a.people.ADMIN.token)
    expect((list.json as Made[]).find(({ _id }) => _id === native.id)).toEqual(one.json)
  })

  test('leads through a list of more than a thousand', async () => {
    const crowd = await makeTenant('crowd')
    const { token, id: ownerId } = crowd.people.OWNER
    const { _id } = await make({}, token)
    await make({}, crowd.people.MEMBER.token)
    await database().pool.query(
      `INSERT INTO api_key (id, organization_id, project_id, owner_user_id, name, start, last, created_by_type, updated_by_type,
         created_at)
       SELECT gen_random_uuid(), organization_id, project_id, owner_user_id, 'Crowd', start, last, 'system', 'system',
         now() - make_interval(hours => n) FROM api_key, generate_series(1, 1001) n WHERE id = $1`,
      [_id],
    )
    for (const path of ['/my', `/user/${ownerId}`]) {
      const first = await send('GET', path, token)
      expect(first.json).toHaveLength(1000)
      expect(first.headers.get('x-total-count')).toBe('1002')
      const [, next = ''] = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? []
      const { pathname, search } = new URL(next)
      expect(pathname).toBe(root + path)
      const second = await ask({ method: 'GET', path: pathname + search, token })
      expect(second.headers.has('link')).toBe(false)
      expect(second.headers.get('x-total-count')).toBe('1002')
      expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(1002)
    }
    expectError(await send('GET', '/my?cursor=x', token), 400)
  })
})

describe('DELETE /:apiKeyId', () => {
  test.each([
    ['no body', undefined],
    ['the empty body of the page', {}],
  ])('with %s answers in the page’s words, and the key is refused from then on', async (_, body) => {
    const { _id, apiKey } = await make()
    expect(await verdict(apiKey)).toMatchObject({ code: 'VALID' })
    const answer = await send('DELETE', `/${_id}`, a.people.MEMBER.token, { body })
    expect(answer.status).toBe(200)
    expect(answer.text).toBe('{"message":"Api key deleted successfully","status":"success"}')
    expect(await verdict(apiKey)).toMatchObject({ code: 'REVOKED' })
    expectError(await send('GET', `/${_id}`, a.people.OWNER.token), 404)
    expectError(await send('DELETE', `/${_id}`, a.people.MEMBER.token), 404)
    expect(idsOf(await send('GET', '/my', a.people.MEMBER.token))).not.toContain(_id)
  })

  test('a USER deletes its own keys alone', async () => {
    const { _id, apiKey } = await make({}, a.people.OWNER.token)
    expectError(await send('DELETE', `/${_id}`, a.people.MEMBER.token), 404)
    expectError(await send('DELETE', `/${_id}`, a.people.VIEWER.token), 403)
    expect(await verdict(apiKey)).toMatchObject({ code: 'VALID' })
    const own = await make()
    expect((await send('DELETE', `/${own._id}`, a.people.OWNER.token)).status).toBe(200)
  })

  test('refuses a body that says something', async () => {
    const { _id, apiKey } = await make()
    for (const body of [{ _id }, [], 'x'])
      expectError(await send('DELETE', `/${_id}`, a.people.MEMBER.token, { body }), 400)
    expect(await verdict(apiKey)).toMatchObject({ code: 'VALID' })
  })

  test('what names no key is not found', async () => {
    const foreign = await issueKey(ask, b.people.OWNER.token, { name: 'foreign' })
    for (const id of ['673433b805edbee750b37795', foreign.id, 'user', '__proto__', 'a%20b'])
      for (const method of ['GET', 'DELETE'])
        expectError(await send(method, `/${id}`, a.people.OWNER.token), 404)
  })
})

describe('everywhere', () => {
  test('a key made here authenticates with the header api-key, and may what its scopes allow', async () => {
    const { apiKey, key } = await make()
    const by = (value: string) => ({ headers: { 'api-key': value } })
    expectError(await send('GET', '/my', null, by(apiKey)), 403)
    for (const wrong of [key, `${apiKey}x`, apiKey.toUpperCase(), a.people.MEMBER.token])
      expectError(await send('GET', '/my', null, by(wrong)), 401)
    // Both at once: which of the two it was meant to be is not guessed.
    expectError(await send('GET', '/my', a.people.MEMBER.token, by(apiKey)), 401)
    const { secret, id } = await issueKey(ask, a.people.OWNER.token, {
      name: 'manager',
      permissions: ['api_key:read:any', 'api_key:create:own', 'api_key:delete:own', 'read'],
    })
    expect(idsOf(await send('GET', '/my', null, by(secret)))).toContain(id)
    const made = (await send('POST', '', null, by(secret))).json as Made
    expect(await verdict(made.apiKey)).toMatchObject({ code: 'VALID' })
    expect((await send('DELETE', `/${made._id}`, null, by(secret))).status).toBe(200)
  })

  test('no credential, or a bad one, is 401', async () => {
    const { _id } = await make()
    for (const [method, path] of [
      ['GET', '/my'],
      ['GET', `/user/${a.people.MEMBER.id}`],
      ['GET', `/${_id}`],
      ['POST', ''],
      ['DELETE', `/${_id}`],
    ] as const)
      for (const token of [null, 'nobody', 'a.b.c']) {
        const answer = await send(method, path, token)
        expectError(answer, 401)
        expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      }
  })

  test('what HTTP itself refuses has the same shape', async () => {
    const { token } = a.people.OWNER
    expectError(await send('GET', '', token), 405)
    expectError(await send('POST', '/my', token), 405)
    expectError(await send('GET', '/a/b/c', token), 404)
    expectError(await send('POST', '', token, { body: ' '.repeat(300_000) }), 413)
    const headers = { 'content-type': 'text/plain' }
    expectError(await send('POST', '', token, { body: '{}', headers }), 415)
  })
})
