import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { changedTables, digestTables } from '#lib/http/testing/tables.ts'
import { type Ask, askWith, issueKey, makeTenant, type Sent, type Tenant } from '#lib/http/testing/world.ts'
import { documentedHeader } from '#lib/http/vendor-surface.ts'
import { log } from '#lib/log.ts'

/* Dadosfera's page, line by line, in this process. */

withDatabase()

let ask: Ask
let a: Tenant
let b: Tenant
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  a = await makeTenant('aardvark')
  b = await makeTenant('zebra')
}, 60_000)
afterEach(() => vi.restoreAllMocks())

const root = '/api/compat/dadosfera'
/** As the page sends it: the token with no scheme. */
const as = (token: string) => ({ headers: { authorization: token } })
const owner = () => as(a.people.OWNER.token)
const send = (method: string, path: string, more: Partial<Sent> = owner()) =>
  ask({ method, path: root + path, ...more })
const post = (permissions: unknown, more: Partial<Sent> = owner()) =>
  send('POST', '/api-key', { ...more, body: { permissions } })
const idOf = (name: string, { permissions }: Tenant = a) => permissions.get(name) ?? -1

interface Made {
  id: string
  key: string
  created_at: string
}
const made = async (names: string[] = ['data:read']): Promise<Made> => {
  const answer = await post(names.map((name) => idOf(name)))
  expect(answer.status, answer.text).toBe(201)
  return answer.json as Made
}
const verdict = async (key: string) => {
  const { people } = a
  const body = { key }
  const answer = await ask({ method: 'POST', path: '/api/v1/keys/verify', token: people.OWNER.token, body })
  return answer.json as { code: string }
}

/** The 500 of the page, its fields in the page's order. */
const unknownIds = (ids: string) =>
  `{"statusCode":500,"message":"An unknown error occurred. If the error persists, please contact support","error":"Oops... Unable to perform your action","code":"UNKNOWN","details":"Invalid permission IDs: ${ids}"}`
const noKey = (id: string) => `{"error":"API Key not found","message":"API Key with ID ${id} was not found"}`
const envelope = (statusCode: number, code: string) => ({
  statusCode,
  message: expect.stringMatching(/./),
  error: expect.stringMatching(/./),
  code,
  details: expect.stringMatching(/./),
})

describe('GET /permissions', () => {
  test('gives the whole catalogue as numbers and names, by number', async () => {
    const answer = await send('GET', '/permissions')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const wanted = [...a.permissions].map(([name, id]) => ({ id, name })).sort((one, two) => one.id - two.id)
    expect(answer.text).toBe(JSON.stringify(wanted))
  })
})

