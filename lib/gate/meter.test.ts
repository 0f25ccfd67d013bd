import { execFile } from 'node:child_process'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type Meter, makeMeter, meter } from './meter.ts'
import { emptyTally, keptClients, keptRefusals, tallyUse, type Use } from './tally.ts'
import { breakGround, type Ground, plantKey, replaceSecret } from './testing.ts'
import { verify } from './verify.ts'

withDatabase()

let ground: Ground
beforeAll(async () => {
  ground = await breakGround()
})

const hour = 3_600_000
const noon = Date.UTC(2027, 0, 15, 12)

interface Planted {
  id: string
  secret: string
  /** A valid use of the key, as the gate would report it. */
  use: (more?: Partial<Use>) => Use
}

async function planted(fields: Parameters<typeof plantKey>[1] = {}): Promise<Planted> {
  const key = await plantKey(ground, fields)
  const secret = await database().prisma.keySecret.findFirstOrThrow({ where: { keyId: key.id } })
  const use = {
    keyId: key.id,
    secretId: secret.id,
    retiring: false,
    code: 'VALID',
    at: noon,
    ip: '203.0.113.7',
    userAgent: 'curl/8',
    query: null,
    permissions: [],
  } satisfies Use
  return { ...key, use: (more) => ({ ...use, ...more }) }
}

async function counts(keyId: string): Promise<Record<string, number>> {
  const rows = await database().prisma.keyUsage.findMany({ where: { keyId } })
  return Object.fromEntries(
    rows.map((row) => [`${row.hour.toISOString().slice(0, 13)} ${row.outcome}`, Number(row.count)]),
  )
}

const quiet = (more: Partial<Parameters<typeof makeMeter>[0]> = {}): Meter =>
  makeMeter({ pool: () => database().pool, every: 0, ...more })

