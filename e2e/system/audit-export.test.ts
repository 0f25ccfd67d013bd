import { request as httpRequest, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findCluster } from '#lib/db/cluster/join.ts'
import { freePort } from '../portal.ts'
import { signIn } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'

/* A long export over the network: as slow as its reader, gone with its reader, and never cut short unseen. */

cleanUp()

/** Events beside the portal's own; some 25 MB, more than any buffer on the way holds. */
const many = 40_000

let url: string
let token: string
let database: Client
let head: number

beforeAll(async () => {
  const home = await newHome()
  const portal = await start({ home, port: await freePort() })
  url = portal.url
  token = await signIn(url)
  database = new Client({ connectionString: (await findCluster(home))?.url })
  await database.connect()
  // Not chained: what an export reads is what is there.
  await database.query(`
    insert into audit_event (organization_id, seq, id, at, actor_type, actor_name, action, target_type, target_id,
      target_name, detail, request_id, prev_hash, hash)
    select o.id, o.audit_seq + n, gen_random_uuid(), now(), 'system', 'Latchwork', 'key.update', 'key', 'k', 'k',
      jsonb_build_object('text', repeat('x', 200)), 'r', sha256('a'), sha256('b')
    from organization o, generate_series(1, ${many}) n`)
  const { rows } = await database.query(
    `update organization set audit_seq = audit_seq + ${many} returning audit_seq::int`,
  )
  // And the event of the export itself.
  head = rows[0].audit_seq + 1
}, 180_000)
// After `cleanUp`, and so done before it: the database goes with the portal.
afterAll(() => database.end())

/** Asks for an export; the body is not read yet. */
function download(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(`${url}/api/v1/audit-events/export?format=ndjson`, {
      headers: { authorization: `Bearer ${token}` },
      agent: false,
    })
      .on('response', resolve)
      .on('error', reject)
      .end()
  })
}

const lines = (bytes: Buffer[]) => Buffer.concat(bytes).toString().split('\n').length - 1

/** How many times the export's statement has run: each reads the next stretch of the log. */
async function reading(): Promise<string | null> {
  const { rows } = await database.query(
    `select max(query_start)::text as last from pg_stat_activity
     where datname = current_database() and query like '%audit_event e%' and pid <> pg_backend_pid()`,
  )
  return rows[0].last
}

async function isQuiet(): Promise<boolean> {
  const before = await reading()
  await sleep(1_500)
  return (await reading()) === before
}

/** How many wait for a lock. Seen from within a transaction, but of locks alone, which are as they are. */
async function waiting(): Promise<number> {
  const { rows } = await database.query(`select count(*)::int as count from pg_locks where not granted`)
  return rows[0].count
}

describe('an export', () => {
  test('comes whole, with a name for its file', async () => {
    const response = await download()
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    expect(response.headers['content-disposition']).toMatch(/^attachment; filename="[a-z0-9-]+\.ndjson"$/)
    const bytes: Buffer[] = []
    for await (const chunk of response) bytes.push(chunk as Buffer)
    expect(response.complete).toBe(true)
    expect(lines(bytes)).toBe(head)
    head += 1
  }, 60_000)

  test('waits for a reader who takes nothing, and goes on with them', async () => {
    const response = await download()
    response.pause()
    // Once all that lies between is full, which takes as long as the machine is slow.
    await expect.poll(isQuiet, { timeout: 40_000 }).toBe(true)
    const { rows } = await database.query(
      `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in%'`,
    )
    expect(rows[0].open).toBe(0)
    // It has not read to its end: it goes on to the log, which is held back until that is seen.
    await database.query('begin; lock table audit_event in access exclusive mode')
    const bytes: Buffer[] = []
    const read = (async () => {
      for await (const chunk of response) bytes.push(chunk as Buffer)
    })()
    try {
      await expect.poll(waiting, { timeout: 4_000, interval: 20 }).toBeGreaterThan(0)
    } finally {
      await database.query('commit')
    }
    await read
    expect(lines(bytes)).toBe(head)
    head += 1
  }, 120_000)

  test('ends with a reader who goes away', async () => {
    const response = await download()
    response.pause()
    await expect.poll(isQuiet, { timeout: 40_000 }).toBe(true)
    const before = await reading()
    response.destroy()
    await sleep(1_500)
    expect(await reading()).toBe(before)
    head += 1
  }, 120_000)

  test('that fails on the way is broken off, and is no whole answer to anybody', async () => {
    const response = await download()
    await new Promise((resolve) => response.once('data', resolve))
    response.pause()
    await sleep(500)
    await database.query('alter table audit_event rename to audit_event_away')
    try {
      const read = async () => {
        for await (const _ of response);
      }
      await expect(read()).rejects.toThrow(/aborted|terminated|socket hang up|ECONNRESET/i)
      expect(response.complete).toBe(false)
    } finally {
      await database.query('alter table audit_event_away rename to audit_event')
    }
    head += 1
  }, 60_000)
})
