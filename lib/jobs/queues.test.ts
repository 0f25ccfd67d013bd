import { setTimeout as sleep } from 'node:timers/promises'
import type { PgBoss } from 'pg-boss'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { foundTenant, make } from '#lib/core/keys/testing.ts'
import { addressees } from '#lib/core/notices/post.ts'
import { noticesOf, tellAll } from '#lib/core/notices/testing.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type MailServer, startMailServer, useNoMailServer } from '#lib/testing/smtp.ts'
import { bossSchema, longestJob, makeBoss, queueOptions, silence } from './boss.ts'
import { type Queues, takePart } from './queues.ts'
import { startJobs } from './start.ts'
import { tasks } from './upkeep.ts'

withDatabase()

let server: MailServer
beforeAll(async () => {
  server = await startMailServer()
})
afterAll(async () => {
  useNoMailServer()
  await server.close()
})

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  await query(`DROP SCHEMA IF EXISTS ${bossSchema} CASCADE`)
})

const query = (text: string, values: unknown[] = []) => database().pool.query(text, values)

async function boss(): Promise<PgBoss> {
  const started = makeBoss(database().pool)
  await started.start()
  closing.push(() => started.stop({ graceful: true, timeout: 5_000 }))
  return started
}

async function instance(): Promise<{ boss: PgBoss; queues: Queues }> {
  const started = await boss()
  const queues = await takePart(started, database().prisma)
  closing.push(() => queues.stop())
  return { boss: started, queues }
}

test('two instances mail each person once', { timeout: 120_000 }, async () => {
  server.use()
  server.arrived.splice(0)
  const { owner, member, otherMember, admin } = await foundTenant()
  const people = [member, otherMember, admin]
  await Promise.all([instance(), instance()])
  for (const person of people)
    for (let made = 0; made < 5; made += 1) await make(owner, { ownerId: person.actor.id })
  await tellAll()
  await query(`UPDATE notice_recipient SET mail_at = now() WHERE mail_at IS NOT NULL`)
  await expect
    .poll(
      async () => (await Promise.all(people.map(noticesOf))).flat().filter((one) => one.mailedAt === null),
      {
        timeout: 90_000,
      },
    )
    .toEqual([])
  await sleep(3_000)
  expect(server.arrived).toHaveLength(people.length)
  expect(await addressees(database().prisma)).toEqual([])
})

test('every task has its schedule, and one that is no more has none', async () => {
  const started = await boss()
  await started.createQueue('upkeep', queueOptions)
  await started.schedule('upkeep', '* * * * *', { task: 'gone' }, { key: 'gone' })
  const queues = await takePart(started, database().prisma)
  closing.push(() => queues.stop())
  const schedules = await started.getSchedules('upkeep')
  expect(Object.fromEntries(schedules.map(({ key, cron }) => [key, cron]))).toEqual(
    Object.fromEntries(Object.entries(tasks).map(([name, { cron }]) => [name, cron])),
  )
})

test('of a task one is at work at a time, however often it is called', { timeout: 60_000 }, async () => {
  const [one, other] = [await boss(), await boss()]
  await one.createQueue('upkeep', queueOptions)
  const job = { task: 'expiries' }
  expect(await one.send('upkeep', job, { singletonKey: 'expiries' })).not.toBeNull()
  expect(await other.send('upkeep', job, { singletonKey: 'expiries' })).toBeNull()
  const [taken] = await one.fetch('upkeep')
  expect(await other.send('upkeep', job, { singletonKey: 'expiries' })).toBeNull()
  expect(await other.send('upkeep', { task: 'notices' }, { singletonKey: 'notices' })).not.toBeNull()
  await one.complete('upkeep', taken?.id ?? '')
  expect(await other.send('upkeep', job, { singletonKey: 'expiries' })).not.toBeNull()
})

test('a job whose process died is another’s, and one that is done is gone an hour later', async () => {
  const started = await boss()
  await started.createQueue('mail', queueOptions)
  await started.send('mail', { of: 'the dead' }, { singletonKey: 'one' })
  const [taken] = await started.fetch('mail')
  const state = async () =>
    (await query(`SELECT state FROM ${bossSchema}.job WHERE name = 'mail'`)).rows.map((row) => row.state)
  await started.supervise('mail')
  expect(await state()).toEqual(['active'])
  await query(
    `UPDATE ${bossSchema}.job SET heartbeat_on = now() - make_interval(secs => $1) WHERE name = 'mail'`,
    [silence + 1],
  )
  await query(`UPDATE ${bossSchema}.queue SET monitor_on = NULL, monitor_claim_on = NULL, maintain_on = NULL`)
  await started.supervise('mail')
  expect(await state()).toEqual(['retry'])
  await query(`UPDATE ${bossSchema}.job SET start_after = now() WHERE name = 'mail'`)
  const [again] = await started.fetch('mail')
  expect(again?.id).toBe(taken?.id)
  await started.complete('mail', again?.id ?? '')
  for (const [minutes, states] of [
    [50, ['completed']],
    [70, []],
  ] as const) {
    await query(
      `UPDATE ${bossSchema}.job SET completed_on = now() - make_interval(mins => $1) WHERE name = 'mail' AND state = 'completed'`,
      [minutes],
    )
    await query(
      `UPDATE ${bossSchema}.queue SET monitor_on = NULL, monitor_claim_on = NULL, maintain_on = NULL`,
    )
    await started.supervise('mail')
    expect(await state()).toEqual(states)
  }
  expect(longestJob).toBeGreaterThan(silence)
})

test('all of it starts at once in two instances, does its work and stops in time', {
  timeout: 120_000,
}, async () => {
  server.use()
  server.arrived.splice(0)
  const instances = [startJobs(), startJobs()]
  const { owner, member } = await foundTenant()
  await make(owner, { ownerId: member.actor.id })
  await expect.poll(async () => (await noticesOf(member)).length, { timeout: 30_000 }).toBe(1)
  await query(`UPDATE notice_recipient SET mail_at = now() WHERE mail_at IS NOT NULL`)
  await expect.poll(() => server.arrived.length, { timeout: 60_000 }).toBe(1)
  const begun = performance.now()
  await Promise.all(instances.map((jobs) => jobs.stop(8_000)))
  expect(performance.now() - begun).toBeLessThan(8_000)
  await make(owner, { ownerId: member.actor.id })
  await sleep(1_000)
  expect(await noticesOf(member)).toHaveLength(1)
})
