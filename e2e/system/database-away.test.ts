import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problem } from '#lib/contracts/problem.ts'
import { type ClusterUse, joinCluster } from '#lib/db/cluster/join.ts'
import type { Portal } from '../portal.ts'
import { ask, createKey, type Key, signIn, verdict } from './testing/contract.ts'
import { brokenInvariants } from './testing/invariants.ts'
import { cleanUp, freePort, newHome, start } from './testing/portal.ts'

/* The database goes away and comes back. The portal says so, stays up, accepts nothing unchecked, and heals. */

cleanUp()

let databaseHome: string
let cluster: ClusterUse
let portal: Portal
let token: string
let key: Key

beforeAll(async () => {
  // A database that the portal is told of and cannot start by itself.
  databaseHome = await newHome()
  cluster = await joinCluster({ home: databaseHome })
  const port = await freePort()
  portal = await start({ home: await newHome(), port, environment: { DATABASE_URL: cluster.url } })
  token = await signIn(portal.url)
  key = await createKey(portal.url, token, 'before')
}, 180_000)

afterAll(async () => {
  await portal.stop()
  await cluster.leave()
})

const asked = () => [
  ask(portal.url, '/api/v1/keys', { token }),
  ask(portal.url, '/api/v1/keys', { token, body: { name: 'while away' } }),
  ask(portal.url, '/api/v1/keys/verify', { token, body: { key: key.secret } }),
  ask(portal.url, '/api/v1/keys/me', { token: key.secret }),
  ask(portal.url, `/api/v1/keys/${key.id}`, { method: 'DELETE', token }),
  ask(portal.url, '/api/v1/sessions', { body: { email: 'owner@example.com', password: 'whatever it is' } }),
  ask(portal.url, '/api/health/ready'),
]

async function healed(): Promise<number> {
  const begun = performance.now()
  while ((await ask(portal.url, '/api/health/ready')).status !== 200) {
    if (performance.now() - begun > 20_000) throw new Error('The portal did not heal within 20 s')
    await sleep(100)
  }
  return performance.now() - begun
}

describe('while the database is stopped', () => {
  beforeAll(() => cluster.leave(), 60_000)

  test('every question gets a 503 that says when to come again, and soon', async () => {
    const begun = performance.now()
    for (const answer of await Promise.all(asked())) {
      expect(answer.status, answer.text).toBe(503)
      expect(problem.parse(answer.json).code).toBe('unavailable')
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(performance.now() - begun).toBeLessThan(15_000)
  })

  test('the process lives, and says so', async () => {
    expect((await ask(portal.url, '/api/health/live')).status).toBe(200)
  })
})

describe('once the database is back', () => {
  beforeAll(async () => {
    cluster = await joinCluster({ home: databaseHome })
  }, 60_000)

  test('the portal heals by itself', async () => {
    expect(await healed()).toBeLessThan(10_000)
    expect((await ask(portal.url, '/api/v1/me', { token })).status).toBe(200)
    expect(await verdict(portal.url, token, key.secret)).toBe('VALID')
    await createKey(portal.url, token, 'after')
  })

  test('nothing that was refused has happened', async () => {
    const { json } = await ask(portal.url, '/api/v1/keys?q=while%20away', { token })
    expect(json.items).toEqual([])
    expect(await brokenInvariants(cluster.adminUrl.replace(/\/postgres$/, '/latchwork'))).toEqual([])
  })
})

test('connections cut under requests cost those requests at most, and never an answer that is wrong', async () => {
  const admin = new Client({ connectionString: cluster.adminUrl })
  await admin.connect()
  const seen = new Map<number, number>()
  for (let round = 0; round < 10; round += 1) {
    const crowd = Array.from({ length: 10 }, (_, at) =>
      ask(portal.url, '/api/v1/keys', { token, body: { name: `cut ${round} ${at}` } }),
    )
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'latchwork'`,
    )
    for (const { status } of await Promise.all(crowd)) seen.set(status, (seen.get(status) ?? 0) + 1)
  }
  await admin.end()
  const told = portal
    .output()
    .split('\n')
    .filter((line) => line.includes('a request failed'))
  expect(
    [...seen.keys()].filter((status) => status !== 201 && status !== 503),
    told.join('\n'),
  ).toEqual([])
  await healed()
  expect(await brokenInvariants(cluster.adminUrl.replace(/\/postgres$/, '/latchwork'))).toEqual([])
})