describe('the meter', () => {
  test('counts by key, hour and outcome, and adds to what is there', async () => {
    const [one, other] = [await planted(), await planted()]
    const { count, flush } = quiet()
    for (let round = 0; round < 3; round += 1) {
      count(one.use({ at: noon + round * 1000 }))
      count(one.use({ at: noon + hour - 1 }))
      count(one.use({ at: noon + hour, code: 'RATE_LIMITED' }))
      count(other.use({ code: 'DISABLED' }))
      expect(await flush()).toBe(true)
    }
    expect(await counts(one.id)).toEqual({ '2027-01-15T12 VALID': 6, '2027-01-15T13 RATE_LIMITED': 3 })
    expect(await counts(other.id)).toEqual({ '2027-01-15T12 DISABLED': 3 })
  })

  test('writes usage under the organization and project of the key', async () => {
    const { id, use } = await planted()
    const { count, flush } = quiet()
    count(use())
    await flush()
    const row = await database().prisma.keyUsage.findFirst({ where: { keyId: id } })
    expect(row).toMatchObject({ organizationId: ground.organizationId, projectId: ground.projectId })
  })

  test('takes as last use the last valid one, never a refusal, and never goes back', async () => {
    const { id, use } = await planted()
    const { count, flush } = quiet()
    const lastUse = async () => {
      await flush()
      const key = await database().prisma.apiKey.findUniqueOrThrow({
        where: { id },
        include: { secrets: true },
      })
      return [
        key.lastUsedAt?.getTime(),
        key.lastUsedIp,
        key.lastUsedAgent,
        key.secrets[0]?.lastUsedAt?.getTime(),
      ]
    }
    count(use({ code: 'DISABLED' }))
    expect(await lastUse()).toEqual([undefined, null, null, undefined])
    count(use({ at: noon + 5 }))
    count(use({ at: noon, ip: '198.51.100.1' }))
    expect(await lastUse()).toEqual([noon + 5, '203.0.113.7', 'curl/8', noon + 5])
    count(use({ at: noon + 1, ip: '198.51.100.2' }))
    count(use({ at: noon + 9, code: 'IP_NOT_ALLOWED', ip: '198.51.100.3' }))
    expect(await lastUse()).toEqual([noon + 5, '203.0.113.7', 'curl/8', noon + 5])
  })

  test('keeps the newest hundred refusals of a key', async () => {
    const { id, use } = await planted()
    const { count, flush } = quiet()
    for (let at = 0; at < 250; at += 1) {
      count(use({ at: noon + at, code: 'INSUFFICIENT_PERMISSIONS', query: `orders:read or x${at}` }))
      if (at % 60 === 0) await flush()
    }
    await flush()
    const refusals = await database().prisma.keyRefusal.findMany({
      where: { keyId: id },
      orderBy: { at: 'asc' },
    })
    expect(refusals).toHaveLength(keptRefusals)
    expect(refusals[0]?.at.getTime()).toBe(noon + 150)
    expect(refusals.at(-1)).toMatchObject({
      code: 'INSUFFICIENT_PERMISSIONS',
      ip: '203.0.113.7',
      query: 'orders:read or x249',
    })
    expect(await counts(id)).toEqual({ '2027-01-15T12 INSUFFICIENT_PERMISSIONS': 250 })
  })

  test('counts the clients of a retiring secret, and no more than a hundred of them', async () => {
    const { id, use } = await planted()
    const { count, flush } = quiet()
    for (let client = 0; client < 150; client += 1)
      count(use({ retiring: true, at: noon + client, ip: `2001:db8::${client}` }))
    count(use({ retiring: true, at: noon + 500, ip: '2001:db8::149' }))
    count(use({ retiring: true, at: noon + 600, ip: null, userAgent: null }))
    count(use({ retiring: true, at: noon + 700, code: 'EXPIRED', ip: '198.51.100.1' }))
    count(use({ at: noon + 800, ip: '198.51.100.2' }))
    await flush()
    count(use({ retiring: true, at: noon + 900, ip: '2001:db8::cafe' }))
    await flush()
    const where = { secret: { keyId: id } }
    const clients = await database().prisma.keySecretClient.findMany({
      where,
      orderBy: { lastSeenAt: 'desc' },
    })
    expect(clients).toHaveLength(keptClients)
    expect(clients.slice(0, 3)).toMatchObject([
      { ip: '2001:db8::cafe', count: 1n },
      { ip: 'unknown', userAgent: 'unknown', count: 1n },
      { ip: '2001:db8::149', userAgent: 'curl/8', count: 2n },
    ])
  })

  test('survives whatever a client sends as its agent', async () => {
    const { id, use } = await planted()
    const { count, flush } = quiet()
    for (const userAgent of ['a\u0000b', '\ud800', 'x'.repeat(5000), '"; {,} \\ \''])
      count(use({ userAgent, code: 'DISABLED' }))
    expect(await flush()).toBe(true)
    const agents = (await database().prisma.keyRefusal.findMany({ where: { keyId: id } })).map(
      (row) => row.userAgent,
    )
    expect(agents.sort()).toEqual(['"; {,} \\ \'', 'a b', 'x'.repeat(512), '\ufffd'].sort())
  })

  test('drops what belongs to a key that is gone, and writes the rest', async () => {
    const [gone, there] = [await planted(), await planted()]
    const { count, flush, state } = quiet()
    count(gone.use())
    count(there.use())
    await database().prisma.apiKey.delete({ where: { id: gone.id } })
    expect(await flush()).toBe(true)
    expect(state().waiting).toBe(0)
    expect(await counts(there.id)).toEqual({ '2027-01-15T12 VALID': 1 })
  })

  test('waits for nobody: a key that is being changed is written once the change is done', async () => {
    const [held, free] = [await planted(), await planted()]
    const { count, flush, drain } = quiet()
    const client = await database().pool.connect()
    await client.query('begin')
    await client.query('select 1 from api_key where id = $1 for update', [held.id])
    count(held.use())
    count(free.use())
    const began = performance.now()
    expect(await flush()).toBe(false)
    expect(performance.now() - began).toBeLessThan(1_000)
    expect([await counts(held.id), await counts(free.id)]).toEqual([{}, { '2027-01-15T12 VALID': 1 }])
    count(held.use())
    await client.query('commit')
    client.release()
    expect(await drain(5_000)).toBe(true)
    expect(await counts(held.id)).toEqual({ '2027-01-15T12 VALID': 2 })
  })

  test('of many instances that write the same keys at once, counts true', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => planted()))
    const meters = Array.from({ length: 6 }, () => quiet())
    await Promise.all(
      meters.map(async ({ count, flush, drain }, which) => {
        for (let round = 0; round < 15; round += 1) {
          for (const key of which % 2 ? keys : keys.toReversed()) count(key.use())
          await flush()
        }
        expect(await drain(10_000)).toBe(true)
      }),
    )
    for (const key of keys) expect(await counts(key.id)).toEqual({ '2027-01-15T12 VALID': 90 })
  })

  test('writes more keys than fit one transaction', async () => {
    const { pool } = database()
    const { rows } = await pool.query<{ id: string }>(
      `insert into api_key (id, organization_id, project_id, owner_user_id, name, start, last, created_by_type, updated_by_type, updated_at)
       select gen_random_uuid(), $1, $2, $3, 'many', 'lw_', 'last', 'system', 'system', now() from generate_series(1, 4500) returning id`,
      [ground.organizationId, ground.projectId, ground.userId],
    )
    const { use } = await planted()
    const { count, flush } = quiet()
    for (const { id } of rows) count(use({ keyId: id }))
    expect(await flush()).toBe(true)
    const written = await pool.query(
      'select count(*)::int as n from key_usage join api_key on id = key_id where name = $1',
      ['many'],
    )
    expect(written.rows).toEqual([{ n: 4500 }])
  })

  test('keeps a bounded number of keys, and says how many uses it could not keep', async () => {
    const keys = await Promise.all(Array.from({ length: 4 }, () => planted()))
    const { count, flush, state } = quiet({ maxKeys: 3 })
    for (const key of keys) for (let round = 0; round < 5; round += 1) count(key.use())
    expect(state()).toMatchObject({ waiting: 3, lost: 5 })
    await flush()
    expect(await counts(keys[0]?.id ?? '')).toEqual({ '2027-01-15T12 VALID': 5 })
  })

  test('holds no more of one key than is kept of it, however long nothing can be written', () => {
    const tally = emptyTally()
    const use: Use = {
      keyId: 'key',
      secretId: 'secret',
      retiring: true,
      code: 'DISABLED',
      at: noon,
      ip: null,
      userAgent: null,
      query: null,
      permissions: [],
    }
    for (let at = 0; at < 1000; at += 1)
      tallyUse(tally, { ...use, at: noon + at * hour, ip: `2001:db8::${at}` })
    expect([tally.hours.size, tally.refusals.length, tally.clients.size]).toEqual([
      48,
      keptRefusals,
      keptClients,
    ])
    expect(tally.clients.has('secret 2001:db8::999 unknown')).toBe(true)
  })

  test('is one in a process', () => {
    expect(meter()).toBe(globalThis.latchworkMeter)
    expect(meter()).toBe(meter())
  })

  test('lets a process end that has counted', async () => {
    const script = `const { makeMeter } = await import('#lib/gate/meter.ts')
      makeMeter({ pool: () => process.exit(3), every: 60_000 }).count({ keyId: 'key', code: 'VALID', at: 0, ip: null, userAgent: null, query: null, permissions: [] })`
    // Without an error the child ended by itself; a minute's timer would have held it beyond the deadline.
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      timeout: 20_000,
    })
  })
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
        const text = typeof args[0] === 'string' ? args[0] : (args[0] as { name?: string }).name
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
      const { id, use } = await planted()
      const { count, flush, state } = quiet({ pool: () => pool })
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
      expect(await counts(id)).toEqual({ '2027-01-15T12 VALID': 3, '2027-01-15T12 DISABLED': 1 })
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
      const { id, use } = await planted()
      const { count, flush, drain, state } = quiet({ pool: () => pool })
      for (let round = 0; round < 7; round += 1) count(use())
      breakAt = { statement: 'commit', when }
      expect(await flush()).toBe(false)
      expect(state().waiting).toBe(1)
      count(use())
      expect(await drain(5_000)).toBe(true)
      expect(await counts(id)).toEqual({ '2027-01-15T12 VALID': 8 })
      expect(state().waiting).toBe(0)
    },
  )

  test('counting goes on while the database is away, and all of it is written when it returns', async () => {
    const { id, use } = await planted()
    let away = true
    const nowhere = new Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' })
    const { count, flush, state } = quiet({ pool: () => (away ? nowhere : pool) })
    for (let day = 0; day < 5; day += 1) {
      for (let at = 0; at < 24; at += 1) count(use({ at: noon + (day * 24 + at) * hour }))
      expect(await flush()).toBe(false)
    }
    expect(state()).toMatchObject({ waiting: 1, failures: 5, lost: 0 })
    away = false
    expect(await flush()).toBe(true)
    const written = await counts(id)
    expect(Object.values(written).reduce((sum, one) => sum + one, 0)).toBe(120)
    // Older hours are counted together rather than kept one by one without a bound.
    expect(Object.keys(written)).toHaveLength(48)
    await nowhere.end()
  })
})

