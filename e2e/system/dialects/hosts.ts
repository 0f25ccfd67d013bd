import { beforeAll, describe, expect, test } from 'vitest'
import { type Mount, mounts } from '#lib/contracts/mounts.ts'
import { vendorRefusal } from '#lib/http/testing/vendor-refusals.ts'
import { ask, createKey, type Key } from '../testing/contract.ts'
import { bearer, type Desk, tell, type VendorAnswer, type VendorRequest } from '../testing/vendors.ts'

/** The host of each vendor, as `COMPAT_HOSTS` names it. */
const hostOf = (mount: Mount) => `${mount}.vendor.example`
export const compatHosts = mounts.map((mount) => `${hostOf(mount)}=${mount}`).join(',')

/** At each vendor's own address: its list of keys, and where a key is made. */
const lists: Readonly<Record<Mount, string>> = {
  dadosfera: '/api-key',
  trackgenesis: '/api/v1/api-keys/my',
  freesewing: '/apikeys/jwt',
  'freesewing-live': '/apikeys/jwt',
  vertesia: '/api/v1/apikeys',
  'vertesia-live': '/api/v1/apikeys',
}
const makes: Readonly<Record<Mount, string>> = { ...lists, trackgenesis: '/api/v1/api-keys' }

/** What a portal has and a vendor has not. */
const ours = [
  '/',
  '/sign-in',
  '/keys',
  '/settings',
  '/metrics',
  '/favicon.ico',
  '/icon.svg',
  '/robots.txt',
  '/_next/static/chunks/main.js',
  '/_next/image?url=%2Ficon.svg&w=64&q=75',
  '/api/health/live',
  '/api/v1/keys',
  '/api/v1/me',
  '/api/auth/csrf',
  '/api/auth/signin',
  '/api/oauth2/introspect',
  '/.well-known/jwks.json',
  '/api/compat/dadosfera/permissions',
  '/api/compat/vertesia/api/v1/apikeys',
  '/../../sign-in',
  '/%2e%2e/%2e%2e/%2e%2e/sign-in',
  '/..%2f..%2fsign-in',
  '/nowhere?x=<script>',
  '/__proto__',
]

/** What is counted behind a request's back, and may be written between two of them, is left out. */
const unused = (body: string) => body.replaceAll(/"(calls|lastSeen)":[^,}]*/g, '"$1"')

