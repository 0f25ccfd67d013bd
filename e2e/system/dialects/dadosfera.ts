import { beforeAll, describe, expect, test } from 'vitest'
import { ask, createKey, verdict } from '../testing/contract.ts'
import {
  bearer,
  type Desk,
  expected,
  expectedEmpty,
  tell,
  type VendorRequest,
  whole,
} from '../testing/vendors.ts'

/** Dadosfera's contract, line by line, as its clients see it over HTTP. @param opened where, once tests run */
export function dadosfera(opened: () => Desk): void {
  let desk: Desk
  beforeAll(async () => {
    desk = opened()
  }, 180_000)

  const at = (path: string) => `/api/compat/dadosfera${path}`
  const by = (token: string) => ({ authorization: token })
  const said = (request: VendorRequest) => tell(desk.url, request)
  const create = (permissions: unknown, headers = by(desk.token)) =>
    said({ method: 'POST', path: at('/api-key'), headers, body: { permissions } })

  const keyFormat = /^ddf_[A-Za-z0-9+/]{43}=$/
  const envelope = (statusCode: number, code: string) => ({
    statusCode,
    message: expect.stringMatching(/./),
    error: expect.stringMatching(/./),
    code,
    details: expect.any(String),
  })

  test('GET /permissions: the catalogue, each an integer and a name', async () => {
    const answer = await said({ path: at('/permissions'), headers: by(desk.token) })
    const { json } = await ask(desk.url, '/api/v1/permissions', { token: desk.token })
    const catalogue = (json.items as { id: number; name: string }[]).map(({ id, name }) => ({ id, name }))
    const listed = answer.json as unknown as { id: number }[]
    const inOrder = listed.flatMap(({ id }) => catalogue.filter((one) => one.id === id))
    expect(listed).toHaveLength(catalogue.length)
    expect(whole(answer)).toBe(expected(200, JSON.stringify(inOrder)))
    for (const { id } of listed) expect(Number.isInteger(id)).toBe(true)
  })

  test('POST /api-key, GET /api-key, DELETE /api-key/:id: made, listed with a mask, gone at once', async () => {
    const made = await create([1, 2])
    const { id, key, key_mask: mask } = made.json as Record<string, string>
    const names = { id: String(id), key: String(key), mask: String(mask), owner: desk.userId }
    const permissions = '[{"id":1,"name":"organization:create"},{"id":2,"name":"organization:update"}]'
    expect(whole(made, names)).toBe(
      expected(
        201,
        `{"permissions":${permissions},"id":"<id>","key":"<key>","key_mask":"<mask>","created_at":"<now>","created_by":"<owner>"}`,
      ),
    )
    expect(key).toMatch(keyFormat)
    expect(key).toHaveLength(48)
    expect(mask).toBe(`${key?.slice(0, 9)}${'*'.repeat(39)}`)
    expect(mask).toHaveLength(48)

    const list = await said({ path: at('/api-key'), headers: by(desk.token) })
    const [newest] = list.json as unknown as object[]
    expect(whole({ ...list, body: JSON.stringify(newest) }, names)).toBe(
      expected(200, `{"permissions":${permissions},"id":"<id>","key_mask":"<mask>","created_at":"<now>"}`),
    )
    expect(list.body).toBe(JSON.stringify(list.json))
    expect(list.body).not.toContain(key)

    expect(await verdict(desk.url, desk.token, String(key))).toBe('VALID')
    const gone = await said({ method: 'DELETE', path: at(`/api-key/${id}`), headers: by(desk.token) })
    expect(whole(gone)).toBe(expectedEmpty(204))
    expect(await verdict(desk.url, desk.token, String(key))).toBe('REVOKED')
    expect((await said({ path: at('/api-key'), headers: by(desk.token) })).body).not.toContain(id)
    const again = await said({ method: 'DELETE', path: at(`/api-key/${id}`), headers: by(desk.token) })
    expect(whole(again, names)).toBe(
      expected(404, '{"error":"API Key not found","message":"API Key with ID <id> was not found"}'),
    )
  })

  describe('permissions that do not exist are the documented 500, and nothing is made', () => {
    const body = (details: string) =>
      `{"statusCode":500,"message":"An unknown error occurred. If the error persists, please contact support","error":"Oops... Unable to perform your action","code":"UNKNOWN","details":"${details}"}`

    test.each([
      [[0], /^Invalid permission IDs: 0$/],
      [[1, 0], /^Invalid permission IDs: 0$/],
      [[1, 999_999, 0], /^Invalid permission IDs: 999999, ?0$/],
      [[-1], /^Invalid permission IDs: -1$/],
      [[], /^Invalid permission IDs: /],
    ])('%j', async (permissions, details) => {
      const before = (await said({ path: at('/api-key'), headers: by(desk.token) })).body
      const answer = await create(permissions)
      expect(answer.json.details).toMatch(details)
      expect(whole(answer)).toBe(expected(500, body(String(answer.json.details))))
      expect((await said({ path: at('/api-key'), headers: by(desk.token) })).body).toBe(before)
    })
  })

  test.each(['123', '2', '0198c0de-0000-7000-8000-000000000000', '__proto__', 'a%20b'])(
    'DELETE /api-key/%s: the documented 404',
    async (id) => {
      const answer = await said({ method: 'DELETE', path: at(`/api-key/${id}`), headers: by(desk.token) })
      const message = `API Key with ID ${decodeURIComponent(id)} was not found`
      expect(whole(answer)).toBe(expected(404, `{"error":"API Key not found","message":"${message}"}`))
    },
  )

  describe('a credential', () => {
    test('is a token or a key, with a scheme or without', async () => {
      const manager = await createKey(desk.url, desk.token, 'manager', { role: 'manager' })
      for (const credential of [desk.token, manager.secret])
        for (const headers of [by(credential), bearer(credential), by(`bearer ${credential}`)])
          expect((await said({ path: at('/api-key'), headers })).status).toBe(200)
    })

    test.each(['', 'nobody', 'Bearer', 'Bearer nobody', 'Token x', 'ddf_Vtfoc'])(
      '%j is none',
      async (value) => {
        const headers: Record<string, string> = value === '' ? {} : by(value)
        for (const request of [
          { path: at('/permissions') },
          { path: at('/api-key') },
          { method: 'POST', path: at('/api-key'), body: { permissions: [1] } },
          { method: 'DELETE', path: at('/api-key/123') },
        ]) {
          const answer = await said({ ...request, headers })
          expect(answer.status, answer.body).toBe(401)
          expect(answer.headers['www-authenticate']).toMatch(/./)
          expect(answer.json).toEqual(envelope(401, expect.stringMatching(/^[A-Z_]+$/) as unknown as string))
          expect(Object.keys(answer.json)).toEqual(['statusCode', 'message', 'error', 'code', 'details'])
        }
      },
    )

    test('without the right of an administrator can make and delete nothing', async () => {
      const rights = ['api_key:read:any', 'api_key:create:own', 'api_key:delete:own', 'permission:read']
      const weak = await createKey(desk.url, desk.token, 'weak', { permissions: rights })
      const victim = await create([1])
      for (const answer of [
        await create([1], by(weak.secret)),
        await said({
          method: 'DELETE',
          path: at(`/api-key/${victim.json.id}`),
          headers: by(weak.secret),
        }),
      ]) {
        expect(answer.status, answer.body).toBe(403)
        expect(answer.json).toEqual(envelope(403, expect.stringMatching(/^[A-Z_]+$/) as unknown as string))
      }
      expect(await verdict(desk.url, desk.token, String(victim.json.key))).toBe('VALID')
    })
  })

  test.each([
    ['no body', undefined],
    ['no JSON', '{"permissions": [1'],
    ['null', 'null'],
    ['no permissions', {}],
    ['a text', { permissions: '1' }],
    ['a fraction', { permissions: [1.5] }],
    ['a name', { permissions: ['organization:create'] }],
    ['a field too many', { permissions: [1], name: 'mine' }],
  ])('POST /api-key with %s is a 400 of five fields', async (_, body) => {
    const answer = await said({ method: 'POST', path: at('/api-key'), headers: by(desk.token), body })
    expect(answer.status, answer.body).toBe(400)
    expect(answer.json).toEqual(envelope(400, expect.stringMatching(/^[A-Z_]+$/) as unknown as string))
  })
}
