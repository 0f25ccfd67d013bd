import { beforeAll, describe, expect, test } from 'vitest'
import { ask, createKey, verdict } from '../testing/contract.ts'
import { bearer, type Desk, expected, tell, type VendorRequest, whole } from '../testing/vendors.ts'

/** Vertesia's contract, line by line, as its clients see it over HTTP: as its page has it, and as its service does. @param opened where, once tests run */
export function vertesia(opened: () => Desk): void {
  let desk: Desk
  beforeAll(async () => {
    desk = opened()
  }, 180_000)

  const said = (request: VendorRequest) => tell(desk.url, request)
  const page = {
    name: 'My API Key',
    type: 'sk',
    role: 'developer',
    expires_at: '2034-04-19T12:34:56.000Z',
  }

  interface Made {
    id: string
    value?: string
    maskedValue: string
  }

  describe.each([
    { mount: 'vertesia', isLive: false },
    { mount: 'vertesia-live', isLive: true },
  ])('$mount', ({ mount, isLive }) => {
    const at = (path: string) => `/api/compat/${mount}${path}`
    const keys = (path = '') => at(`/api/v1/apikeys${path}`)
    const by = (credential: string) => bearer(credential)
    const owner = () => by(desk.token)
    const make = async (body: object = page, headers = owner()): Promise<Made> => {
      const answer = await said({ method: 'POST', path: keys(), headers, body })
      expect(answer.status, answer.body).toBe(200)
      return answer.json as unknown as Made
    }
    /** The value of a key: in the answer that makes it, or once with `withValue`. */
    const secretOf = async ({ id, value }: Made): Promise<string> => {
      if (isLive) return String(value)
      return String((await said({ path: keys(`/${id}?withValue=true`), headers: owner() })).json.value)
    }
    const names = ({ id, maskedValue }: Made) => ({
      id,
      masked: maskedValue,
      user: desk.userId,
      account: desk.organizationId,
      project: desk.project.id,
    })
    const project = () =>
      isLive
        ? `{"id":"<project>","name":${JSON.stringify(desk.project.name)},"account":"<account>"}`
        : '"<project>"'
    /** The object in the page's order; the service adds what its own contract requires or knows. */
    const apiKey = (
      over: { name?: string; role?: string; enabled?: boolean; expires?: string | null } = {},
    ) => {
      const { name = page.name, role = page.role, enabled = true, expires = page.expires_at } = over
      const end = expires === null ? '' : `,"expires_at":"${expires}"`
      return `{"id":"<id>","name":"${name}","type":"sk","role":"${role}","maskedValue":"<masked>","account":"<account>","project":${project()},"enabled":${enabled},"created_by":"user:<user>","updated_by":"user:<user>","created_at":"<now>","updated_at":"<now>"${end}}`
    }
    /** The fields of an answer in which only one of the two contracts has its say, taken out of the text. */
    const plain = (body: string) => body.replaceAll(/"can_retrieve_value":(true|false),/g, '')
    const refused = (status: number, error: string) => ({
      error,
      status,
      ...(status === 401 ? {} : {}),
      message: expect.stringMatching(/./),
    })
    const expectRefusal = (answer: Awaited<ReturnType<typeof said>>, status: number, error: string) => {
      expect(answer.status, answer.body).toBe(status)
      const { details: _, ...rest } = answer.json
      expect(rest).toEqual(refused(status, error))
      expect(Object.keys(answer.json).slice(0, 2)).toEqual(['error', 'status'])
    }

    test('makes a key, lists it, shows it, changes it and deletes it', async () => {
      const answer = await said({ method: 'POST', path: keys(), headers: owner(), body: page })
      const made = answer.json as unknown as Made
      const value = isLive ? String(made.value) : ''
      const body = plain(answer.body).replace(isLive ? `"value":"${value}",` : 'nothing', '')
      expect(whole({ ...answer, body: body.replace(`,"value":"${value}"}`, '}') }, names(made))).toBe(
        expected(200, apiKey()),
      )
      if (isLive) expect(made.value).toMatch(/^sk-[0-9A-Za-z]{20,}$/)
      else expect(answer.body).not.toContain('"value"')
      expect(made.maskedValue).toMatch(/^sk-x+$/)

      const list = await said({ path: keys(), headers: owner() })
      const [first] = list.json as unknown as object[]
      expect(whole({ ...list, body: plain(JSON.stringify(first)) }, names(made))).toBe(
        expected(200, apiKey()),
      )
      for (const level of ['account', 'project'])
        expect((await said({ path: keys(`?level=${level}`), headers: owner() })).body).toBe(list.body)

      const one = await said({ path: keys(`/${made.id}`), headers: owner() })
      expect(whole({ ...one, body: plain(one.body) }, names(made))).toBe(expected(200, apiKey()))

      const change = { name: 'My Updated API Key', role: 'admin', enabled: false }
      const put = await said({ method: 'PUT', path: keys(`/${made.id}`), headers: owner(), body: change })
      expect(whole({ ...put, body: plain(put.body) }, names(made))).toBe(expected(200, apiKey(change)))

      const secret = await secretOf(made)
      expect(await verdict(desk.url, desk.token, secret)).toBe('DISABLED')
      const gone = await said({ method: 'DELETE', path: keys(`/${made.id}`), headers: owner() })
      expect(whole(gone)).toBe(expected(200, '{"acknowledged":true,"deletedCount":1}'))
      expect(await verdict(desk.url, desk.token, secret)).toBe('REVOKED')
      for (const request of [
        { path: keys(`/${made.id}`) },
        { path: keys(`/${made.id}?withValue=true`) },
        { path: keys(`/${made.id}/token`) },
        { method: 'PUT', path: keys(`/${made.id}`), body: { name: 'x' } },
        { method: 'DELETE', path: keys(`/${made.id}`) },
      ])
        expectRefusal(await said({ ...request, headers: owner() }), 404, 'Not Found')
    })

    test('a key that does not end has no expires_at', async () => {
      const made = await make({ name: 'endless', role: 'reader' })
      const one = await said({ path: keys(`/${made.id}`), headers: owner() })
      expect(whole({ ...one, body: plain(one.body) }, names(made))).toBe(
        expected(200, apiKey({ name: 'endless', role: 'reader', expires: null })),
      )
    })

    test('withValue=true: the value once, or, where the answer to POST had it, never', async () => {
      const made = await make()
      const path = keys(`/${made.id}?withValue=true`)
      const opened = await said({ path, headers: owner() })
      expect(opened.status).toBe(200)
      if (isLive) expect(opened.json).not.toHaveProperty('value')
      else {
        expect(opened.json.value).toMatch(/^sk-[0-9A-Za-z]{20,}$/)
        expect(await verdict(desk.url, desk.token, String(opened.json.value))).toBe('VALID')
        const order = Object.keys(opened.json).filter((name) => name !== 'maskedValue')
        expect(order.slice(0, 6)).toEqual(['id', 'name', 'type', 'role', 'value', 'account'])
      }
      for (let round = 0; round < 2; round += 1) {
        const later = await said({ path, headers: owner() })
        expect(whole({ ...later, body: plain(later.body) }, names(made))).toBe(expected(200, apiKey()))
      }
    })

    test('withValue opens nothing without the right, and not by HEAD', async () => {
      const made = await make()
      const path = keys(`/${made.id}?withValue=true`)
      const reader = await createKey(desk.url, desk.token, 'reads', { permissions: ['api_key:read:any'] })
      const without = await said({ path, headers: by(reader.secret) })
      if (without.status === 200) expect(without.json).not.toHaveProperty('value')
      else expectRefusal(without, 403, 'Forbidden')
      const head = await said({ method: 'HEAD', path, headers: owner() })
      expect(head.body).toBe('')
      const opened = await said({ path, headers: owner() })
      if (!isLive) expect(opened.json.value).toMatch(/^sk-/)
    })

    test('PUT of an end: as the page has it, or 400 as the service', async () => {
      const made = await make()
      const end = '2035-04-19T12:34:56.000Z'
      const put = await said({
        method: 'PUT',
        path: keys(`/${made.id}`),
        headers: owner(),
        body: { expires_at: end },
      })
      if (isLive) expectRefusal(put, 400, 'Bad Request')
      else
        expect(whole({ ...put, body: plain(put.body) }, names(made))).toBe(
          expected(200, apiKey({ expires: end })),
        )
    })

    test('GET /iam/roles and /iam/roles/system: for anybody who is signed in', async () => {
      const plainKey = await createKey(desk.url, desk.token, 'plain')
      for (const path of ['/api/v1/iam/roles', '/api/v1/iam/roles/system']) {
        const answer = await said({ path: at(path), headers: by(plainKey.secret) })
        expect(answer.status, answer.body).toBe(200)
        const roles = answer.json as unknown as { name: string; permissions: string[]; domain: string }[]
        expect(roles.map(({ name }) => name)).toEqual(
          expect.arrayContaining(['owner', 'admin', 'developer', 'reader', 'member']),
        )
        for (const role of roles) expect(Object.keys(role)).toEqual(['name', 'permissions', 'domain'])
        expectRefusal(await said({ path: at(path) }), 401, 'Unauthorized')
      }
    })

    test.each([
      ['nobody', {}],
      ['a key that is none', bearer('sk-nobody')],
      ['a token that is none', bearer('a.b.c')],
      ['a cookie', { cookie: 'latchwork.session=x' }],
    ])('%s gets a 401', async (_, headers: Record<string, string>) => {
      const id = '0198c0de-0000-7000-8000-000000000000'
      for (const request of [
        { path: keys() },
        { method: 'POST', path: keys(), body: page },
        { path: keys(`/${id}`) },
        { method: 'PUT', path: keys(`/${id}`), body: {} },
        { method: 'DELETE', path: keys(`/${id}`) },
        { path: keys(`/${id}/token`) },
      ]) {
        const answer = await said({ ...request, headers })
        expectRefusal(answer, 401, 'Unauthorized')
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer\b/)
      }
    })

    test('each call takes its permission', async () => {
      const made = await make()
      const calls = {
        'api_key:read': { path: keys(`/${made.id}`) },
        'api_key:create': { method: 'POST', path: keys(), body: { name: 'x', role: 'member' } },
        'api_key:update': { method: 'PUT', path: keys(`/${made.id}`), body: { enabled: false } },
        'api_key:delete': { method: 'DELETE', path: keys(`/${made.id}`) },
      }
      for (const [name, request] of Object.entries(calls)) {
        const others = Object.keys(calls).filter((other) => other !== name)
        const permissions = others.map((other) => `${other}:any`)
        const key = await createKey(desk.url, desk.token, `without ${name}`, { permissions })
        expectRefusal(await said({ ...request, headers: by(key.secret) }), 403, 'Forbidden')
      }
    })

    test.each([
      ['no body', 'POST', undefined],
      ['no JSON', 'POST', '{"name"'],
      ['no name', 'POST', { role: 'developer' }],
      ['no role', 'POST', { name: 'x' }],
      ['an unknown role', 'POST', { name: 'x', role: 'wizard' }],
      ['another type', 'POST', { ...page, type: 'pk' }],
      ['an end that is none', 'POST', { ...page, expires_at: 'soon' }],
      ['a field too many', 'POST', { ...page, owner: 'x' }],
      ['a value of its own', 'POST', { ...page, value: 'sk-mine' }],
      ['an unknown role', 'PUT', { role: 'wizard' }],
      ['a switch that is none', 'PUT', { enabled: 'no' }],
      ['a field too many', 'PUT', { created_by: 'user:x' }],
    ])('%s in a %s is a 400', async (_, method, body) => {
      const made = await make()
      const path = method === 'POST' ? keys() : keys(`/${made.id}`)
      expectRefusal(await said({ method, path, headers: owner(), body }), 400, 'Bad Request')
    })

    test.each(['?level=everything', '?withValue=true', '?limit=1'])(
      'GET /apikeys%s is a 400',
      async (query) => {
        expectRefusal(await said({ path: keys(query), headers: owner() }), 400, 'Bad Request')
      },
    )

    test('keys that other contracts made are there too', async () => {
      const native = await createKey(desk.url, desk.token, 'native', { role: 'writer' })
      const one = await said({ path: keys(`/${native.id}`), headers: owner() })
      expect(one.status, one.body).toBe(200)
      expect(one.json).toMatchObject({ id: native.id, name: 'native', type: 'sk', enabled: true })
      const theirs = await ask(desk.url, '/api/v1/keys?q=My%20API%20Key', { token: desk.token })
      expect((theirs.json.items as object[]).length).toBeGreaterThan(0)
    })
  })
}
