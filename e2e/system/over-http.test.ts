import { connect } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { operations } from '#lib/contracts/operations.ts'
import { problem } from '#lib/contracts/problem.ts'
import { dialectOperations } from '#lib/dialects/registry.ts'
import { refusalIn } from '#lib/http/testing/refusal.ts'
import { methods } from '#lib/http/testing/routes.ts'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, createKey, signIn } from './testing/contract.ts'
import { cleanUp, newHome, owner, start } from './testing/portal.ts'

/* The contract through the real server: its HTTP parser, our screen, Next's router and what is behind them. */

cleanUp()

let portal: Portal
let token: string
let port: number
beforeAll(async () => {
  port = await freePort()
  portal = await start({ home: await newHome(), port })
  token = await signIn(portal.url)
}, 180_000)

const nothing = '0198c0de-0000-7000-8000-000000000000'
const byPath = [...Map.groupBy([...operations, ...dialectOperations], ({ path }) => path)]

describe.each(byPath)('%s', (path, here) => {
  const address = path.replaceAll(/\{\w+\}/g, nothing)

  test('answers each method: its own, and the others with 405', async () => {
    // A gateway asks by whatever method its client used.
    const taken = here.some(({ gateway }) => gateway) ? methods : here.map(({ method }) => method)
    for (const method of methods) {
      const answer = await ask(portal.url, address, { method })
      if (taken.includes(method)) expect(answer.status, method).not.toBe(405)
      else {
        expect(answer.status, method).toBe(405)
        expect(answer.headers.get('allow')?.split(', ').sort()).toEqual([...taken].sort())
      }
      expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json; charset=utf-8$/)
      const shape = { encoding: here[0]?.encoding ?? 'json', mount: here[0]?.mount ?? null, path }
      if (answer.status >= 400) expect(refusalIn(shape, answer)?.status, answer.text).toBe(answer.status)
      const maxAge = here.find((one) => one.method === method)?.maxAge ?? 0
      const kept = maxAge > 0 && answer.status === 200 ? `public, max-age=${maxAge}` : 'no-store'
      expect(answer.headers.get('cache-control')).toBe(kept)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('content-security-policy')).toContain(`default-src 'none'`)
      expect(answer.headers.has('x-powered-by')).toBe(false)
      expect(answer.headers.has('access-control-allow-origin')).toBe(false)
    }
  })
})

test.each([
  '/api',
  '/api/v1',
  '/api/v1/nowhere',
  `/api/v1/keys/${nothing}/nothing`,
  '/api/v3/keys',
  '/api/.env',
  '/api/v1/keys/%2e%2e/%2e%2e/admin',
])('%s is a 404 problem, whatever the method', async (path) => {
  for (const method of methods) {
    const answer = await ask(portal.url, path, { method })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(problem.parse(answer.json).code).toBe('not_found')
  }
})

test('what is not there and what one may not see are the same to the byte, headers too', async () => {
  const plain = async (path: string) => {
    const { status, text, headers } = await ask(portal.url, path, { token })
    const changing = ['x-request-id', 'date', 'ratelimit']
    return { status, text, headers: [...headers].filter(([name]) => !changing.includes(name)) }
  }
  const first = await plain(`/api/v1/keys/${nothing}`)
  expect(first.status).toBe(404)
  for (const id of ['0198c0de-0000-7000-8000-000000000001', 'x', '%00x', '-1', `${nothing}x`, '__proto__']) {
    const other = await plain(`/api/v1/keys/${id}`)
    if (id === '%00x') expect(other.status).toBe(400)
    else expect(other, id).toEqual(first)
  }
})

