import { beforeAll, expect, test } from 'vitest'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, createKey, type Key, signIn } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'
import { isRunning, workersOf } from './testing/processes.ts'

/* Metrics of a portal of two workers, as Prometheus reads them. */

cleanUp()

const collector = 'what-only-the-collector-knows'
let portal: Portal
let token: string
let key: Key
beforeAll(async () => {
  portal = await start({
    home: await newHome(),
    port: await freePort(),
    environment: { LATCHWORK_METRICS_TOKEN: collector, LATCHWORK_WORKERS: '2' },
  })
  token = await signIn(portal.url)
  key = await createKey(portal.url, token, 'counted')
}, 180_000)

/** Over a connection of its own, so that it may come to any worker. */
const alone = { connection: 'close' }

const scrape = async () => {
  const { status, text, headers } = await ask(portal.url, '/metrics', { token: collector, headers: alone })
  expect(status, text).toBe(200)
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const numbers = new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
  return (name: string) => numbers.get(name)
}

/** How many workers take part, where a worker that has just been killed may still be asked. */
async function answered(): Promise<number | undefined> {
  return scrape().then(
    (value) => value('latchwork_workers{state="answered"}'),
    () => undefined,
  )
}

/**
 * What is told once nothing is in the way: both workers take part, the gate has its lease and limits are shared. On a machine that is
 * too busy for an answer in time they are not for a moment, and say so; what was counted is the same then.
 */
async function settled(): Promise<(name: string) => number | undefined> {
  let value = await scrape()
  const states = async () => {
    value = await scrape()
    return [
      value('latchwork_workers{state="answered"}'),
      value('latchwork_gate_lease_state'),
      value('latchwork_limiter_away{kind="primary"}'),
    ]
  }
  await expect.poll(states, { timeout: 60_000 }).toEqual([2, 1, 0])
  return value
}

const verify = (secret: string) =>
  ask(portal.url, '/api/v1/keys/verify', { token, headers: alone, body: { key: secret } })

test('whichever worker answers, what all of them have done is told', async () => {
  for (let round = 0; round < 20; round += 1) expect((await verify(key.secret)).status).toBe(200)
  for (let round = 0; round < 3; round += 1) await verify(`${key.secret}x`)
  for (let round = 0; round < 6; round += 1) {
    const value = await settled()
    expect(value('latchwork_verifications_total{outcome="VALID"}')).toBe(20)
    expect(value('latchwork_verifications_total{outcome="NOT_FOUND"}')).toBe(3)
    expect(value('latchwork_verify_duration_seconds_count')).toBe(23)
    expect(value('latchwork_gate_lease_seconds_left')).toBeGreaterThan(0)
    expect(value('latchwork_meter_lost_total')).toBe(0)
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(50_000_000)
  }
})

test('an answer counts once, whichever way it took', async () => {
  const { json } = await ask(portal.url, '/api/v1/keys', {
    token,
    body: { name: 'caller', permissions: ['api_key:verify'] },
  })
  const ways: [string, string | undefined, number][] = [
    ['/api/v1/keys/verify', String(json.secret), 200],
    ['/api/v1/keys/verify', token, 200],
    ['/api/v1/keys/verify', undefined, 401],
    ['/api/v1/keys/nowhere/at/all', token, 404],
  ]
  const of = (value: Awaited<ReturnType<typeof scrape>>) =>
    ['2xx', '4xx'].map((kind) => value(`latchwork_http_requests_total{class="${kind}"}`) ?? 0)
  const before = of(await scrape())
  for (const [path, by, status] of ways)
    for (let round = 0; round < 5; round += 1) {
      const answer = await ask(portal.url, path, { token: by, headers: alone, body: { key: key.secret } })
      expect(answer.status).toBe(status)
    }
  const after = of(await scrape())
  // The first scrape is one of them too.
  expect(after.map((one, at) => one - (before[at] ?? 0))).toEqual([11, 10])
})

test('a revocation is in them with the time that it took', async () => {
  const before = (await scrape())('latchwork_revocation_effective_seconds_count') ?? 0
  const doomed = await createKey(portal.url, token, 'doomed')
  const answer = await ask(portal.url, `/api/v1/keys/${doomed.id}`, { method: 'DELETE', token })
  expect(answer.status).toBe(200)
  const value = await scrape()
  expect(value('latchwork_revocation_effective_seconds_count')).toBeGreaterThan(before)
  expect(value('latchwork_revocation_effective_seconds_bucket{le="5"}')).toBe(
    value('latchwork_revocation_effective_seconds_count'),
  )
  expect(value('latchwork_revocation_unconfirmed_total')).toBe(0)
})

test('what was counted before a worker died stays counted', async () => {
  const valid = async () => (await scrape())('latchwork_verifications_total{outcome="VALID"}')
  const before = await valid()
  expect(before).toBeGreaterThanOrEqual(20)
  const [first = 0] = await workersOf(portal.pid)
  process.kill(first, 'SIGKILL')
  await expect.poll(() => isRunning(first), { timeout: 10_000 }).toBe(false)
  await expect.poll(async () => (await workersOf(portal.pid)).length, { timeout: 30_000 }).toBe(2)
  await expect.poll(answered, { timeout: 30_000 }).toBe(2)
  expect(await valid()).toBe(before)
})

test('without the token there is nothing to see', async () => {
  for (const other of [undefined, token, key.secret, `${collector}x`])
    expect((await ask(portal.url, '/metrics', { token: other })).status).toBe(401)
})
