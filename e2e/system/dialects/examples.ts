import { beforeAll, describe, expect, test } from 'vitest'
import { ask, verdict } from '../testing/contract.ts'
import { installed } from '../testing/installed.ts'
import { expectLike, fill, type Outcome, runScript, runShell } from '../testing/printed.ts'
import { bearer, type Desk, tell } from '../testing/vendors.ts'
import * as dadosfera from './pages/dadosfera.ts'
import * as freesewing from './pages/freesewing.ts'
import * as trackgenesis from './pages/trackgenesis.ts'
import * as vertesia from './pages/vertesia.ts'

const json = 'application/json; charset=utf-8'
const parsed = ({ text }: Outcome) => JSON.parse(text)

/** Every example of the vendors' pages, run as it is printed but for its host and the credential. @param opened where, once tests run */
export function examples(opened: () => Desk): void {
  let desk: Desk
  beforeAll(() => {
    desk = opened()
  })
  const at = (mount: string) => `${desk.url}/api/compat/${mount}`

  if (!installed('curl'))
    test.skip('those in curl, since curl is not installed (apt-get install curl)', () => undefined)
  else {
    describe('Dadosfera', () => {
      const run = (printed: string, more: Record<string, string> = {}) =>
        runShell(printed, { 'https://maestro.dadosfera.ai': at('dadosfera'), ...more })
      const user = () => ({ your_token_here: desk.token })

      test('the usage examples, one after the other', async () => {
        const permissions = await run(dadosfera.checkPermissions, user())
        expect(permissions).toMatchObject({ status: 200, type: json })
        // As they are numbered in the first organization of a database.
        for (const id of [1, 2])
          expect(parsed(permissions)).toContainEqual({ id, name: expect.stringMatching(/./) })

        const made = await run(dadosfera.create, { your_admin_token_here: desk.token })
        expect(made).toMatchObject({ status: 201, type: json })
        expectLike(parsed(made), dadosfera.created)
        const { id, key } = parsed(made)
        expect(await verdict(desk.url, desk.token, key)).toBe('VALID')

        const list = await run(dadosfera.verifyCreated, user())
        expect(list).toMatchObject({ status: 200, type: json })
        expectLike(parsed(list), dadosfera.listed)
        expect(parsed(list).map((one: { id: string }) => one.id)).toContain(id)

        const missing = await run(dadosfera.remove, user())
        expect(missing).toMatchObject({ status: 404, type: json })
        expect(parsed(missing)).toEqual(JSON.parse(dadosfera.notFound.replace('123', '2')))
        const gone = await run(dadosfera.remove, { ...user(), 'api-key/2': `api-key/${id}` })
        expect(gone).toEqual({ status: 204, type: '', text: '' })
        expect(await verdict(desk.url, desk.token, key)).toBe('REVOKED')
      })

      test('the request and the refusals that it prints', async () => {
        const headers = { authorization: desk.token }
        const path = '/api/compat/dadosfera/api-key'
        const made = await tell(desk.url, { method: 'POST', path, headers, body: dadosfera.requestBody })
        expect(made.status).toBe(201)
        expectLike(made.json, dadosfera.created)
        const none = await tell(desk.url, { method: 'POST', path, headers, body: '{"permissions": [0]}' })
        expect(none.status).toBe(500)
        expect(none.body).toBe(JSON.stringify(JSON.parse(dadosfera.invalidPermissions)))
        const missing = await tell(desk.url, { method: 'DELETE', path: `${path}/123`, headers })
        expect(missing.status).toBe(404)
        expect(missing.body).toBe(JSON.stringify(JSON.parse(dadosfera.notFound)))
      })
    })

    describe.each(['vertesia', 'vertesia-live'])('Vertesia, at %s', (mount) => {
      let admin: string
      beforeAll(async () => {
        // Whoever asks is a key: of the owner's, with all that the owner has.
        const { json: key } = await tell(desk.url, {
          method: 'POST',
          path: '/api/compat/vertesia-live/api/v1/apikeys',
          headers: bearer(desk.token),
          body: { name: 'caller', role: 'owner' },
        })
        admin = String(key.value)
      })
      const run = (printed: string, id?: string) =>
        runShell(printed, {
          'https://api.vertesia.io': at(mount),
          '<YOUR_API_KEY>': admin,
          ...(id === undefined ? {} : { '<API_KEY_ID>': id }),
        })
      /** At the other mount a project is an object. */
      const printed = (text: string) =>
        mount === 'vertesia' ? text : text.replace('"<PROJECT_ID>"', '{"id":"","name":"","account":""}')

      test('every code example', async () => {
        const made = await run(vertesia.create)
        expect(made).toMatchObject({ status: 200, type: json })
        expectLike(parsed(made), printed(vertesia.created))
        const { id, value } = parsed(made)
        expect(parsed(made)).toMatchObject({
          name: 'My API Key',
          role: 'developer',
          expires_at: '2024-04-19T12:34:56.000Z',
        })

        const list = await run(vertesia.list)
        expect(list).toMatchObject({ status: 200, type: json })
        expectLike(
          parsed(list).filter((one: { id: string }) => one.id === id),
          printed(vertesia.listed),
        )

        const one = await run(vertesia.get, id)
        expect(one).toMatchObject({ status: 200, type: json })
        expectLike(parsed(one), printed(mount === 'vertesia' ? vertesia.got : vertesia.created))
        const secret = mount === 'vertesia' ? parsed(one).value : value
        expect(await verdict(desk.url, desk.token, secret)).toBe('EXPIRED')

        // What has ended gives no tokens; its caller has not.
        const { json: me } = await ask(desk.url, '/api/v1/keys/me', { token: admin })
        const token = await run(vertesia.token, String(me.id))
        expect(token).toMatchObject({ status: 200, type: json })
        expectLike(parsed(token), vertesia.gotToken)

        const changed = await run(vertesia.update, id)
        if (mount === 'vertesia') {
          expect(changed).toMatchObject({ status: 200, type: json })
          expectLike(parsed(changed), printed(vertesia.updated))
          expect(parsed(changed)).toMatchObject({
            name: 'My Updated API Key',
            role: 'admin',
            enabled: false,
            expires_at: '2025-04-19T12:34:56.000Z',
          })
        } else expect(changed).toMatchObject({ status: 400, type: json })

        const gone = await run(vertesia.remove, id)
        expect(gone).toMatchObject({ status: 200, type: json })
        expect(gone.text).toBe(JSON.stringify(JSON.parse(vertesia.removed)))
      })
    })
  }

  describe('TrackGenesis', () => {
    /** Sends a request of the page: its line, and the body that it prints beside. */
    const send = async (line: string, body: string, filled: Record<string, string> = {}) => {
      const [method = '', url = ''] = fill(line, {
        'https://nft-platform.azurewebsites.net': at('trackgenesis'),
        ...filled,
      }).split(' ')
      const { pathname: path } = new URL(url)
      return tell(desk.url, { method, path, headers: bearer(desk.token), body })
    }

    test('every request that it prints, with the body that it prints', async () => {
      const made = await send(trackgenesis.create, trackgenesis.createBody)
      expect(made.status, made.body).toBe(200)
      expectLike(made.json, trackgenesis.created)
      expect(made.json.expiresAt).toBe('2025-01-01T00:00:00.000Z')
      const endless = await send(trackgenesis.create, trackgenesis.nothing)
      expect(endless.status, endless.body).toBe(200)
      expect(Object.keys(endless.json)).toEqual(Object.keys(JSON.parse(quoted(trackgenesis.created))))
      const id = String(made.json._id)

      for (const [line, filled, page] of [
        [trackgenesis.ofUser, { ':userId': desk.userId }, trackgenesis.listOfUser],
        [trackgenesis.my, {}, trackgenesis.listOfMine],
      ] as const) {
        const list = await send(line, trackgenesis.nothing, filled)
        expect(list.status, list.body).toBe(200)
        const found = (list.json as unknown as { _id: string }[]).filter(({ _id }) => _id === id)
        expect(found).toHaveLength(1)
        expectLike(found, page)
      }
      const one = await send(trackgenesis.one, trackgenesis.nothing, {
        ':apiKeyId': String(endless.json._id),
      })
      expect(one.status, one.body).toBe(200)
      expectLike(one.json, trackgenesis.object)
      expect(Object.keys(one.json)).toEqual(Object.keys(JSON.parse(quoted(trackgenesis.object))))

      const gone = await send(trackgenesis.remove, trackgenesis.nothing, { ':apiKeyId': id })
      expect(gone.status, gone.body).toBe(200)
      expect(gone.body).toBe(JSON.stringify(JSON.parse(trackgenesis.removed)))
    })
  })

  test.each([
    { mount: 'freesewing', result: 'success' },
    { mount: 'freesewing-live', result: 'created' },
  ])('FreeSewing, at $mount', async ({ mount, result }) => {
    const host = { 'https://backend.freesewing.org': at(mount) }
    const made = await runScript(freesewing.create, host, { result: 'apiKey', token: desk.token })
    expect(made).toMatchObject({ status: 201, type: json })
    expectLike(made.data, freesewing.created)
    const { apikey } = made.data as { apikey: Record<string, string> }
    expect(made.data).toMatchObject({ result, apikey: { level: 2, name: 'My first API key' } })
    expect(await verdict(desk.url, desk.token, String(apikey.secret))).toBe('VALID')
    const wrong = runScript(freesewing.create, host, { result: 'apiKey', token: 'nobody' })
    await expect(wrong).rejects.toThrow('Request failed with status code 401')
  })
}

const quoted = (printed: string) => printed.replaceAll(/: (<[^>]*>)/g, ': "$1"')
