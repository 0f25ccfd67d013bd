import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { confirmer } from '#lib/core/changes/confirmer.ts'
import { database } from '#lib/db/client.ts'
import { changeChannel } from '#lib/db/notices.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { lookup } from './lookup.ts'
import { type GateNode, startNode } from './node.ts'
import { breakGround, plantKey } from './testing.ts'

/* One node against a real database; the schedules that go wrong are the simulation's and the system tests'. */

withDatabase()

let node: GateNode | undefined

async function member(): Promise<GateNode> {
  node = startNode()
  globalThis.latchworkNode = node
  while (node.state().leaseLeft === 0) await sleep(10)
  return node
}

afterEach(async () => {
  globalThis.latchworkNode = undefined
  await node?.stop()
  node = undefined
})

/** Commits a change and waits for the nodes, as a verb does. */
async function change(keyId: string, statement: string): Promise<Awaited<ReturnType<typeof confirm>>> {
  const announcement = await confirmer().announce([`key:${keyId}`], 'a test')
  const { pool } = database()
  await pool.query(statement, [keyId])
  await pool.query('select pg_notify($1, $2)', [changeChannel, announcement.payload])
  return confirm(announcement)
}
const confirm = (announcement: Awaited<ReturnType<ReturnType<typeof confirmer>['announce']>>) =>
  announcement.confirmed()

test('a key is read once, then answered from memory at once', async () => {
  const { counts } = await member()
  const { id, secret } = await plantKey(await breakGround())
  expect((await lookup(secret))?.record.id).toBe(id)
  const again = lookup(secret)
  expect(again).not.toBeInstanceOf(Promise)
  expect(counts).toMatchObject({ hits: 1, misses: 1 })
})

test('a change is confirmed by the node, which then knows it', async () => {
  const mine = await member()
  const { id, secret } = await plantKey(await breakGround())
  await lookup(secret)
  const effective = await change(id, 'update api_key set revoked_at = now() where id = $1')
  expect(effective).toMatchObject({ nodes: 1, unconfirmed: [] })
  expect(effective.ms).toBeLessThan(2_000)
  expect(mine.cache.size).toBe(0)
  expect((await lookup(secret))?.record.revoked).toBe(true)
})

test('a secret that is not there is asked for every time, so that a new key is good at once', async () => {
  const { counts } = await member()
  const { secret } = await plantKey(await breakGround())
  await database().prisma.keySecret.deleteMany()
  expect(await lookup(secret)).toBeNull()
  expect(await lookup(secret)).toBeNull()
  expect(counts.misses).toBe(2)
})

test('who asks at once for one key shares one look-up', async () => {
  const { counts } = await member()
  const { secret } = await plantKey(await breakGround())
  const found = await Promise.all(Array.from({ length: 20 }, () => lookup(secret)))
  expect(new Set(found.map((one) => one?.record)).size).toBe(1)
  expect(counts.misses).toBe(1)
})

test('a node that stops gives its lease back, and no change waits for it', async () => {
  const mine = await member()
  globalThis.latchworkNode = undefined
  await mine.stop()
  expect(await database().prisma.gateNode.count()).toBe(0)
})

test('a node that connects anew has another lease, and the one before is gone', async () => {
  await member()
  const leases = async () => (await database().prisma.gateNode.findMany()).map(({ id }) => id)
  const [before] = await leases()
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'latchwork listener' and query not like 'LISTEN latchwork_ack%' and datname = current_database()`
  await database().pool.query(cut)
  await expect.poll(leases, { timeout: 5_000 }).not.toEqual([before])
  expect(await leases()).toHaveLength(1)
})

test('the database’s time is never behind the database', async () => {
  const mine = await member()
  const { secret } = await plantKey(await breakGround())
  await lookup(secret)
  for (let round = 0; round < 50; round += 1) {
    const { rows } = await database().pool.query<{ now: Date }>('select clock_timestamp() as now')
    const found = await lookup(secret)
    expect(found?.now).toBeGreaterThanOrEqual(rows[0]?.now.getTime() ?? Number.NaN)
  }
  expect(mine.counts.hits).toBeGreaterThanOrEqual(50)
})
