import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, signIn } from './testing/contract.ts'
import {
  cleanUpGateways,
  type Gateway,
  type Seen,
  startApi,
  startCaddy,
  startHaproxy,
  startNginx,
  startSilence,
} from './testing/gateways.ts'
import { installed } from './testing/installed.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'

/*
 * Real gateways, set up from docs/gateways and nothing else, before a real API and a real portal. Where a gateway is not
 * installed its part is skipped, and named.
 */

cleanUp()
cleanUpGateways()

const gateways = [
  { name: 'nginx', startGateway: startNginx },
  { name: 'haproxy', startGateway: startHaproxy },
  { name: 'caddy', startGateway: startCaddy },
]

/** How a gateway may say that it could not ask. */
const away = [502, 503, 504]

let portal: Portal
let home: string
let port: number
let token: string
let projectId: string
let api: Awaited<ReturnType<typeof startApi>>
beforeAll(async () => {
  port = await freePort()
  home = await newHome()
  portal = await start({ home, port })
  token = await signIn(portal.url)
  const { json } = await ask(portal.url, '/api/v1/projects', { token })
  projectId = String((json.items as { id: string }[])[0]?.id)
  api = await startApi()
}, 180_000)

async function make(body: Record<string, unknown>): Promise<{ id: string; secret: string }> {
  const { status, json, text } = await ask(portal.url, '/api/v1/keys', {
    token,
    body: { projectId, ...body },
  })
  if (status !== 201) throw new Error(text)
  return { id: String(json.id), secret: String(json.secret) }
}

const revoke = (id: string) => ask(portal.url, `/api/v1/keys/${id}`, { token, method: 'DELETE' })

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

