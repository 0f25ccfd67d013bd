import { expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { pendingMigrations } from '#lib/db/migrations.ts'
import { withDatabase } from '#lib/db/testing.ts'

withDatabase()

test('the database of a process is one, whichever copy of the module asks', () => {
  expect(database()).toBe(database())
  expect(globalThis.latchworkDatabase).toBe(database())
})

test('a new database has every migration', async () => {
  expect(await pendingMigrations(database().pool)).toEqual([])
})

test('Prisma and the pool see the same database', async () => {
  const { prisma, pool } = database()
  const viaPrisma = await prisma.$queryRaw<{ name: string }[]>`select current_database() as name`
  const viaPool = await pool.query<{ name: string }>('select current_database() as name')
  expect(viaPrisma[0]?.name).toBe(viaPool.rows[0]?.name)
})

test('a broken idle connection is replaced', async () => {
  const { pool } = database()
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
  await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]).catch(() => {})
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})