/** The answer to bytes as they are. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    const end = () => {
      clearTimeout(late)
      socket.destroy()
      resolve(answer)
    }
    const late = setTimeout(end, 10_000)
    socket.on('data', (data) => {
      answer += data
    })
    socket.on('error', end)
    socket.on('close', end)
  })
}

const head = (line: string, ...headers: string[]) =>
  [line, ...headers, 'Connection: close', '', ''].join('\r\n')

describe('what HTTP allows to be said and nobody means is refused, and the process lives:', () => {
  test.each([
    ['a path that does not decode', head('GET /api/v1/keys/%zz HTTP/1.1', 'Host: x'), 400],
    ['NUL in a path', head('GET /api/v1/keys/%00 HTTP/1.1', 'Host: x'), 400],
    ['two slashes', head('GET //evil.example/api/v1/keys HTTP/1.1', 'Host: x'), 400],
    ['a backslash', head('GET /api\\v1\\keys HTTP/1.1', 'Host: x'), 400],
    ['an absolute address', head('GET http://evil.example/api/v1/keys HTTP/1.1', 'Host: x'), 400],
    ['a byte beyond ASCII in a path', head('GET /api/v1/keys/\xe9 HTTP/1.1', 'Host: x'), 400],
    ['a path of 9,000 characters', head(`GET /api/v1/keys?q=${'x'.repeat(9_000)} HTTP/1.1`, 'Host: x'), 414],
    [
      'headers of 20,000 characters',
      head('GET /api/v1/me HTTP/1.1', 'Host: x', `X-A: ${'x'.repeat(20_000)}`),
      431,
    ],
    ['TRACE', head('TRACE /api/v1/me HTTP/1.1', 'Host: x'), 405],
    ['CONNECT', head('CONNECT evil.example:443 HTTP/1.1', 'Host: x'), 0],
    ['no host', head('GET /api/v1/me HTTP/1.1'), 400],
    [
      'a length and chunks',
      `${head('POST /api/v1/keys HTTP/1.1', 'Host: x', 'Content-Length: 4', 'Transfer-Encoding: chunked').slice(0, -2)}\r\n0\r\n\r\n`,
      400,
    ],
    [
      'two lengths',
      head('POST /api/v1/keys HTTP/1.1', 'Host: x', 'Content-Length: 4', 'Content-Length: 5'),
      400,
    ],
    ['a negative length', head('POST /api/v1/keys HTTP/1.1', 'Host: x', 'Content-Length: -1'), 400],
    ['a line feed alone', 'GET /api/v1/me HTTP/1.1\nHost: x\n\n', 400],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01', 400],
  ])('%s', async (_, text, status) => {
    const answer = await raw(text)
    const given = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
    expect(given, answer.slice(0, 200)).toBe(status)
    expect(answer).not.toMatch(/node_modules|at .*\.js/)
    expect((await ask(portal.url, '/api/health/live')).status).toBe(200)
  })
})

describe('a client cannot speak for the server:', () => {
  test('its address is the one it has, whatever it says', async () => {
    const spoofed = {
      'x-forwarded-for': '203.0.113.66',
      'x-real-ip': '203.0.113.66',
      forwarded: 'for=203.0.113.66',
      'x-latchwork-address': '203.0.113.66',
      'x-client-ip': '203.0.113.66',
    }
    const { json } = await ask(portal.url, '/api/v1/keys', {
      token,
      headers: spoofed,
      body: { name: 'spoofed' },
    })
    const events = await ask(portal.url, `/api/v1/keys/${String(json.id)}/events`, { token })
    expect(events.status).toBe(200)
    expect(events.text).not.toContain('203.0.113.66')
    expect((events.json.items as { ip: string }[])[0]?.ip).toBe('127.0.0.1')
  })

  test('no internal header of Next opens or breaks anything', async () => {
    const tricks: Record<string, string>[] = [
      { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
      { 'x-nextjs-data': '1' },
      { rsc: '1', 'next-router-state-tree': '[' },
      { 'next-action': 'x'.repeat(42) },
      { 'x-matched-path': '/api/health/live' },
      { 'x-invoke-path': '/api/health/live' },
      { 'x-now-route-matches': '1=x' },
      { 'x-http-method-override': 'DELETE' },
      { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
      { 'x-request-id': '<script>' },
    ]
    const { id } = await createKey(portal.url, token, 'untouched')
    for (const headers of tricks) {
      for (const sent of [{ headers }, { headers, method: 'POST', body: { name: 'x' } }]) {
        const answer = await ask(portal.url, '/api/v1/keys', sent)
        expect(answer.status, JSON.stringify(headers)).toBe(401)
        expect(problem.parse(answer.json).code).toBe('unauthenticated')
        expect(answer.text).not.toContain('evil.example')
        expect(answer.headers.get('x-request-id')).not.toContain('<')
      }
      const own = await ask(portal.url, `/api/v1/keys/${id}`, { token, headers })
      expect(own.json, JSON.stringify(headers)).toMatchObject({ id, status: 'active' })
    }
    for (const path of ['/', '/keys', '/sign-in']) {
      const action = await ask(portal.url, path, {
        method: 'POST',
        headers: { 'next-action': 'x'.repeat(42) },
        body: '[]',
      })
      expect(action.status, path).toBeGreaterThanOrEqual(400)
      expect(action.status, path).toBeLessThan(500)
    }
  })

  test('a body on a GET changes nothing that a GET does', async () => {
    const text = `GET /api/v1/keys?limit=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"limit": 9}`
    expect(await raw(text)).toMatch(/^HTTP\/1\.1 (200|400) /)
  })
})

describe('a browser’s session', () => {
  const jar = new Map<string, string>()
  const keep = (headers: Headers) => {
    for (const cookie of headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

  beforeAll(async () => {
    const csrf = await ask(portal.url, '/api/auth/csrf')
    keep(csrf.headers)
    const form = new URLSearchParams({ csrfToken: String(csrf.json.csrfToken), ...owner, json: 'true' })
    const answer = await ask(portal.url, '/api/auth/callback/credentials', {
      method: 'POST',
      headers: { cookie: cookie(), origin: portal.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    })
    expect(answer.status, answer.text).toBe(200)
    keep(answer.headers)
    const session = answer.headers.getSetCookie().find((one) => one.startsWith('latchwork.session='))
    expect(session).toMatch(/HttpOnly/i)
    expect(session).toMatch(/SameSite=Lax/i)
    expect(session).toMatch(/Path=\//i)
  })

  test('opens the contract from a page of the portal', async () => {
    expect((await ask(portal.url, '/api/v1/me', { headers: { cookie: cookie() } })).status).toBe(200)
    const sent = { headers: { cookie: cookie(), origin: portal.url }, body: { name: 'from the portal' } }
    expect((await ask(portal.url, '/api/v1/keys', sent)).status).toBe(201)
  })

  test.each(['https://evil.example', 'null', undefined])(
    'changes nothing from the origin %s',
    async (from) => {
      const headers = { cookie: cookie(), ...(from === undefined ? {} : { origin: from }) }
      const before = (await ask(portal.url, '/api/v1/keys?limit=1', { token })).json.total
      for (const [path, method] of [
        ['/api/v1/keys', 'POST'],
        ['/api/v1/me', 'PATCH'],
        ['/api/v1/me/sessions', 'DELETE'],
      ] as const) {
        const sent = { method, headers, ...(method === 'DELETE' ? {} : { body: { name: 'from elsewhere' } }) }
        const answer = await ask(portal.url, path, sent)
        expect(answer.status).toBe(403)
        expect(problem.parse(answer.json).code).toBe('forbidden')
      }
      expect((await ask(portal.url, '/api/v1/keys?limit=1', { token })).json.total).toBe(before)
      expect((await ask(portal.url, '/api/v1/me', { headers: { cookie: cookie() } })).status).toBe(200)
      const signOut = await ask(portal.url, '/api/auth/signout', { method: 'POST', headers, body: '' })
      expect(signOut.status).toBe(403)
    },
  )

  test('a cookie that was altered, by one character, is nobody', async () => {
    const value = jar.get('latchwork.session') ?? ''
    // The first character of the tag: all its bits count, while the last one's may be padding.
    const altered = value.replace(/[^.](?=[^.]*$)/, (first) => (first === 'A' ? 'B' : 'A'))
    expect(altered).not.toBe(value)
    const other = await ask(portal.url, '/api/v1/me', { headers: { cookie: `latchwork.session=${altered}` } })
    expect(other.status).toBe(401)
  })
})