describe.each(gateways)('$name', ({ name, startGateway }) => {
  if (!installed(name)) {
    test.skip(`everything, since ${name} is not installed (apt-get install ${name})`, () => undefined)
    return
  }

  let gateway: Gateway
  let gatewayKey: { id: string; secret: string }
  let settings: Parameters<typeof startNginx>[0]
  beforeAll(async () => {
    gatewayKey = await make({ name: `${name}, the gateway`, permissions: ['api_key:verify'] })
    settings = {
      LATCHWORK_ADDRESS: `127.0.0.1:${port}`,
      LATCHWORK_PROJECT: projectId,
      LATCHWORK_GATEWAY_KEY: gatewayKey.secret,
      UPSTREAM_ADDRESS: api.address,
    }
    gateway = await startGateway(settings)
  })

  /** What the API got of a request, and what the client got of it. */
  async function through(headers: Record<string, string>, more: { method?: string; body?: string } = {}) {
    const before = api.seen.length
    const answer = await ask(gateway.url, '/orders?permissions=admin&cost=0', { headers, ...more })
    const seen: Seen | undefined = api.seen[before]
    return { answer, seen }
  }

  test('lets a good key through and tells the API whose it is', async () => {
    const key = await make({ name: 'good', permissions: ['data:read', 'data:write'] })
    const ways: Record<string, string>[] = [
      bearer(key.secret),
      { authorization: key.secret },
      { authorization: `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}` },
      { 'x-api-key': key.secret },
    ]
    for (const headers of ways) {
      const { answer, seen } = await through(headers)
      expect(answer.status, JSON.stringify(Object.keys(headers))).toBe(200)
      expect(seen?.url).toBe('/orders?permissions=admin&cost=0')
      expect(seen?.headers['x-latchwork-key-id']).toBe(key.id)
      expect(seen?.headers['x-latchwork-owner']).toMatch(/^user:[0-9a-f-]{36}$/)
      expect(seen?.headers['x-latchwork-permissions']).toBe('data:read data:write')
    }
  })

  test('passes a body on whole, and the key to nobody', async () => {
    const { secret } = await make({ name: 'writer', permissions: ['data:write'] })
    const body = 'x'.repeat(100_000)
    const { seen } = await through(
      { ...bearer(secret), 'content-type': 'text/plain' },
      { method: 'POST', body },
    )
    expect(seen?.method).toBe('POST')
    expect(seen?.body).toBe(body)
    expect(JSON.stringify(seen?.headers)).not.toContain(secret)
    expect(JSON.stringify(seen?.headers)).not.toContain(gatewayKey.secret)
  })

  test('answers 401 where there is no good key, in whatever way', async () => {
    const revoked = await make({ name: 'revoked', permissions: ['data:read'] })
    expect((await through(bearer(revoked.secret))).answer.status).toBe(200)
    await revoke(revoked.id)
    const ended = await make({ name: 'disabled', permissions: ['data:read'] })
    await ask(portal.url, `/api/v1/keys/${ended.id}`, { token, method: 'PATCH', body: { enabled: false } })
    const ways: Record<string, string>[] = [
      {},
      bearer(revoked.secret),
      bearer(ended.secret),
      bearer(`${revoked.secret}x`),
      bearer('nothing'),
      { authorization: 'Digest x' },
      { ...bearer(revoked.secret), 'x-api-key': revoked.secret },
      { cookie: 'latchwork.session=forged' },
    ]
    for (const headers of ways) {
      const { answer, seen } = await through(headers)
      expect(answer.status, JSON.stringify(headers)).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="Latchwork"')
      expect(seen).toBeUndefined()
    }
  })

  test('answers 403 to a key that may not do this, by what the gateway says it needs', async () => {
    const { secret } = await make({ name: 'reader', permissions: ['data:read'] })
    expect((await through(bearer(secret))).answer.status).toBe(200)
    const { answer, seen } = await through(bearer(secret), { method: 'DELETE' })
    expect(answer.status).toBe(403)
    expect(seen).toBeUndefined()
  })

  test('answers 403 to a key that may not be used from there, whatever the client says of its address', async () => {
    const near = await make({ name: 'near', permissions: ['data:read'], ipAllowlist: ['127.0.0.1'] })
    const far = await make({ name: 'far', permissions: ['data:read'], ipAllowlist: ['203.0.113.7'] })
    const spoofed = { 'x-forwarded-for': '203.0.113.7', 'x-latchwork-forwarded-address': '203.0.113.7' }
    expect((await through({ ...bearer(near.secret), ...spoofed })).answer.status).toBe(200)
    const { answer, seen } = await through({ ...bearer(far.secret), ...spoofed })
    expect(answer.status).toBe(403)
    expect(seen).toBeUndefined()
  })

  test('answers 429 over a limit, and says on the way there what is left', async () => {
    const limits = [{ name: 'calls', limit: 2, window: 3600 }]
    const { secret } = await make({ name: 'limited', permissions: ['data:read'], rateLimits: limits })
    for (const left of [1, 0]) {
      const { answer } = await through(bearer(secret))
      expect(answer.status).toBe(200)
      expect(answer.headers.get('ratelimit-policy')).toBe('"calls";q=2;w=3600')
      expect(answer.headers.get('ratelimit')).toMatch(new RegExp(`^"calls";r=${left};t=\\d+$`))
    }
    const { answer, seen } = await through(bearer(secret))
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(3500)
    expect(answer.headers.get('ratelimit')).toMatch(/^"calls";r=0;t=\d+$/)
    expect(seen).toBeUndefined()
  })

  test('lets no x-latchwork header of the client’s reach the API, or Latchwork', async () => {
    const { id, secret } = await make({ name: 'smuggler', permissions: ['data:read'] })
    const smuggled = {
      'x-latchwork-key-id': 'smuggled',
      'X-LATCHWORK-OWNER': 'smuggled',
      'x-latchwork-permissions': 'smuggled',
      'x-latchwork-gateway-key': 'smuggled',
      'x-latchwork-address': '203.0.113.7',
      'x-latchwork-forwarded-address': '203.0.113.7',
      x_latchwork_owner: 'smuggled',
      'x_latchwork-permissions': 'smuggled',
      'x-latchwork_key_id': 'smuggled',
    }
    const { answer, seen } = await through({ ...bearer(secret), ...smuggled })
    expect(answer.status).toBe(200)
    expect(seen?.headers['x-latchwork-key-id']).toBe(id)
    expect(seen?.headers['x-latchwork-permissions']).toBe('data:read')
    expect(JSON.stringify(seen)).not.toMatch(/smuggled|203\.0\.113\.7/)
    const refused = await through(smuggled)
    expect(refused.answer.status).toBe(401)
  })

  test('writes no key into its log', async () => {
    const { secret } = await make({ name: 'logged', permissions: ['data:read'] })
    await through({ ...bearer(secret), 'x-api-key': secret })
    for (const headers of [bearer(secret), { 'x-api-key': secret }, { authorization: secret }])
      expect((await through(headers)).answer.status).toBe(200)
    const log = await gateway.log()
    expect(log).not.toContain(secret)
    expect(log).not.toContain(gatewayKey.secret)
  })

  test('refuses a revoked key in the very next request, thirty times over', async () => {
    const keys = await Promise.all(
      Array.from({ length: 30 }, (_, at) => make({ name: `short-lived ${at}`, permissions: ['data:read'] })),
    )
    for (const { id, secret } of keys) {
      expect((await through(bearer(secret))).answer.status).toBe(200)
      await revoke(id)
      expect((await through(bearer(secret))).answer.status).toBe(401)
    }
  })

  test('set up wrongly it refuses everybody with 503, and its log says so', async () => {
    const { secret } = await make({ name: 'innocent', permissions: ['data:read'] })
    const wrong = [
      { LATCHWORK_GATEWAY_KEY: 'lw_nothing' },
      { LATCHWORK_GATEWAY_KEY: secret },
      { LATCHWORK_PROJECT: '0198c0de-0000-7000-8000-000000000000' },
    ]
    for (const part of wrong) {
      const broken = await startGateway({ ...settings, ...part })
      const before = api.seen.length
      const answer = await ask(broken.url, '/', { headers: bearer(secret) })
      expect(answer.status, JSON.stringify(Object.keys(part))).toBe(503)
      expect(api.seen).toHaveLength(before)
      // What a gateway has said may still be on its way to us.
      await expect.poll(() => broken.log(), { timeout: 10_000 }).toMatch(/404/)
    }
  })

  test('refuses everybody with 503 once its own key is revoked', async () => {
    const own = await make({ name: 'another gateway', permissions: ['api_key:verify'] })
    const other = await startGateway({ ...settings, LATCHWORK_GATEWAY_KEY: own.secret })
    const { secret } = await make({ name: 'client of another', permissions: ['data:read'] })
    expect((await ask(other.url, '/', { headers: bearer(secret) })).status).toBe(200)
    await revoke(own.id)
    const before = api.seen.length
    expect((await ask(other.url, '/', { headers: bearer(secret) })).status).toBe(503)
    expect(api.seen).toHaveLength(before)
  })

  if (name === 'haproxy')
    test('refuses where its script breaks off', async () => {
      const { secret } = await make({ name: 'client of a broken script', permissions: ['data:read'] })
      const broken = await startHaproxy(settings, (lua) =>
        lua.replace('local sent =', 'error("broken")\n  local sent ='),
      )
      const before = api.seen.length
      expect((await ask(broken.url, '/', { headers: bearer(secret) })).status).toBe(503)
      expect(api.seen).toHaveLength(before)
    })

  test('refuses everybody where Latchwork takes the question and does not answer', async () => {
    const silent = await startGateway({ ...settings, LATCHWORK_ADDRESS: await startSilence() })
    const { secret } = await make({ name: 'unanswered', permissions: ['data:read'] })
    const before = api.seen.length
    const begun = performance.now()
    expect((await ask(silent.url, '/', { headers: bearer(secret) })).status).toBeOneOf(away)
    expect(performance.now() - begun).toBeLessThan(8_000)
    expect(api.seen).toHaveLength(before)
  })

  // The last of each gateway: it stops Latchwork, and starts it again for the next.
  test('refuses everybody while Latchwork is stopped, and lets them in again after', async () => {
    const { secret } = await make({ name: 'waiting', permissions: ['data:read'] })
    const before = api.seen.length
    await portal.stop()
    for (let round = 0; round < 2; round += 1)
      expect((await ask(gateway.url, '/', { headers: bearer(secret) })).status).toBeOneOf(away)
    expect(api.seen).toHaveLength(before)
    portal = await start({ home, port })
    token = await signIn(portal.url)
    await sleep(200)
    expect((await ask(gateway.url, '/', { headers: bearer(secret) })).status).toBe(200)
  }, 60_000)
})
