import { beforeAll, describe, expect, test } from 'vitest'
import { bearer, type Desk, expected, tell, type VendorRequest, whole } from '../testing/vendors.ts'

/** Keys of Vertesia's at work: themselves as credentials, and exchanged for tokens. @param opened where, once tests run */
export function vertesiaTokens(opened: () => Desk): void {
  let desk: Desk
  beforeAll(() => {
    desk = opened()
  })

  const said = (request: VendorRequest) => tell(desk.url, request)
  const owner = () => bearer(desk.token)

  describe.each(['vertesia', 'vertesia-live'])('%s', (mount) => {
    const keys = (path = '') => `/api/compat/${mount}/api/v1/apikeys${path}`
    const page = { name: 'My API Key', role: 'developer' }
    /** A key with its value: from the answer that makes it, or from the one that opens it. */
    const make = async (body: object = page) => {
      const made = await said({ method: 'POST', path: keys(), headers: owner(), body })
      expect(made.status, made.body).toBe(200)
      const id = String(made.json.id)
      const opened = await said({ path: keys(`/${id}?withValue=true`), headers: owner() })
      return { id, value: String(made.json.value ?? opened.json.value) }
    }

    test('a key works directly on the contract, and its token does', async () => {
      const made = await make({ name: 'admin', role: 'admin' })
      expect((await said({ path: keys(), headers: bearer(made.value) })).status).toBe(200)
      const token = await said({ path: keys(`/${made.id}/token`), headers: owner() })
      expect(whole(token, { token: String(token.json.token) })).toBe(expected(200, '{"token":"<token>"}'))
      expect((await said({ path: keys(), headers: bearer(String(token.json.token)) })).status).toBe(200)
    })

    test('the token: ES256, what its clients read in it, and more than a minute of life', async () => {
      const made = await make()
      const { json } = await said({ path: keys(`/${made.id}/token`), headers: owner() })
      const [head = '', claims = ''] = String(json.token).split('.')
      const read = (part: string) =>
        JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
      expect(read(head)).toMatchObject({ alg: 'ES256', kid: expect.stringMatching(/./) })
      const payload = read(claims)
      expect(payload).toMatchObject({
        name: page.name,
        type: 'apikey',
        account: { id: desk.organizationId },
        iss: desk.url,
      })
      expect(Object.keys(payload)).toEqual(
        expect.arrayContaining([
          'sub',
          'name',
          'type',
          'account',
          'account_roles',
          'accounts',
          'project',
          'project_roles',
          'apps',
          'iss',
          'aud',
          'exp',
        ]),
      )
      for (const list of ['account_roles', 'accounts', 'project_roles', 'apps'])
        expect(Array.isArray(payload[list]), list).toBe(true)
      expect(Number(payload.exp)).toBeGreaterThan(Date.now() / 1000 + 90)
    })
  })

  describe('POST /token/issue, of the service alone', () => {
    const path = '/api/compat/vertesia-live/token/issue'
    const issued = (answer: Awaited<ReturnType<typeof said>>) => {
      const { token, expires_in: life } = answer.json
      expect(whole(answer, { token: String(token) })).toBe(
        expected(200, `{"token":"<token>","token_type":"Bearer","expires_in":${life}}`),
      )
      expect(Number(life)).toBeGreaterThan(90)
    }

    test('gives a key that shows itself a token, as Bearer or in the body', async () => {
      const { json } = await said({
        method: 'POST',
        path: '/api/compat/vertesia-live/api/v1/apikeys',
        headers: bearer(desk.token),
        body: { name: 'x', role: 'developer' },
      })
      const key = String(json.value)
      issued(await said({ method: 'POST', path, headers: bearer(key) }))
      issued(await said({ method: 'POST', path, headers: bearer(key), body: { type: 'apikey', key } }))
      issued(await said({ method: 'POST', path, body: { type: 'apikey', key } }))
    })

    test('gives nobody else one', async () => {
      for (const request of [
        {},
        { headers: bearer('sk-nobody') },
        { body: { type: 'apikey', key: 'sk-nobody' } },
        { body: { type: 'user' } },
      ]) {
        const answer = await said({ method: 'POST', path, ...request })
        expect([400, 401]).toContain(answer.status)
        expect(answer.json.status).toBe(answer.status)
      }
    })

    test('is not there at the other mount', async () => {
      const answer = await said({ method: 'POST', path: path.replace('-live', ''), headers: bearer('x') })
      expect(answer.status).toBe(404)
      expect(answer.json).toMatchObject({ error: 'Not Found', status: 404 })
    })
  })
}
