import { type ClientRequest, request } from 'node:http'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, createKey, type Key, signIn } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'
import { type Heard, overWire, type Wired } from './testing/wire.ts'

/*
 * One contract, two ways to it: the gate's lane ahead of the portal, and the portal's own routes. Whatever is asked, both give
 * the same answer.
 */

cleanUp()

let lane: Portal
let routes: Portal
let token: string
/** A key that may verify, one that may not, and one to ask about. */
let gateway: Key
let weak: Key
let plain: Key
let keys: Record<string, Key>
let projectId: string

beforeAll(async () => {
  const home = await newHome()
  const [port, other] = [await freePort(), await freePort()]
  lane = await start({ home, port })
  const environment = { LATCHWORK_ROLE: 'portal', LATCHWORK_URL: `http://127.0.0.1:${port}` }
  routes = await start({ home, port: other, environment })
  routes.url = `http://127.0.0.1:${other}`
  token = await signIn(lane.url)
  const made = (name: string, more: Record<string, unknown> = {}) => createKey(lane.url, token, name, more)
  gateway = await made('gateway', { permissions: ['api_key:verify'] })
  weak = await made('weak', { permissions: [] })
  plain = await made('plain')
  keys = {
    restricted: await made('restricted', { ipAllowlist: ['203.0.113.0/24'] }),
    described: await made('Größe „Ω“', { metadata: { team: 'müller', n: 4.5, on: true } }),
    revoked: await made('revoked'),
    disabled: await made('disabled'),
  }
  projectId = String((await ask(lane.url, `/api/v1/keys/${gateway.id}`, { token })).json.projectId)
  await ask(lane.url, `/api/v1/keys/${keys.revoked?.id}`, { method: 'DELETE', token })
  await ask(lane.url, `/api/v1/keys/${keys.disabled?.id}`, {
    method: 'PATCH',
    token,
    body: { enabled: false },
  })
}, 240_000)

const verify = '/api/v1/keys/verify'
const json = { 'content-type': 'application/json', 'x-request-id': 'the-same-for-both' }
const bearer = (secret: string) => ({ ...json, authorization: `Bearer ${secret}` })
/** Headers in which the contract speaks; the rest is the transport's. */
const told = [
  'content-type',
  'cache-control',
  'x-request-id',
  'www-authenticate',
  'allow',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'x-latchwork-key-id',
  'x-latchwork-owner',
  'x-latchwork-permissions',
]

const send = (url: string, sent: Wired) => overWire(url, { method: 'POST', path: verify, ...sent })

async function both(sent: Wired): Promise<Heard> {
  const [first, second] = await Promise.all([send(lane.url, sent), send(routes.url, sent)])
  const contract = ({ status, headers, body }: Heard) => ({
    status,
    body,
    headers: Object.fromEntries(told.map((name) => [name, headers[name]])),
  })
  expect(contract(first)).toEqual(contract(second))
  return first
}

const about = (name: string, more: object = {}) =>
  JSON.stringify({ key: (name === 'plain' ? plain : keys[name])?.secret, ...more })

describe('a verdict is the same both ways', () => {
  test.each([
    ['a good key', () => about('plain')],
    ['a name that is not ASCII', () => about('described')],
    ['a revoked key', () => about('revoked')],
    ['a disabled key', () => about('disabled')],
    ['an unknown key', () => JSON.stringify({ key: 'lw_unknown' })],
    ['an address that is not on the list', () => about('restricted', { ip: '198.51.100.1' })],
    ['an address that is', () => about('restricted', { ip: '203.0.113.9' })],
    ['permissions that are missing', () => about('plain', { permissions: 'orders:write' })],
    ['a cost of nothing', () => about('plain', { cost: 0 })],
    ['a good key in a long body', () => about('plain').replace('{', `{${' '.repeat(6_000)}`)],
    ['the caller itself', () => JSON.stringify({ key: gateway.secret })],
  ])('of %s', async (_, body) => {
    const { status, body: text } = await both({
      headers: { ...bearer(gateway.secret), ...open },
      body: body(),
    })
    expect(status).toBe(200)
    expect(JSON.parse(text)).toHaveProperty('code')
  })
})

