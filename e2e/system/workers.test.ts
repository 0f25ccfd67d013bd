import { Agent, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, createKey, type Key, signIn, verdict } from './testing/contract.ts'
import { cleanUp, newHome, owner, start } from './testing/portal.ts'
import { connectionsOf, isRunning, workersOf } from './testing/processes.ts'
import { whileTogether } from './testing/together.ts'

cleanUp()

/** Whatever may be on the way of a worker that has just been killed; what comes after is another's. */
const settled = 60_000

interface Got {
  status: number
  body: string
  headers: Record<string, unknown>
}

interface Sending {
  /** Resolves when a worker has read the head, and waits for the body. */
  awaited: Promise<void>
  /** Sends the rest of the body. */
  finish(): void
  answer: Promise<Got>
}

/**
 * Begins a request on a connection of its own, so that the primary decides which worker gets it.
 * @param asks whether it asks to be told that its body is awaited
 */
function begin(
  url: string,
  path: string,
  token: string | undefined,
  body: unknown,
  { agent = false, asks = false }: { agent?: Agent | false | undefined; asks?: boolean } = {},
): Sending {
  const text = body === undefined ? '' : JSON.stringify(body)
  const sent = request(`${url}${path}`, {
    agent,
    method: text ? 'POST' : 'GET',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(text && { 'content-type': 'application/json', 'content-length': text.length }),
      ...(asks && { expect: '100-continue' }),
    },
  })
  const awaited = new Promise<void>((resolve) => sent.once('continue', resolve))
  const answer = new Promise<Got>((resolve, reject) => {
    sent.once('error', reject)
    sent.once('response', async (response) => {
      let all = ''
      for await (const chunk of response) all += chunk
      resolve({ status: response.statusCode ?? 0, body: all, headers: response.headers })
    })
  })
  answer.catch(() => {})
  if (text) sent.write(text.slice(0, 5))
  return { awaited, answer, finish: () => void sent.end(text.slice(5)) }
}

function send(url: string, path: string, token?: string, body?: unknown, agent?: Agent): Promise<Got> {
  const sending = begin(url, path, token, body, { agent })
  sending.finish()
  return sending.answer
}

const limited = [{ name: 'hourly', limit: 50, window: 3_600 }]

async function makeKey(url: string, token: string, body: object): Promise<Key> {
  const { status, json, text } = await ask(url, '/api/v1/keys', { token, body })
  if (status !== 201) throw new Error(`Making a key was answered ${status}: ${text}`)
  return { id: String(json.id), secret: String(json.secret) }
}