describe('POST /api-key', () => {
  test('answers 201 with the key, in the order of the page', async () => {
    const answer = await post([idOf('files:write'), idOf('data:read')])
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const { id, key, created_at: at } = answer.json as Made
    expect(key).toMatch(/^ddf_[A-Za-z0-9+/]{43}=$/)
    const permissions = ['data:read', 'files:write']
      .map((name) => ({ id: idOf(name), name }))
      .sort((one, two) => one.id - two.id)
    expect(answer.text).toBe(
      JSON.stringify({
        permissions,
        id,
        key,
        key_mask: key.slice(0, 9) + '*'.repeat(39),
        created_at: new Date(at).toISOString(),
        created_by: a.people.OWNER.id,
      }),
    )
    expect(await verdict(key)).toMatchObject({
      code: 'VALID',
      key: { permissions: ['data:read', 'files:write'] },
    })
  })

  test('makes a key that never expires, under a name of its own, and counts an id that is sent twice once', async () => {
    const data = idOf('data:read')
    const answer = await post([data, data])
    const { id } = answer.json as Made
    expect(answer.json).toMatchObject({ permissions: [{ id: data, name: 'data:read' }] })
    const { token } = a.people.OWNER
    const { json } = await ask({ method: 'GET', path: `/api/v1/keys/${id}`, token })
    expect(json).toMatchObject({
      name: expect.stringMatching(/^Dadosfera key \d{4}-\d\d-\d\d \d\d:\d\d$/),
      expiresAt: null,
      permissions: ['data:read'],
    })
  })

  test('answers ids that the catalogue does not have as the page does, writes nothing and raises no alarm', async () => {
    const told = [vi.spyOn(log, 'error'), vi.spyOn(log, 'warn')]
    const data = idOf('data:read')
    const foreign = idOf('data:read', b)
    const before = await digestTables()
    for (const [sent, ids] of [
      ['[0]', '0'],
      [`[${data},0]`, '0'],
      [`[999999,${data},0,999999]`, '999999, 0'],
      [`[${foreign}]`, String(foreign)],
      ['[-1,2147483648]', '-1, 2147483648'],
      ['[9007199254740993]', '9007199254740992'],
      ['[1e308]', '1e+308'],
      ['[]', ''],
    ] as const) {
      const answer = await send('POST', '/api-key', { ...owner(), body: `{"permissions":${sent}}` })
      expect(answer.status, sent).toBe(500)
      expect(answer.text).toBe(unknownIds(ids))
      expect(answer.headers.get(documentedHeader)).toBe('1')
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    }
    expect(changedTables(before, await digestTables())).toEqual([])
    for (const spy of told) expect(spy).not.toHaveBeenCalled()
  })

  test.each([
    ['nothing', ''],
    ['null', 'null'],
    ['no permissions', '{}'],
    ['null permissions', '{"permissions":null}'],
    ['a number for a list', '{"permissions":1}'],
    ['names', '{"permissions":["data:read"]}'],
    ['numbers in quotes', '{"permissions":["1"]}'],
    ['a fraction', '{"permissions":[1.5]}'],
    ['infinity', '{"permissions":[1e309]}'],
    ['more than 200 ids', JSON.stringify({ permissions: Array.from({ length: 201 }, (_, at) => at) })],
    ['a field that the page does not have', '{"permissions":[1],"name":"mine"}'],
    ['what is no JSON', '{"permissions":[1'],
  ])('refuses %s with 400, in five fields', async (_, body) => {
    const answer = await send('POST', '/api-key', { ...owner(), body })
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual(envelope(400, 'VALIDATION_ERROR'))
    expect(Object.keys(answer.json as object)).toEqual(['statusCode', 'message', 'error', 'code', 'details'])
    expect(answer.headers.has(documentedHeader)).toBe(false)
  })

  test('is for administrators', async () => {
    for (const person of [a.people.MEMBER, a.people.VIEWER]) {
      const answer = await post([idOf('data:read')], as(person.token))
      expect(answer.status).toBe(403)
      expect(answer.json).toEqual(envelope(403, 'FORBIDDEN'))
    }
    expect((await post([idOf('data:read')], as(a.people.ADMIN.token))).status).toBe(201)
  })

  test('gives a key nothing that its maker lacks', async () => {
    const maker = await issueKey(ask, a.people.OWNER.token, {
      name: 'maker',
      permissions: ['api_key:create:any', 'data:read'],
    })
    expect((await post([idOf('data:read')], as(maker.secret))).status).toBe(201)
    const before = await digestTables()
    const answer = await post([idOf('data:read'), idOf('data:write')], as(maker.secret))
    expect(answer.status).toBe(403)
    expect(answer.json).toEqual({
      ...envelope(403, 'FORBIDDEN'),
      details: expect.stringContaining('data:write'),
    })
    expect(changedTables(before, await digestTables())).toEqual([])
  })

  test('reads no Idempotency-Key: a key that is asked for twice is made twice', async () => {
    const sent = { headers: { ...owner().headers, 'idempotency-key': 'once' } }
    const [one, other] = [await post([idOf('data:read')], sent), await post([idOf('data:read')], sent)]
    expect([one.status, other.status]).toEqual([201, 201])
    expect((other.json as Made).id).not.toBe((one.json as Made).id)
  })
})

describe('GET /api-key', () => {
  test('lists what the caller may see, the newest first, in the order of the page', async () => {
    const { token } = a.people.OWNER
    const native = await issueKey(ask, token, { name: 'native', ownerId: a.people.MEMBER.id, role: 'reader' })
    const newest = await made(['files:write'])
    const answer = await send('GET', '/api-key')
    expect(answer.status).toBe(200)
    expect(answer.headers.has('link')).toBe(false)
    expect(answer.headers.has('x-total-count')).toBe(false)
    const [first, second] = answer.json as { created_at: string }[]
    expect(JSON.stringify(first)).toBe(
      JSON.stringify({
        permissions: [{ id: idOf('files:write'), name: 'files:write' }],
        id: newest.id,
        key_mask: newest.key.slice(0, 9) + '*'.repeat(39),
        created_at: newest.created_at,
      }),
    )
    expect(second).toEqual({
      permissions: [],
      id: native.id,
      key_mask: native.secret.slice(0, 7).padEnd(48, '*'),
      created_at: expect.any(String),
    })
    expect(answer.text).not.toContain(newest.key)
    const own = await send('GET', '/api-key', as(a.people.MEMBER.token))
    expect((own.json as Made[]).map(({ id }) => id)).toEqual([native.id])
  })

  test('leads through a list of more than a thousand', async () => {
    const crowd = await makeTenant('crowd')
    const { token } = crowd.people.OWNER
    const { id } = await issueKey(ask, token, { name: 'one' })
    await database().pool.query(
      `INSERT INTO api_key (id, organization_id, project_id, owner_user_id, name, start, last, created_by_type, updated_by_type,
         created_at)
       SELECT gen_random_uuid(), organization_id, project_id, owner_user_id, 'Crowd', start, last, 'system', 'system',
         now() - make_interval(hours => n) FROM api_key, generate_series(1, 1001) n WHERE id = $1`,
      [id],
    )
    const first = await send('GET', '/api-key', as(token))
    expect(first.json).toHaveLength(1000)
    expect(first.headers.get('x-total-count')).toBe('1002')
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? []
    const { origin, pathname, search } = new URL(next)
    expect(origin).toBe('http://localhost:3000')
    expect(pathname).toBe(`${root}/api-key`)
    const second = await ask({ method: 'GET', path: pathname + search, ...as(token) })
    expect(second.headers.has('link')).toBe(false)
    expect(second.headers.get('x-total-count')).toBe('1002')
    const ids = [first, second].flatMap(({ json }) => (json as Made[]).map((key) => key.id))
    expect(new Set(ids).size).toBe(1002)
    const forged = await send('GET', '/api-key?cursor=x', as(token))
    expect(forged.json).toEqual(envelope(400, 'VALIDATION_ERROR'))
  })
})