/** As a program that keeps its connection open: who closes it with each request asks for the long way. */
const open = { connection: 'keep-alive' }
/** Browsers are guarded on the long way alone. */
const wasQuick = ({ headers }: Heard) => headers['x-content-type-options'] === undefined

test('what is plain is answered the quick way, and what is not by its endpoint', async () => {
  const headers = { ...bearer(gateway.secret), ...open }
  const verdicts = [about('plain'), about('plain', { ip: '203.0.113.9', cost: 0 }), about('revoked')]
  for (const body of verdicts) expect(wasQuick(await both({ headers, body }))).toBe(true)
  const plainer: Record<string, string>[] = [
    { 'x-forwarded-for': '203.0.113.9' },
    { 'content-type': 'application/json; charset=utf-8' },
  ]
  for (const more of plainer)
    expect(wasQuick(await both({ headers: { ...headers, ...more }, body: about('plain') }))).toBe(true)
  const others: Record<string, string>[] = [{ cookie: 'a=b' }, { connection: 'close' }]
  for (const more of others)
    expect(wasQuick(await both({ headers: { ...headers, ...more }, body: about('plain') }))).toBe(false)
  // By another name, so that fetch has no connection yet that somebody asked something else over.
  const elsewhere = new URL(verify, lane.url.replace('127.0.0.1', 'localhost'))
  const init = { method: 'POST', headers: bearer(gateway.secret), body: about('plain') }
  const fetched = await fetch(elsewhere, init)
  expect(fetched.headers.has('x-content-type-options')).toBe(false)
})

