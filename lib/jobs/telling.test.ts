import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { foundTenant, make, type Tenant } from '#lib/core/keys/testing.ts'
import { untoldOrganizations } from '#lib/core/notices/relay.ts'
import { noticesOf } from '#lib/core/notices/testing.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { startTelling } from './telling.ts'

withDatabase()

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function tellingHere(every: number) {
  const telling = startTelling({ db: database().prisma, every })
  closing.push(() => telling.stop())
  return telling
}

async function tellingElsewhere(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'testing/teller.ts'), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  closing.push(() => child.kill('SIGKILL'))
  await once(child, 'message')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** Makes keys for the member, and remembers their ids. */
async function makeFor({ owner, member }: Tenant, made: string[], count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) made.push((await make(owner, { ownerId: member.actor.id })).id)
}

const toldOf = async ({ member }: Tenant) => (await noticesOf(member)).map(({ keyId }) => keyId)
const isBehind = async () => (await untoldOrganizations(database().prisma)).length > 0
/** Whether somebody has a connection on which changes are heard. */
const isListening = async () => {
  const { rowCount } = await database().pool.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN latchwork_audited'`,
  )
  return rowCount === 1
}

test('what happens is told of as soon as it is committed, without waiting for the next look', async () => {
  const tenant = await foundTenant()
  tellingHere(600_000)
  await expect.poll(isBehind, { timeout: 10_000 }).toBe(false)
  const made: string[] = []
  await makeFor(tenant, made, 1)
  await expect.poll(() => toldOf(tenant), { timeout: 20_000, interval: 20 }).toEqual(made)
})

test('two instances tell of each event once', { timeout: 120_000 }, async () => {
  const tenants = await Promise.all([foundTenant(), foundTenant(), foundTenant()])
  tellingHere(500)
  await tellingElsewhere()
  const made = await Promise.all(
    tenants.map(async (tenant) => {
      const ids: string[] = []
      await makeFor(tenant, ids, 100)
      return ids
    }),
  )
  await expect.poll(isBehind, { timeout: 30_000 }).toBe(false)
  for (const [at, tenant] of tenants.entries())
    expect((await toldOf(tenant)).sort()).toEqual(made[at]?.sort())
})

test('whenever a process is killed, every event is told of once', { timeout: 240_000 }, async () => {
  const tenant = await foundTenant()
  const made: string[] = []
  for (let round = 0; round < 12; round += 1) {
    const child = await tellingElsewhere()
    const making = makeFor(tenant, made, 12)
    // At any step of what it does: while there is something to tell, it is always at one.
    await sleep(Math.random() * 400)
    await kill(child)
    await making
  }
  tellingHere(200)
  await expect.poll(isBehind, { timeout: 30_000 }).toBe(false)
  expect((await toldOf(tenant)).sort()).toEqual(made.sort())
})

test('whoever has lost the database goes on once it is back', { timeout: 60_000 }, async () => {
  const tenant = await foundTenant()
  tellingHere(3_000)
  await expect.poll(isBehind, { timeout: 10_000 }).toBe(false)
  const made: string[] = []
  for (let round = 0; round < 3; round += 1) {
    await database().pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    await expect
      .poll(
        () =>
          makeFor(tenant, made, 1).then(
            () => true,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true)
  }
  await expect.poll(async () => (await toldOf(tenant)).length, { timeout: 20_000 }).toBe(made.length)
  // And it hears again, too: it has just looked and listened, and what comes now is told before it looks again.
  await expect.poll(isListening, { timeout: 20_000 }).toBe(true)
  await makeFor(tenant, made, 1)
  await expect.poll(() => toldOf(tenant), { timeout: 2_500, interval: 20 }).toHaveLength(made.length)
})

test('a stop waits for what is being told', async () => {
  const tenant = await foundTenant()
  const telling = startTelling({ db: database().prisma })
  const made: string[] = []
  await makeFor(tenant, made, 60)
  await telling.stop()
  const told = await toldOf(tenant)
  await sleep(300)
  expect(await toldOf(tenant)).toEqual(told)
})
