import { Client, type QueryConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { database, openDatabase } from '#lib/db/client.ts'
import { databaseAway, lostToAnother } from '#lib/db/failures.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { env } from '#lib/env.ts'

withDatabase()

let admin: Client
beforeAll(async () => {
  admin = new Client({ connectionString: env().DATABASE_URL })
  await admin.connect()
})
afterAll(() => admin.end())

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )
const marked = `from pg_stat_activity where pid <> pg_backend_pid() and query like '%cut me%'`
const cut = `select pg_terminate_backend(pid) ${marked}`

describe('a database that cannot answer now is told from one that refuses, through Prisma too:', () => {
  test('a connection cut under a raw query, and one cut under a transaction', async () => {
    const raw = failureOf(database().prisma.$queryRaw`select pg_sleep(20) /* cut me */`)
    const inTransaction = failureOf(
      database().prisma.$transaction(async (tx) => tx.$executeRaw`select pg_sleep(20) /* cut me */`),
    )
    // Both: one that has not begun by the cut would sleep through.
    const underWay = async () => (await admin.query(`select ${marked} and state = 'active'`)).rowCount
    await expect.poll(underWay, { timeout: 12_000 }).toBe(2)
    await admin.query(cut)
    expect(databaseAway(await raw)).toBe(true)
    expect(databaseAway(await inTransaction)).toBe(true)
  })

  test('a connection cut between two queries of a transaction', async () => {
    const failure = await failureOf(
      database().prisma.$transaction(async (tx) => {
        await tx.$queryRaw`select 1 /* cut me */`
        await admin.query(cut)
        await tx.user.findMany()
      }),
    )
    expect(databaseAway(failure)).toBe(true)
  })

  test('nobody there', async () => {
    const nowhere = openDatabase({ url: 'postgresql://nobody:x@127.0.0.1:1/nothing', connections: 1 })
    expect(databaseAway(await failureOf(nowhere.prisma.user.findMany()))).toBe(true)
    await nowhere.prisma.$disconnect()
  })

  test('nothing said in time', async () => {
    const silent = database().pool.query({ text: 'select pg_sleep(1)', query_timeout: 50 } as QueryConfig)
    expect(databaseAway(await failureOf(silent))).toBe(true)
  })

  test('a refusal is none', async () => {
    const { prisma } = database()
    expect(databaseAway(await failureOf(prisma.$queryRaw`select 1 / 0`))).toBe(false)
    expect(databaseAway(await failureOf(prisma.$queryRaw`select 'Code: \`57P01\`'::int`))).toBe(false)
    expect(databaseAway(await failureOf(prisma.user.findUniqueOrThrow({ where: { number: 0 } })))).toBe(false)
    expect(databaseAway(null)).toBe(false)
  })
})

test('a deadlock is told as a transaction that lost, and one of the two wins', async () => {
  const { prisma } = database()
  await prisma.$executeRaw`create table contended as select id, 0 as n from generate_series(1, 2) id`
  const first: (() => void)[] = []
  const both = new Promise<void>((resolve) => {
    let held = 0
    first.push(() => {
      held += 1
      if (held === 2) resolve()
    })
  })
  const crossing = (here: number, there: number) =>
    failureOf(
      prisma.$transaction(async (tx) => {
        await tx.$executeRaw`update contended set n = n + 1 where id = ${here}`
        first[0]?.()
        await both
        await tx.$executeRaw`update contended set n = n + 1 where id = ${there}`
      }),
    )
  const failures = (await Promise.all([crossing(1, 2), crossing(2, 1)])).filter((failure) => failure !== null)
  expect(failures).toHaveLength(1)
  expect(lostToAnother(failures[0])).toBe(true)
  expect(databaseAway(failures[0])).toBe(false)
})
