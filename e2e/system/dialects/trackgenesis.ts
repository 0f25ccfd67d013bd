import { beforeAll, describe, expect, test } from 'vitest'
import { createKey, verdict } from '../testing/contract.ts'
import { addPerson, type Person } from '../testing/people.ts'
import { bearer, type Desk, expected, tell, type VendorRequest, whole } from '../testing/vendors.ts'

/** TrackGenesis' contract, line by line, as its clients see it over HTTP. @param opened where, once tests run */
export function trackgenesis(opened: () => Desk): void {
  let desk: Desk
  /** A USER of the page; the owner is its OWNER. */
  let member: Person
  let viewer: Person
  beforeAll(async () => {
    desk = opened()
    // The vocabulary comes with the first key that the owner makes.
    await make()
    member = await addPerson(desk, 'MEMBER')
    viewer = await addPerson(desk, 'VIEWER')
  }, 180_000)

  const at = (path: string) => `/api/compat/trackgenesis/api/v1/api-keys${path}`
  const said = (request: VendorRequest) => tell(desk.url, request)

  interface Made {
    _id: string
    key: string
    apiKey: string
    createdAt: string
    updatedAt: string
  }

  async function make(body: object = {}, token = desk.token): Promise<Made> {
    const answer = await said({ method: 'POST', path: at(''), headers: bearer(token), body })
    if (answer.status !== 200) throw new Error(answer.body)
    return answer.json as unknown as Made
  }

  /** The object on reads, in the page's order. */
  const read = (owner: string, expiry = '') =>
    `{"_id":"<id>","createdBy":"${owner}",${expiry}"key":"<masked>","orgId":"<org>","scopes":["read"],"createdAt":"<now>","updatedAt":"<now>","__v":0,"apiKey":"<whole masked>","id":"<id>"}`

  /** What differs from run to run in a read: the secret is masked, as long as it was, and the id stands before it as ever. */
  function namesOf(made: Made): Record<string, string> {
    const masked = `${made.key.slice(0, 4)}${'*'.repeat(22)}${made.key.slice(-4)}`
    return { 'whole masked': made._id + masked, masked, id: made._id, org: desk.organizationId }
  }

  describe('POST /: 200 and not 201', () => {
    test.each([
      ['without a body', undefined],
      ['with an empty one', {}],
    ])('%s: a key that does not end, whole, in the order of the page', async (_, body) => {
      const answer = await said({ method: 'POST', path: at(''), headers: bearer(desk.token), body })
      const made = answer.json as unknown as Made
      const names = { id: made._id, secret: made.key, org: desk.organizationId, owner: desk.userId }
      expect(whole(answer, names)).toBe(
        expected(
          200,
          '{"createdBy":"<owner>","key":"<secret>","orgId":"<org>","scopes":["read"],"_id":"<id>","createdAt":"<now>","updatedAt":"<now>","__v":0,"apiKey":"<id><secret>","id":"<id>"}',
        ),
      )
      expect(made.key).toMatch(/^[a-z0-9]{30}$/)
      expect(await verdict(desk.url, desk.token, made.apiKey)).toBe('VALID')
    })

    test.each(['expiresAT', 'expiresAt'])('with %s: it ends then', async (name) => {
      const made = await make({ [name]: '2031-03-08T00:00:00.000Z' })
      expect(made).toMatchObject({ expiresAt: '2031-03-08T00:00:00.000Z', scopes: ['read'] })
      const past = await make({ [name]: '2025-01-01T00:00:00.000Z' })
      expect(past).toMatchObject({ expiresAt: '2025-01-01T00:00:00.000Z' })
      expect(await verdict(desk.url, desk.token, past.apiKey)).toBe('EXPIRED')
    })
  })

  test('GET /:apiKeyId, /my and /user/:userId: masked; the lists are bare, the newest first', async () => {
    const token = member.token
    const older = await make({ expiresAT: '2031-03-08T00:00:00.000Z' }, token)
    const newer = await make({}, token)
    const one = await said({ path: at(`/${newer._id}`), headers: bearer(desk.token) })
    const names = namesOf(newer)
    expect(whole(one, names)).toBe(expected(200, read(member.id)))

    for (const [path, by] of [
      ['/my', token],
      [`/user/${member.id}`, token],
      [`/user/${member.id}`, desk.token],
    ] as const) {
      const list = await said({ path: at(path), headers: bearer(by) })
      const [first, second, ...rest] = list.json as unknown as Made[]
      expect(rest, path).toEqual([])
      expect(whole({ ...list, body: JSON.stringify(first) }, names)).toBe(expected(200, read(member.id)))
      const also = namesOf(older)
      expect(whole({ ...list, body: JSON.stringify(second) }, also)).toBe(
        expected(200, read(member.id, '"expiresAt":"2031-03-08T00:00:00.000Z",')),
      )
      expect(list.body).toBe(JSON.stringify([first, second]))
      expect(list.headers.link).toBeUndefined()
    }
  })

  test('DELETE /:apiKeyId: gone at once, with the page’s words', async () => {
    const made = await make()
    const gone = await said({ method: 'DELETE', path: at(`/${made._id}`), headers: bearer(desk.token) })
    expect(whole(gone)).toBe(expected(200, '{"message":"Api key deleted successfully","status":"success"}'))
    expect(await verdict(desk.url, desk.token, made.apiKey)).toBe('REVOKED')
    for (const method of ['GET', 'DELETE']) {
      const again = await said({ method, path: at(`/${made._id}`), headers: bearer(desk.token) })
      expect(again.status).toBe(404)
      expect(again.json).toEqual({ message: expect.stringMatching(/./), status: 'error' })
      expect(Object.keys(again.json)).toEqual(['message', 'status'])
    }
    expect((await said({ path: at('/my'), headers: bearer(desk.token) })).body).not.toContain(made._id)
  })

  test('the page’s empty example bodies may be sent where there is nothing to say', async () => {
    const made = await make()
    const headers = bearer(desk.token)
    for (const path of [`/user/${desk.userId}`, '/my', `/${made._id}`])
      expect((await said({ path: at(path), headers, body: {} })).status, path).toBe(200)
    expect((await said({ method: 'DELETE', path: at(`/${made._id}`), headers, body: {} })).status).toBe(200)
  })

  describe('who may', () => {
    test('a USER sees its own id’s keys alone, an OWNER everybody’s', async () => {
      const theirs = await said({ path: at(`/user/${desk.userId}`), headers: bearer(member.token) })
      expect(theirs.status).toBe(403)
      expect(theirs.json).toEqual({ message: expect.stringMatching(/./), status: 'error' })
      expect((await said({ path: at(`/user/${member.id}`), headers: bearer(desk.token) })).status).toBe(200)
    })

    test('a USER deletes its own keys alone', async () => {
      const [own, other] = [await make({}, member.token), await make()]
      const by = bearer(member.token)
      const foreign = await said({ method: 'DELETE', path: at(`/${other._id}`), headers: by })
      expect([403, 404]).toContain(foreign.status)
      expect(foreign.json.status).toBe('error')
      expect(await verdict(desk.url, desk.token, other.apiKey)).toBe('VALID')
      expect((await said({ method: 'DELETE', path: at(`/${own._id}`), headers: by })).status).toBe(200)
    })

    test('GET /:apiKeyId is for an OWNER', async () => {
      const own = await make({}, member.token)
      const answer = await said({ path: at(`/${own._id}`), headers: bearer(member.token) })
      expect(answer.status, answer.body).toBe(403)
      expect(answer.json).toEqual({ message: expect.stringMatching(/./), status: 'error' })
    })

    test('whoever may only look makes and deletes nothing', async () => {
      const made = await make()
      for (const request of [
        { method: 'POST', path: at(''), body: {} },
        { method: 'DELETE', path: at(`/${made._id}`) },
      ]) {
        const answer = await said({ ...request, headers: bearer(viewer.token) })
        expect(answer.status, answer.body).toBe(403)
        expect(answer.json.status).toBe('error')
      }
      expect(await verdict(desk.url, desk.token, made.apiKey)).toBe('VALID')
    })

    test('a key says who it is in the header api-key', async () => {
      const native = await createKey(desk.url, desk.token, 'reads', { permissions: ['api_key:read:own'] })
      const { apiKey } = await make()
      expect((await said({ path: at('/my'), headers: { 'api-key': native.secret } })).status).toBe(200)
      const weak = await said({ path: at('/my'), headers: { 'api-key': apiKey } })
      expect(weak.status, 'with the scope read alone').toBe(403)
      expect((await said({ path: at('/my'), headers: { 'api-key': `${apiKey}x` } })).status).toBe(401)
    })

    test('nobody else may anything', async () => {
      const { _id } = await make()
      const others: Record<string, string>[] = [{}, bearer('nobody'), bearer('a.b.c'), { 'api-key': 'x' }]
      for (const headers of others)
        for (const request of [
          { path: at('/my') },
          { path: at(`/user/${desk.userId}`) },
          { path: at(`/${_id}`) },
          { method: 'POST', path: at(''), body: {} },
          { method: 'DELETE', path: at(`/${_id}`) },
        ]) {
          const answer = await said({ ...request, headers })
          expect(answer.status, answer.body).toBe(401)
          expect(answer.headers['www-authenticate']).toMatch(/^Bearer\b/)
          expect(answer.json).toEqual({ message: expect.stringMatching(/./), status: 'error' })
        }
    })
  })

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['an instant that is none', { expiresAT: 'tomorrow' }],
    ['a number', { expiresAT: 1_735_689_600 }],
    ['a field too many', { scopes: ['write'], organizationId: 'x' }],
  ])('POST / with %s is a 400', async (_, body) => {
    const answer = await said({ method: 'POST', path: at(''), headers: bearer(desk.token), body })
    expect(answer.status, answer.body).toBe(400)
    expect(answer.json).toEqual({ message: expect.stringMatching(/./), status: 'error' })
  })

  test.each(['673433b805edbee750b37795', '0198c0de-0000-7000-8000-000000000000', 'my-own', '__proto__'])(
    'there is no key %s',
    async (id) => {
      for (const method of ['GET', 'DELETE']) {
        const answer = await said({ method, path: at(`/${id}`), headers: bearer(desk.token) })
        expect(answer.status, answer.body).toBe(404)
        expect(answer.json).toEqual({ message: expect.stringMatching(/./), status: 'error' })
      }
    },
  )
}