describe('two workers', () => {
  let home: string
  let port: number
  let portal: Portal
  let token: string
  const environment = { LATCHWORK_WORKERS: '2', LATCHWORK_API_RATE: '1000000' }
  beforeAll(async () => {
    home = await newHome()
    port = await freePort()
    portal = await start({ home, port, environment })
    token = await signIn(portal.url)
  }, 300_000)

  test('are announced once, when both serve, and share the connections between them', async () => {
    expect(portal.output().match(/Latchwork is ready/g)).toHaveLength(1)
    const workers = await workersOf(portal.pid)
    expect(workers).toHaveLength(2)
    const agents = Array.from({ length: 10 }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
    const answers = await Promise.all(
      agents.map((agent) => send(portal.url, '/api/health/ready', undefined, undefined, agent)),
    )
    expect(answers.map(({ status }) => status)).toEqual(agents.map(() => 200))
    for (const pid of workers) expect(await connectionsOf(pid, port)).toBeGreaterThan(1)
    expect(await connectionsOf(portal.pid, port)).toBe(0)
    for (const agent of agents) agent.destroy()
  })

  const together = <T>(count: () => Promise<T>) => whileTogether([portal], 'The primary process', count)

  test('count a key’s limits together', async () => {
    const codes = await together(async () => {
      const { secret } = await makeKey(portal.url, token, { name: 'Limited', rateLimits: limited })
      const answers = await Promise.all(
        Array.from({ length: 120 }, () => send(portal.url, '/api/v1/keys/verify', token, { key: secret })),
      )
      return answers.map(({ body }) => JSON.parse(body).code)
    })
    expect(codes.filter((code) => code === 'VALID')).toHaveLength(50)
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(70)
  })

  test('count the requests of a credential together', async () => {
    const left = await together(async () => {
      const all: number[] = []
      for (let call = 0; call < 12; call += 1) {
        const { headers } = await send(portal.url, '/api/v1/me', token)
        all.push(Number(/r=(\d+)/.exec(String(headers.ratelimit))?.[1]))
      }
      return all
    })
    const [first = 0] = left
    expect(left).toEqual(left.map((_, i) => first - i))
  })

  test('are two again soon after one was killed, and the other serves meanwhile', async () => {
    const before = await workersOf(portal.pid)
    const [victim, other] = before
    // 0 would be ourselves and all our kin.
    if (!victim || !other) throw new Error('There are no two workers')
    process.kill(victim, 'SIGKILL')
    await expect.poll(() => isRunning(victim), { timeout: 10_000 }).toBe(false)
    for (let call = 0; call < 10; call += 1)
      expect((await send(portal.url, '/api/health/ready')).status).toBe(200)
    const replaced = async () => {
      const now = await workersOf(portal.pid)
      return now.length === 2 && now.includes(other) && !now.includes(victim)
    }
    await expect.poll(replaced, { timeout: 30_000 }).toBe(true)
    const newcomer = (await workersOf(portal.pid)).find((pid) => pid !== other) ?? 0
    const agents: Agent[] = []
    const serves = async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      agents.push(agent)
      expect((await send(portal.url, '/api/health/ready', undefined, undefined, agent)).status).toBe(200)
      return connectionsOf(newcomer, port)
    }
    await expect.poll(serves, { timeout: settled, interval: 200 }).toBeGreaterThan(0)
    for (const agent of agents) agent.destroy()
    expect(portal.output().match(/Latchwork is ready/g)).toHaveLength(1)
  })

  test('told to stop, finish what they have begun, write down what they have counted and end with code 0', async () => {
    const key = await createKey(portal.url, token, 'Counted to the last')
    const checks = Array.from({ length: 30 }, () =>
      send(portal.url, '/api/v1/keys/verify', token, { key: key.secret }),
    )
    for (const { body } of await Promise.all(checks)) expect(JSON.parse(body).code).toBe('VALID')
    const begun = Array.from({ length: 6 }, () =>
      begin(portal.url, '/api/v1/sessions', undefined, owner, { asks: true }),
    )
    const workers = await workersOf(portal.pid)
    await Promise.all(begun.map(({ awaited }) => awaited))
    const stopped = portal.stop('SIGTERM')
    const asked = () =>
      send(portal.url, '/api/health/ready').then(
        () => 'answered',
        () => 'refused',
      )
    await expect.poll(asked, { timeout: 10_000 }).toBe('refused')
    for (const one of begun) one.finish()
    for (const { answer } of begun) expect((await answer).status).toBe(201)
    expect(await stopped).toBe(0)
    for (const pid of workers) expect(isRunning(pid)).toBe(false)

    portal = await start({ home, port, environment })
    token = await signIn(portal.url)
    const { json } = await ask(portal.url, `/api/v1/keys/${key.id}/usage`, { token })
    expect(JSON.stringify(json)).toContain('"VALID":30')
  }, 300_000)

  test('end with their primary', async () => {
    const workers = await workersOf(portal.pid)
    expect(workers).toHaveLength(2)
    await portal.stop('SIGKILL')
    for (const pid of workers) await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false)
  })
})

describe('instances of one role', () => {
  let all: Portal
  let home: string
  let gateway: Key
  let key: Key
  beforeAll(async () => {
    home = await newHome()
    all = await start({ home, port: await freePort() })
    const token = await signIn(all.url)
    gateway = await makeKey(all.url, token, { name: 'Gateway', permissions: ['api_key:verify'] })
    key = await createKey(all.url, token, 'Asked after at the gate')
  }, 300_000)
  afterAll(() => all.stop())

  test('a gate verifies, tells of its health, and has nothing else', async () => {
    const gate = await start({ home, port: await freePort(), environment: { LATCHWORK_ROLE: 'gate' } })
    expect(await verdict(gate.url, gateway.secret, key.secret)).toBe('VALID')
    for (const path of ['/api/health/live', '/api/health/ready'])
      expect((await ask(gate.url, path)).status).toBe(200)
    for (const path of [
      '/',
      '/sign-in',
      '/api/v1/keys',
      '/api/v1/me',
      '/api/auth/session',
      '/_next/static/x.js',
    ]) {
      const { status, headers, json } = await ask(gate.url, path, { token: gateway.secret })
      expect(status, path).toBe(404)
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
      expect(json.code).toBe('not_found')
    }
    expect(await gate.stop()).toBe(0)
  })

  test('a portal serves its pages and the contract', async () => {
    const portal = await start({ home, port: await freePort(), environment: { LATCHWORK_ROLE: 'portal' } })
    const page = await fetch(`${portal.url}/`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<html')
    const token = await signIn(portal.url)
    expect((await ask(portal.url, '/api/v1/me', { token })).status).toBe(200)
    expect(await portal.stop()).toBe(0)
  })
})