/** A Host header maps to a mount: the vendor's bare paths are there, and nothing else is. @param opened where, once tests run */
export function hosts(opened: () => Desk): void {
  let desk: Desk
  let gateway: Key
  beforeAll(async () => {
    desk = opened()
    gateway = await createKey(desk.url, desk.token, 'gateway', { permissions: ['api_key:verify'] })
  })

  describe.each(mounts)('at the host of %s', (mount) => {
    const said = ({ headers = {}, ...rest }: VendorRequest, host = hostOf(mount)) =>
      tell(desk.url, { ...rest, headers: { host, ...headers } })
    const byToken = () => bearer(desk.token)

    function expectRefusal(answer: VendorAnswer, status: number, path: string): void {
      expect(answer.status, `${path}: ${answer.body.slice(0, 200)}`).toBe(status)
      expect(answer.headers['content-type'], path).toBe('application/json; charset=utf-8')
      expect(vendorRefusal(mount, '', answer)?.status, answer.body).toBe(status)
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.headers.location).toBeUndefined()
      expect(answer.headers['set-cookie']).toBeUndefined()
    }

    test('the vendor’s bare path is answered as below its mount, by whatever name of the host', async () => {
      const path = lists[mount]
      const mounted = await tell(desk.url, { path: `/api/compat/${mount}${path}`, headers: byToken() })
      expect(mounted.status).toBe(200)
      for (const host of [
        hostOf(mount),
        `${hostOf(mount)}:8443`,
        hostOf(mount).toUpperCase(),
        `${hostOf(mount)}.`,
      ]) {
        const answer = await said({ path, headers: byToken() }, host)
        expect(answer.status, host).toBe(200)
        expect(unused(answer.body)).toBe(unused(mounted.body))
      }
    })

    test('a slash at the end means nothing, nor two within', async () => {
      for (const path of [`${lists[mount]}/`, `${lists[mount]}///`, lists[mount].replace(/(.)\//, '$1//')]) {
        const answer = await said({ path, headers: byToken() })
        expect(answer.status, path).toBe(200)
        const mounted = { path: `/api/compat/${mount}${path}`, headers: byToken() }
        expect((await tell(desk.url, mounted)).status, path).toBe(200)
      }
    })

    test('HEAD is GET without its body', async () => {
      const path = lists[mount]
      const head = await said({ method: 'HEAD', path, headers: byToken() })
      expect(head.status).toBe(200)
      expect(head.body).toBe('')
      expect(head.headers['content-type']).toBe('application/json; charset=utf-8')
      const nowhere = await said({ method: 'HEAD', path: '/sign-in' })
      expect(nowhere.status).toBe(404)
      expect(nowhere.headers['content-type']).toBe('application/json; charset=utf-8')
    })

    test('what is ours is not there', async () => {
      for (const path of ours)
        for (const headers of [{}, byToken()]) expectRefusal(await said({ path, headers }), 404, path)
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        expectRefusal(await said({ method, path: '/sign-in' }), 404, method)
    })

    test('nor is the gate, whichever way it would be asked', async () => {
      const body = JSON.stringify({ key: gateway.secret })
      const asked = (path: string, connection: string, host: string) =>
        said({ method: 'POST', path, headers: { ...bearer(gateway.secret), connection }, body }, host)
      for (const connection of ['keep-alive', 'close'])
        for (const path of ['/api/v1/keys/verify', '/api/v1/keys/verify-batch'])
          expectRefusal(await asked(path, connection, hostOf(mount)), 404, path)
      // The same request is one of those that the gate answers the quick way, at a host of ours.
      const quick = await asked('/api/v1/keys/verify', 'keep-alive', 'localhost')
      expect(quick.json.code).toBe('VALID')
      expect(quick.headers['x-content-type-options']).toBeUndefined()
    })

    test.each(['/%zz', '/%ff', '/%00', '//evil.example/', '/a\\b', 'http://evil.example/'])(
      'the malformed address %s is a 400',
      async (path) => {
        expectRefusal(await said({ path }), 400, path)
        if (path.startsWith('/%')) {
          const mounted = await tell(desk.url, { path: `/api/compat/${mount}${path}` })
          expectRefusal(mounted, 400, path)
        }
      },
    )

    test('an address that is too long is a 414', async () => {
      expectRefusal(await said({ path: `/${'x'.repeat(9_000)}` }), 414, 'long')
    })

    test.each(['TRACE', 'PROPFIND', 'LOCK'])('%s is a 405 that says what there is', async (method) => {
      const answer = await said({ method, path: lists[mount] })
      expectRefusal(answer, 405, method)
      expect(answer.headers.allow).toMatch(/\bGET\b/)
    })

    test('so is a method that the address does not take', async () => {
      const answer = await said({ method: 'PATCH', path: lists[mount], headers: byToken() })
      expectRefusal(answer, 405, 'PATCH')
      expect(String(answer.headers.allow).split(', ')).toContain('GET')
    })

    test('bodies that are too long, of another type or no JSON are refused', async () => {
      const sent = (body: string, type = 'application/json') =>
        said({ method: 'POST', path: makes[mount], headers: { ...byToken(), 'content-type': type }, body })
      expectRefusal(await sent(`{"name":"${'x'.repeat(300_000)}"}`), 413, 'long')
      expectRefusal(await sent('{}', 'text/plain'), 415, 'type')
      expectRefusal(await sent('<html>'), 400, 'no JSON')
    })
  })

  test('the portal’s own host is as it was', async () => {
    const page = await ask(desk.url, '/sign-in')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect((await ask(desk.url, '/api/v1/me', { token: desk.token })).status).toBe(200)
    const verified = await ask(desk.url, '/api/v1/keys/verify', {
      token: desk.token,
      body: { key: 'lw_unknown' },
    })
    expect(verified.json.code).toBe('NOT_FOUND')
    for (const path of ['/apikeys/jwt', '/api-key', '/token/issue', '/api/v1/api-keys/my']) {
      const answer = await ask(desk.url, path, { token: desk.token })
      expect(answer.status, path).toBe(404)
    }
    // Nobody is taken for a vendor by what a client says of its host.
    const forwarded = { 'x-forwarded-host': hostOf('dadosfera'), forwarded: `host=${hostOf('dadosfera')}` }
    const other = await tell(desk.url, { path: '/api-key', headers: { ...bearer(desk.token), ...forwarded } })
    expect(other.status).toBe(404)
  })
}
