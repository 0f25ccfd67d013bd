import { beforeAll, describe, expect, test } from 'vitest'
import { createKey, verdict } from '../testing/contract.ts'
import { addPerson, onDatabase, type Person } from '../testing/people.ts'
import {
  basic,
  bearer,
  type Desk,
  expected,
  expectedEmpty,
  tell,
  type VendorRequest,
  whole,
} from '../testing/vendors.ts'

/** FreeSewing's contract, line by line, as its clients see it over HTTP: at both mounts, which differ in one word. @param opened where, once tests run */
export function freesewing(opened: () => Desk): void {
  let desk: Desk
  let number: number
  let viewer: Person
  beforeAll(async () => {
    desk = opened()
    viewer = await addPerson(desk, 'VIEWER')
    const { rows } = await onDatabase(desk.home, (client) =>
      client.query<{ number: number }>('select number from "user" where id = $1', [desk.userId]),
    )
    number = rows[0]?.number ?? 0
  }, 180_000)

  const said = (request: VendorRequest) => tell(desk.url, request)
  const good = { name: 'My first API key', level: 2, expiresIn: 3600 }
  const refusal = (status: number, error: string, ...headers: string[]) =>
    expected(status, `{"result":"error","error":"${error}"}`, ...headers)

  interface Made {
    key: string
    secret: string
    createdAt: string
    expiresAt: string
  }

  describe.each([
    { mount: 'freesewing', result: 'success' },
    { mount: 'freesewing-live', result: 'created' },
  ])('$mount', ({ mount, result }) => {
    const at = (path: string) => `/api/compat/${mount}${path}`
    const byToken = () => bearer(desk.token)
    const make = async (
      body: object,
      headers: Record<string, string> = byToken(),
      form = 'jwt',
    ): Promise<Made> => {
      const answer = await said({ method: 'POST', path: at(`/apikeys/${form}`), headers, body })
      expect(answer.status, answer.body).toBe(201)
      return answer.json.apikey as Made
    }
    const namesOf = ({ key, secret, expiresAt }: Made) => ({ key, secret, expiry: expiresAt })
    const view = (fields: string) => `{"result":"success","apikey":{${fields}}}`

    describe.each(['jwt', 'key'])('the form /%s', (form) => {
      let headers: Record<string, string>
      let caller: Made
      beforeAll(async () => {
        caller = await make({ name: 'caller', level: 8, expiresIn: 3600 })
        headers = form === 'jwt' ? byToken() : basic(caller.key, caller.secret)
      })

      test('makes a key, lists it, shows it and deletes it', async () => {
        const made = await said({ method: 'POST', path: at(`/apikeys/${form}`), headers, body: good })
        const apikey = made.json.apikey as Made
        const names = namesOf(apikey)
        const tail = `"name":"My first API key","userId":${number}`
        expect(whole(made, names)).toBe(
          expected(
            201,
            `{"result":"${result}","apikey":{"key":"<key>","secret":"<secret>","level":2,"createdAt":"<now>","expiresAt":"<expiry>",${tail}}}`,
          ),
        )
        expect(apikey.key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        expect(apikey.secret).toMatch(/^[0-9a-f]{64}$/)
        const life = Date.parse(apikey.expiresAt) - Date.parse(apikey.createdAt)
        expect(Math.abs(life - 3_600_000)).toBeLessThan(5_000)

        const list = await said({ path: at(`/apikeys/${form}`), headers })
        const [first] = list.json.apikeys as object[]
        expect(whole({ ...list, body: JSON.stringify(first) }, names)).toBe(
          expected(
            200,
            `{"id":"<key>","calls":0,"createdAt":"<now>","expiresAt":"<expiry>","name":"My first API key","lastSeen":null,"level":2,"userId":${number}}`,
          ),
        )
        expect(list.body).toMatch(/^\{"result":"success","apikeys":\[\{/)
        expect(list.body).not.toContain(apikey.secret)

        const one = await said({ path: at(`/apikeys/${apikey.key}/${form}`), headers })
        expect(whole(one, names)).toBe(
          expected(200, view(`"key":"<key>","level":2,"createdAt":"<now>","expiresAt":"<expiry>",${tail}`)),
        )

        expect(await verdict(desk.url, desk.token, apikey.secret)).toBe('VALID')
        const gone = await said({ method: 'DELETE', path: at(`/apikeys/${apikey.key}/${form}`), headers })
        expect(whole(gone)).toBe(expectedEmpty(204))
        expect(await verdict(desk.url, desk.token, apikey.secret)).toBe('REVOKED')
        for (const method of ['GET', 'DELETE']) {
          const again = await said({ method, path: at(`/apikeys/${apikey.key}/${form}`), headers })
          expect(whole(again)).toBe(refusal(404, 'notFound'))
        }
      })

      test.each([
        ['postBodyMissing', undefined],
        ['postBodyMissing', ''],
        ['postBodyMissing', '{"name": "x"'],
        ['postBodyMissing', {}],
        ['nameMissing', { level: 'x', expiresIn: 'x' }],
        ['levelMissing', { name: 'x', expiresIn: 'x' }],
        ['levelNotNumeric', { name: 'x', level: '3' }],
        ['invalidLevel', { name: 'x', level: 9 }],
        ['invalidLevel', { name: 'x', level: -1 }],
        ['invalidLevel', { name: 'x', level: 2.5 }],
        ['expiresInMissing', { name: 'x', level: 0 }],
        ['expiresInNotNumeric', { name: 'x', level: 3, expiresIn: '3600' }],
        ['expiresInHigherThanMaximum', { name: 'x', level: 3, expiresIn: 365 * 24 * 3600 + 1 }],
      ])('%s: 400, before whatever else is wrong, for %j', async (error, body) => {
        const answer = await said({ method: 'POST', path: at(`/apikeys/${form}`), headers, body })
        expect(whole(answer)).toBe(refusal(400, error))
      })

      test('takes a level of 0 and an end in a year', async () => {
        const apikey = await make({ name: 'x', level: 0, expiresIn: 365 * 24 * 3600 }, headers, form)
        expect(apikey).toMatchObject({ level: 0, name: 'x' })
      })

      test.each(['0198c0de-0000-7000-8000-000000000000', '1', '__proto__'])('knows no key %s', async (id) => {
        for (const method of ['GET', 'DELETE']) {
          const answer = await said({ method, path: at(`/apikeys/${id}/${form}`), headers })
          expect(whole(answer)).toBe(refusal(404, 'notFound'))
        }
      })

      test('asks everybody else for its own credential', async () => {
        const others: Record<string, string>[] = [
          {},
          form === 'jwt' ? basic(caller.key, caller.secret) : byToken(),
          bearer(caller.secret),
          basic(caller.key, `${caller.secret.slice(0, -1)}x`),
          basic('0198c0de-0000-7000-8000-000000000000', caller.secret),
          { 'x-api-key': caller.secret },
          { authorization: 'Bearer a.b.c' },
        ]
        for (const other of others)
          for (const request of [
            { method: 'POST', path: `/apikeys/${form}`, body: good },
            { path: `/apikeys/${form}` },
            { path: `/apikeys/${caller.key}/${form}` },
            { method: 'DELETE', path: `/apikeys/${caller.key}/${form}` },
            { path: `/whoami/${form}` },
          ]) {
            const answer = await said({ ...request, path: at(request.path), headers: other })
            expect(answer.status, `${JSON.stringify(other)} ${request.path}`).toBe(401)
            expect(answer.headers['www-authenticate']).toMatch(
              form === 'key' ? /^Basic realm="Users"$/ : /^Bearer\b/,
            )
            expect(answer.body).toMatch(/^\{"result":"error","error":"[A-Za-z]+"\}$/)
          }
        expect(await verdict(desk.url, desk.token, caller.secret)).toBe('VALID')
      })
    })

    test('GET /whoami/key: the key that asks, without when it was made; /whoami/jwt: the account', async () => {
      const made = await make(good)
      const headers = basic(made.key, made.secret)
      const key = await said({ path: at('/whoami/key'), headers })
      expect(whole(key, namesOf(made))).toBe(
        expected(
          200,
          view(`"key":"<key>","level":2,"expiresAt":"<expiry>","name":"My first API key","userId":${number}`),
        ),
      )
      const account = await said({ path: at('/whoami/jwt'), headers: byToken() })
      expect(account.status).toBe(200)
      expect(account.json.result).toBe('success')
      expect(account.body).toContain(`${number}`)
    })

    test('a key of any level may look at itself and delete itself, and nothing else below level 4', async () => {
      const [made, other] = [await make({ ...good, level: 0 }), await make(good)]
      const headers = basic(made.key, made.secret)
      const create = await said({
        method: 'POST',
        path: at('/apikeys/key'),
        headers,
        body: { ...good, level: 0 },
      })
      expect(whole(create)).toBe(refusal(403, 'insufficientAccessLevel'))
      for (const method of ['GET', 'DELETE']) {
        const answer = await said({ method, path: at(`/apikeys/${other.key}/key`), headers })
        expect([403, 404]).toContain(answer.status)
        expect(answer.body).toMatch(/^\{"result":"error","error":"(insufficientAccessLevel|notFound)"\}$/)
      }
      expect((await said({ path: at('/whoami/key'), headers })).status).toBe(200)
      const gone = await said({ method: 'DELETE', path: at(`/apikeys/${made.key}/key`), headers })
      expect(whole(gone)).toBe(expectedEmpty(204))
      expect(await verdict(desk.url, desk.token, made.secret)).toBe('REVOKED')
      expect((await said({ path: at('/whoami/key'), headers })).status).toBe(401)
    })

    test('making a key takes level 4, and the new one has no more than its maker’s', async () => {
      for (const level of [3, 4, 5]) {
        const maker = await make({ ...good, level })
        const headers = basic(maker.key, maker.secret)
        const of = (wanted: number) =>
          said({ method: 'POST', path: at('/apikeys/key'), headers, body: { ...good, level: wanted } })
        if (level < 4) {
          expect(whole(await of(0))).toBe(refusal(403, 'insufficientAccessLevel'))
          continue
        }
        expect((await of(level)).status).toBe(201)
        expect(whole(await of(level + 1))).toBe(refusal(400, 'keyLevelExceedsRoleLevel'))
      }
      const look = await said({
        method: 'POST',
        path: at('/apikeys/jwt'),
        headers: bearer(viewer.token),
        body: good,
      })
      expect(whole(look)).toBe(refusal(403, 'insufficientAccessLevel'))
    })

    test('lists keys of the native contract too, whatever they were granted', async () => {
      const native = await createKey(desk.url, desk.token, 'native', { permissions: ['data:read'] })
      const { json } = await said({ path: at('/apikeys/jwt'), headers: byToken() })
      const found = (json.apikeys as { id: string }[]).find(({ id }) => id === native.id)
      expect(found).toMatchObject({ name: 'native', userId: number, calls: 0 })
    })
  })
}
