import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mounts } from '#lib/contracts/mounts.ts'
import { problem } from '#lib/contracts/problem.ts'
import { type ClusterUse, joinCluster } from '#lib/db/cluster/join.ts'
import { dialects } from '#lib/dialects/registry.ts'
import { leaseTerms } from '#lib/gate/lease.ts'
import { refusalIn } from '#lib/http/testing/refusal.ts'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, createKey, type Key, signIn, verdict } from './testing/contract.ts'
import { brokenInvariants } from './testing/invariants.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'

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

  test.each(mounts)('so does every question to %s, in the vendor’s shape', async (mount) => {
    const id = '0198c0de-0000-7000-8000-000000000000'
    const here = dialects[mount].operations
    const answers = await Promise.all(
      here.map((operation) =>
        ask(portal.url, operation.path.replaceAll(/\{\w+\}/g, id), {
          method: operation.method,
          ...(operation.credential === 'basic'
            ? { headers: { authorization: `Basic ${btoa(`${key.id}:${key.secret}`)}` } }
            : { token: operation.right.kind === 'key' ? key.secret : token }),
        }),
      ),
    )
    for (const [at, answer] of answers.entries()) {
      const operation = here[at]
      expect(answer.status, `${operation?.id} ${answer.text}`).toBe(503)
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(operation && refusalIn(operation, answer)?.status, answer.text).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
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

/** What a verification came to, and when, by one clock. */
interface Asked {
  begun: number
  ended: number
  status: number
  code: string | null
  retryAfter: number
}

/** Asks of the key all the while, eight at a time. @returns a function that ends it and gives what came of it */
function verifyOnAndOn(caller: string): () => Promise<Asked[]> {
  const all: Asked[] = []
  let goesOn = true
  const loop = async () => {
    while (goesOn) {
      const begun = performance.now()
      const { status, json, headers } = await ask(portal.url, '/api/v1/keys/verify', {
        token: caller,
        body: { key: key.secret },
      })
      const code = status === 200 ? String(json.code) : null
      all.push({
        begun,
        ended: performance.now(),
        status,
        code,
        retryAfter: Number(headers.get('retry-after')),
      })
      await sleep(2)
    }
  }
  const loops = Array.from({ length: 8 }, loop)
  return async () => {
    goesOn = false
    await Promise.all(loops)
    return all
  }
}

/** What holds of every answer, whenever the database was away. */
function expectSound(
  all: readonly Asked[],
  { goneAt, returnsAt, backAt }: { goneAt: number; returnsAt: number; backAt: number },
): void {
  const odd = all.filter(
    ({ status, code, retryAfter }) =>
      !(status === 200 && code === 'VALID') && !(status === 503 && retryAfter > 0),
  )
  expect(odd).toEqual([])
  const unchecked = all.filter(
    ({ begun, ended, status }) =>
      status === 200 && begun > goneAt + leaseTerms.duration - leaseTerms.margin && ended < returnsAt,
  )
  expect(unchecked).toEqual([])
  // It was asked while it was away, and afterwards.
  expect(all.filter(({ status, begun }) => status === 503 && begun > goneAt).length).toBeGreaterThan(10)
  const served = all.find(({ begun, status }) => status === 200 && begun > backAt)
  expect((served?.ended ?? Number.POSITIVE_INFINITY) - backAt).toBeLessThan(5_000)
}

describe('under a load of verifications', () => {
  let caller: string
  beforeAll(async () => {
    const body = { name: 'caller', permissions: ['api_key:verify'] }
    caller = String((await ask(portal.url, '/api/v1/keys', { token, body })).json.secret)
  })

  test('a database that stops and starts costs 503, nothing is accepted past the lease, and service is back in 5 s', async () => {
    const rest = verifyOnAndOn(caller)
    await sleep(1_000)
    await cluster.leave()
    const goneAt = performance.now()
    await sleep(4_000)
    const returnsAt = performance.now()
    cluster = await joinCluster({ home: databaseHome })
    const backAt = performance.now()
    await sleep(5_000)
    expectSound(await rest(), { goneAt, returnsAt, backAt })
    process.kill(portal.pid, 0)
  })

  test('so does one that stands still and says nothing', async () => {
    const postmaster = Number.parseInt(
      await readFile(join(databaseHome, 'postgres/postmaster.pid'), 'utf8'),
      10,
    )
    const rest = verifyOnAndOn(caller)
    await sleep(1_000)
    const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')
    const all = [postmaster, ...children.trim().split(' ').map(Number)]
    for (const pid of all) process.kill(pid, 'SIGSTOP')
    const goneAt = performance.now()
    // Longer than the lease and what a look-up is waited for, twice.
    await sleep(7_000)
    const backAt = performance.now()
    for (const pid of all) process.kill(pid, 'SIGCONT')
    await sleep(5_000)
    expectSound(await rest(), { goneAt, returnsAt: backAt, backAt })
    process.kill(portal.pid, 0)
  })
})