describe('a refusal is the same both ways', () => {
  const good = () => about('plain')
  const cases: [string, () => Wired, number][] = [
    ['no credential', () => ({ headers: json, body: good() }), 401],
    ['a wrong one', () => ({ headers: bearer('lw_wrong'), body: good() }), 401],
    ['a revoked one', () => ({ headers: bearer(keys.revoked?.secret ?? ''), body: good() }), 401],
    ['one that may not verify', () => ({ headers: bearer(weak.secret), body: good() }), 403],
    ['a token that is none', () => ({ headers: bearer('a.b.c'), body: good() }), 401],
    [
      'two credentials',
      () => ({ headers: { ...bearer(gateway.secret), 'x-api-key': gateway.secret }, body: good() }),
      401,
    ],
    ['no body', () => ({ headers: bearer(gateway.secret) }), 400],
    ['a body that is not JSON', () => ({ headers: bearer(gateway.secret), body: '{"key":' }), 400],
    ['a list', () => ({ headers: bearer(gateway.secret), body: '[]' }), 400],
    ['a wrong type', () => ({ headers: bearer(gateway.secret), body: '{"key":1}' }), 400],
    ['an unknown field', () => ({ headers: bearer(gateway.secret), body: '{"key":"x","ownerId":"y"}' }), 400],
    [
      'a permission query that cannot be read',
      () => ({ headers: bearer(gateway.secret), body: about('plain', { permissions: 'a and' }) }),
      400,
    ],
    [
      'bytes that are not UTF-8',
      () => ({
        headers: bearer(gateway.secret),
        body: Buffer.concat([Buffer.from('{"key":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      }),
      400,
    ],
    [
      'another content type',
      () => ({ headers: { ...bearer(gateway.secret), 'content-type': 'text/plain' }, body: good() }),
      415,
    ],
    ['another method', () => ({ method: 'PUT', headers: bearer(gateway.secret), body: good() }), 405],
    ['a query', () => ({ path: `${verify}?key=x`, headers: bearer(gateway.secret), body: good() }), 400],
    [
      'a body that is too large',
      () => ({ headers: bearer(gateway.secret), body: JSON.stringify({ key: 'x'.repeat(300_000) }) }),
      413,
    ],
  ]
  test.each(cases)('%s', async (name, sent, status) => {
    // How much is too much is each way's own to say.
    if (name === 'a body that is too large') {
      for (const { url } of [lane, routes]) expect((await send(url, sent())).status).toBe(413)
      return
    }
    expect((await both(sent())).status).toBe(status)
  })
})

test('every credential that the one takes the other takes', async () => {
  const basic = Buffer.from(`${gateway.id}:${gateway.secret}`).toString('base64')
  const credentials: Record<string, string>[] = [
    { authorization: `Bearer ${gateway.secret}` },
    { authorization: `bearer ${gateway.secret}` },
    { authorization: gateway.secret },
    { authorization: `Basic ${basic}` },
    { 'x-api-key': gateway.secret },
    { authorization: `Bearer ${token}` },
  ]
  for (const credential of credentials)
    expect((await both({ headers: { ...json, ...credential }, body: about('plain') })).status).toBe(200)
})

test('a batch is answered the same both ways', async () => {
  const path = '/api/v1/keys/verify-batch'
  const body = { keys: [{ key: plain.secret }, { key: 'lw_unknown' }, { key: keys.revoked?.secret }] }
  const headers = bearer(gateway.secret)
  expect((await both({ path, headers, body: JSON.stringify(body) })).status).toBe(200)
  const wrong = { keys: [{ key: plain.secret }, { key: '' }] }
  expect((await both({ path, headers, body: JSON.stringify(wrong) })).status).toBe(400)
  expect((await both({ path, headers, body: '{"keys":[]}' })).status).toBe(400)
})

test('an introspection is answered the same both ways', async () => {
  const path = '/api/oauth2/introspect'
  const headers = { ...bearer(gateway.secret), 'content-type': 'application/x-www-form-urlencoded' }
  const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()
  for (const [body, status] of [
    [form({ token: plain.secret }), 200],
    [form({ token: keys.revoked?.secret ?? '' }), 200],
    [form({}), 400],
  ] as const)
    expect((await both({ path, headers, body })).status).toBe(status)
  expect(
    (await both({ path, headers: { ...json, 'content-type': headers['content-type'] }, body: 'token=x' }))
      .status,
  ).toBe(401)
})

test('a gateway is answered the same both ways', async () => {
  const path = `/api/v1/authorize/${projectId}`
  const own = { 'x-request-id': 'the-same-for-both', 'x-latchwork-gateway-key': gateway.secret }
  const client = { ...own, authorization: `Bearer ${plain.secret}` }
  for (const [sent, status] of [
    [{ method: 'GET', path, headers: client }, 200],
    [{ method: 'HEAD', path, headers: client }, 200],
    [{ method: 'POST', path, headers: client, body: 'of the client' }, 200],
    [{ method: 'GET', path, headers: own }, 401],
    [{ method: 'GET', path: `${path}?permissions=orders:write`, headers: client }, 403],
    [{ method: 'GET', path: `${path}?permissions=a&permissions=b`, headers: client }, 400],
    [
      {
        method: 'GET',
        path,
        headers: { 'x-request-id': 'the-same-for-both', authorization: `Bearer ${plain.secret}` },
      },
      404,
    ],
    [{ method: 'GET', path: '/api/v1/authorize/not-an-id', headers: client }, 404],
  ] as const)
    expect((await both(sent)).status, JSON.stringify(sent)).toBe(status)
})

describe('what the lane bounds', () => {
  test('headers that no service sends', async () => {
    const headers = { ...bearer(gateway.secret), cookie: `a=${'x'.repeat(9_000)}` }
    const { status, body } = await send(lane.url, { headers, body: about('plain') })
    expect(status).toBe(431)
    expect(JSON.parse(body)).toMatchObject({ code: 'headers_too_large', status: 431 })
  })

  test('a body that never ends, and one that is never sent', async () => {
    const open = (headers: Record<string, string>, more: (asked: ClientRequest) => void) =>
      new Promise<number>((resolve, reject) => {
        const { hostname, port } = new URL(lane.url)
        const asked = request({ hostname, port, path: verify, method: 'POST', headers }, (answer) => {
          resolve(answer.statusCode ?? 0)
          asked.destroy()
        })
        asked.on('error', reject)
        more(asked)
      })
    const endless = open({ ...bearer(gateway.secret), 'transfer-encoding': 'chunked' }, (asked) => {
      const chunk = Buffer.alloc(1_024, 0x20)
      const timer = setInterval(() => asked.write(chunk), 1)
      asked.on('close', () => clearInterval(timer))
    })
    expect(await endless).toBe(413)
    const never = open({ ...bearer(gateway.secret), 'content-length': '100' }, (asked) => {
      asked.write('{"key":')
    })
    expect(await never).toBe(408)
  }, 30_000)
})
