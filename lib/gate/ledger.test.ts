import { setImmediate } from 'node:timers/promises'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { breakGround, countsOf, type Ground, hour, noon, plantUsed, quietMeter } from './testing.ts'

withDatabase()

let ground: Ground
beforeAll(async () => {
  ground = await breakGround()
})

describe('when the database cannot be written', () => {
  /** A pool whose connections can be told to break at a statement. */
  let pool: Pool
  let breakAt: { statement: string; when: 'before' | 'after' } | null
  beforeEach(() => {
    breakAt = null
    pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 2 })
    pool.on('error', () => {})
    pool.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
      const breaking = async (...args: unknown[]) => {
        const text = typeof args[0] === 'string' ? args[0].split(';')[0] : (args[0] as { name?: string }).name
        const fault = breakAt?.statement === text ? breakAt : null
        if (fault) breakAt = null
        if (fault?.when === 'before') await sever(client)
        const result = await query(...args)
        if (fault?.when === 'after') {
          await sever(client)
          throw new Error('Connection terminated unexpectedly')
        }
        return result
      }
      Object.assign(client, { query: breaking })
    })
  })
  afterAll(() => pool.end())

  /** Ends the server's side of a connection, as a crash would. */
  async function sever(client: unknown): Promise<void> {
    const { processID } = client as { processID: number }
    await database().pool.query('select pg_terminate_backend($1, 5000)', [processID])
  }

  test.each(['begin', 'meter_lock', 'meter_write'])(
    'nothing is lost and nothing counts twice where the connection breaks at %s',
    async (statement) => {
      const { id, use } = await plantUsed(ground)
      const { count, flush, state } = quietMeter({ pool: () => pool })
      count(use({ retiring: true }))
      count(use({ code: 'DISABLED' }))
      breakAt = { statement, when: 'before' }
      const broken = flush()
      await setImmediate()
      // While the write is under way, and afterwards: both join what comes back from it.
      count(use({ retiring: true, permissions: ['orders:read'] }))
      expect(await broken).toBe(false)
      expect(state()).toMatchObject({ waiting: 1, failures: 1, lost: 0 })
      count(use({ retiring: true, permissions: ['orders:read'] }))
      expect(await flush()).toBe(true)
      expect(await countsOf(id)).toEqual({ '2027-01-15T12 VALID': 3, '2027-01-15T12 DISABLED': 1 })
      expect(await database().prisma.keyRefusal.count({ where: { keyId: id } })).toBe(1)
      const clients = await database().prisma.keySecretClient.findMany({ where: { secret: { keyId: id } } })
      expect(clients).toMatchObject([{ count: 3n }])
      const asked = await database().prisma.keyPermissionUse.findMany({ where: { keyId: id } })
      expect(asked).toMatchObject([{ permission: 'orders:read', count: 2n }])
    },
  )

  test.each(['before', 'after'] as const)(
    'nothing is lost and nothing counts twice where the connection breaks right %s the commit',
    async (when) => {
      const { id, use } = await plantUsed(ground)
      const { count, flush, drain, state } = quietMeter({ pool: () => pool })
      for (let round = 0; round < 7; round += 1) count(use())
      breakAt = { statement: 'commit', when }
      expect(await flush()).toBe(false)
      expect(state().waiting).toBe(1)
      count(use())
      expect(await drain(5_000)).toBe(true)
      expect(await countsOf(id)).toEqual({ '2027-01-15T12 VALID': 8 })
      expect(state().waiting).toBe(0)
    },
  )

  test('counting goes on while the database is away, and all of it is written when it returns', async () => {
    const { id, use } = await plantUsed(ground)
    let away = true
    const nowhere = new Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' })
    const { count, flush, state } = quietMeter({ pool: () => (away ? nowhere : pool) })
    for (let day = 0; day < 5; day += 1) {
      for (let at = 0; at < 24; at += 1) count(use({ at: noon + (day * 24 + at) * hour }))
      expect(await flush()).toBe(false)
    }
    expect(state()).toMatchObject({ waiting: 1, failures: 5, lost: 0 })
    away = false
    expect(await flush()).toBe(true)
    const written = await countsOf(id)
    expect(Object.values(written).reduce((sum, one) => sum + one, 0)).toBe(120)
    // Older hours are counted together rather than kept one by one without a bound.
    expect(Object.keys(written)).toHaveLength(48)
    await nowhere.end()
  })
})