describe('what verification counts', () => {
  test('is every verification, also of a thousand at once', async () => {
    const { id, secret } = await plantKey(ground, { rateLimits: [{ name: 'all', limit: 600, window: 3600 }] })
    const other = await plantKey(ground, { enabled: false })
    const ask = (key: string) =>
      verify(ground.gateway, { key, cost: 1, ip: '203.0.113.7', userAgent: 'curl/8' })
    const codes = await Promise.all(
      Array.from({ length: 1000 }, (_, at) =>
        ask(at % 10 === 0 ? other.secret : secret).then((one) => one.code),
      ),
    )
    expect(await meter().drain(5_000)).toBe(true)
    const sums = async (keyId: string) => {
      const rows = await database().prisma.keyUsage.groupBy({
        by: ['outcome'],
        where: { keyId },
        _sum: { count: true },
      })
      return Object.fromEntries(rows.map((row) => [row.outcome, Number(row._sum.count)]))
    }
    expect(codes.filter((code) => code === 'VALID')).toHaveLength(600)
    expect(await sums(id)).toEqual({ VALID: 600, RATE_LIMITED: 300 })
    expect(await sums(other.id)).toEqual({ DISABLED: 100 })
    const key = await database().prisma.apiKey.findUniqueOrThrow({ where: { id } })
    expect(key).toMatchObject({ lastUsedIp: '203.0.113.7', lastUsedAgent: 'curl/8' })
    expect(Math.abs(Date.now() - (key.lastUsedAt?.getTime() ?? 0))).toBeLessThan(30_000)
  })

  test('is which permissions were needed, not all that were asked or held', async () => {
    const { id, secret } = await plantKey(ground, {
      granted: ['orders:read', 'audit'],
      roleId: ground.roleId,
    })
    const ask = (permissions?: string) =>
      verify(ground.gateway, { key: secret, cost: 1, ...(permissions ? { permissions } : {}) })
    await ask('orders:read')
    await ask('orders:write or orders:read and refunds:write or audit')
    await ask('orders:read and orders:write')
    await ask()
    await meter().drain(5_000)
    const uses = await database().prisma.keyPermissionUse.findMany({
      where: { keyId: id },
      orderBy: { permission: 'asc' },
    })
    expect(uses.map((use) => [use.permission, Number(use.count)])).toEqual([
      ['orders:read', 2],
      ['refunds:write', 1],
    ])
  })

  test('is who still presents the older of two secrets', async () => {
    const { id, secret } = await plantKey(ground)
    const newer = await replaceSecret(id, '1 hour')
    const client = { cost: 1, ip: '198.51.100.7', userAgent: 'okhttp/4.9' }
    for (const key of [secret, newer, secret]) await verify(ground.gateway, { key, ...client })
    await meter().drain(5_000)
    const secrets = await database().prisma.keySecret.findMany({
      where: { keyId: id },
      include: { clients: true },
      orderBy: { generation: 'asc' },
    })
    expect(
      secrets.map((one) => one.clients.map((seen) => [seen.ip, seen.userAgent, Number(seen.count)])),
    ).toEqual([[['198.51.100.7', 'okhttp/4.9', 2]], []])
    expect(secrets.every((one) => one.lastUsedAt)).toBe(true)
  })

  test('is an unknown secret nowhere but in the process', async () => {
    const before = meter().state()
    await verify(ground.gateway, { key: 'nonsense', cost: 1 })
    expect(meter().state()).toEqual({ ...before, unknown: before.unknown + 1 })
  })
})