describe('DELETE /api-key/:id', () => {
  test('answers 204 with no body, and the key is refused from then on', async () => {
    const { id, key } = await made()
    expect(await verdict(key)).toMatchObject({ code: 'VALID' })
    const answer = await send('DELETE', `/api-key/${id}`)
    expect(answer.status).toBe(204)
    expect(answer.text).toBe('')
    expect(answer.headers.has('content-type')).toBe(false)
    expect(await verdict(key)).toMatchObject({ code: 'REVOKED' })
    expect((await send('GET', '/api-key')).text).not.toContain(id)
    const again = await send('DELETE', `/api-key/${id}`)
    expect(again.status).toBe(404)
    expect(again.text).toBe(noKey(id))
  })

  test('answers the page’s 404 for whatever names no key that the caller may see', async () => {
    const foreign = await issueKey(ask, b.people.OWNER.token, { name: 'foreign' })
    for (const id of ['123', '2', foreign.id, crypto.randomUUID(), 'a b', '"', '__proto__']) {
      const answer = await send('DELETE', `/api-key/${encodeURIComponent(id)}`)
      expect(answer.status, id).toBe(404)
      expect(answer.text).toBe(noKey(JSON.stringify(id).slice(1, -1)))
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    }
    const { text } = await send('DELETE', `/api-key/${'x'.repeat(5000)}`)
    expect(text).toBe(noKey('x'.repeat(200)))
  })

  test('is for administrators', async () => {
    const { id, key } = await made()
    const weak = await issueKey(ask, a.people.OWNER.token, {
      name: 'weak',
      permissions: ['api_key:delete:any', 'api_key:read:any', 'api_key:create:own'],
    })
    for (const token of [a.people.MEMBER.token, weak.secret]) {
      const answer = await send('DELETE', `/api-key/${id}`, as(token))
      expect(answer.status).toBe(403)
      expect(answer.json).toEqual(envelope(403, 'FORBIDDEN'))
    }
    expect(await verdict(key)).toMatchObject({ code: 'VALID' })
  })
})

describe('everywhere', () => {
  test('a token or a key counts, bare or as Bearer', async () => {
    const reader = await issueKey(ask, a.people.OWNER.token, {
      name: 'reader',
      permissions: ['api_key:read:any', 'permission:read'],
    })
    for (const credential of [a.people.OWNER.token, reader.secret])
      for (const authorization of [credential, `Bearer ${credential}`, `bearer ${credential}`])
        for (const path of ['/permissions', '/api-key'])
          expect((await send('GET', path, as(authorization))).status, path).toBe(200)
  })

  test('no credential, or a bad one, is 401', async () => {
    const cookie = { cookie: `latchwork.session=${a.people.OWNER.token}` }
    const cases: Record<string, string>[] = [{}, { authorization: 'your_token_here' }, cookie]
    for (const headers of cases)
      for (const [method, path] of [
        ['GET', '/permissions'],
        ['GET', '/api-key'],
        ['POST', '/api-key'],
        ['DELETE', '/api-key/2'],
      ] as const) {
        const answer = await send(method, path, { headers })
        expect(answer.status).toBe(401)
        expect(answer.headers.get('www-authenticate')).toBe('Bearer')
        expect(answer.json).toEqual(envelope(401, 'UNAUTHORIZED'))
      }
  })

  test('what HTTP itself refuses has the same five fields', async () => {
    const large = { body: `{"permissions":[${' '.repeat(300_000)}]}` }
    const typed = {
      body: '{"permissions":[1]}',
      headers: { ...owner().headers, 'content-type': 'text/plain' },
    }
    for (const [method, path, more, status, code] of [
      ['GET', '/nowhere', {}, 404, 'NOT_FOUND'],
      ['DELETE', '/api-key/a/b', {}, 404, 'NOT_FOUND'],
      ['PUT', '/api-key', {}, 405, 'METHOD_NOT_ALLOWED'],
      ['GET', '/api-key/2', {}, 405, 'METHOD_NOT_ALLOWED'],
      ['POST', '/api-key', large, 413, 'PAYLOAD_TOO_LARGE'],
      ['POST', '/api-key', typed, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ] as const) {
      const answer = await send(method, path, { ...owner(), ...more })
      expect(answer.status, path).toBe(status)
      expect(answer.json).toEqual(envelope(status, code))
      expect(answer.headers.has('allow')).toBe(status === 405)
    }
  })
})
