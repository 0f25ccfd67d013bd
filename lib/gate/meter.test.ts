import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { meter } from './meter.ts'
import { emptyTally, keptClients, keptRefusals, tallyUse, type Use } from './tally.ts'
import {
  breakGround,
  countsOf,
  type Ground,
  hour,
  noon,
  plantUsed,
  quietMeter,
  replaceSecret,
} from './testing.ts'

withDatabase()

let ground: Ground
beforeAll(async () => {
  ground = await breakGround()
})

describe('the meter', () => {
  test('counts by key, hour and outcome, and adds to what is there', async () => {
    const [one, other] = [await plantUsed(ground), await plantUsed(ground)]
    const { count, flush } = quietMeter()
    for (let round = 0; round < 3; round += 1) {
      count(one.use({ at: noon + round * 1000 }))
      count(one.use({ at: noon + hour - 1 }))
      count(one.use({ at: noon + hour, code: 'RATE_LIMITED' }))
      count(other.use({ code: 'DISABLED' }))
      expect(await flush()).toBe(true)
    }
    expect(await countsOf(one.id)).toEqual({ '2027-01-15T12 VALID': 6, '2027-01-15T13 RATE_LIMITED': 3 })
    expect(await countsOf(other.id)).toEqual({ '2027-01-15T12 DISABLED': 3 })
  })

  test('writes usage under the organization and project of the key', async () => {
    const { id, use } = await plantUsed(ground)
    const { count, flush } = quietMeter()
    count(use())
    await flush()
    const row = await database().prisma.keyUsage.findFirst({ where: { keyId: id } })
    expect(row).toMatchObject({ organizationId: ground.organizationId, projectId: ground.projectId })
  })

  test('takes as last use the last valid one, never a refusal, and never goes back', async () => {
    const { id, use } = await plantUsed(ground)
    const { count, flush } = quietMeter()
    const lastUse = async () => {
      await flush()
      const last = await database().prisma.keyLastUse.findUniqueOrThrow({ where: { keyId: id } })
      return [last.at?.getTime(), last.ip, last.agent]
    }
    count(use({ code: 'DISABLED' }))
    expect(await lastUse()).toEqual([undefined, null, null])
    count(use({ at: noon + 5 }))
    count(use({ at: noon, ip: '198.51.100.1' }))
    expect(await lastUse()).toEqual([noon + 5, '203.0.113.7', 'curl/8'])
    count(use({ at: noon + 1, ip: '198.51.100.2' }))
    count(use({ at: noon + 9, code: 'IP_NOT_ALLOWED', ip: '198.51.100.3' }))
    expect(await lastUse()).toEqual([noon + 5, '203.0.113.7', 'curl/8'])
  })

  test('keeps the newest hundred refusals of a key', async () => {
    const { id, use } = await plantUsed(ground)
    const { count, flush } = quietMeter()
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
    expect(await countsOf(id)).toEqual({ '2027-01-15T12 INSUFFICIENT_PERMISSIONS': 250 })
  })

  test('counts the clients of a retiring secret, and no more than a hundred of them', async () => {
    const { id, use } = await plantUsed(ground)
    const { count, flush } = quietMeter()
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
    const { id, use } = await plantUsed(ground)
    const { count, flush } = quietMeter()
    for (const userAgent of ['a\u0000b', '\ud800', 'x'.repeat(5000), '"; {,} \\ \''])
      count(use({ userAgent, code: 'DISABLED' }))
    expect(await flush()).toBe(true)
    const agents = (await database().prisma.keyRefusal.findMany({ where: { keyId: id } })).map(
      (row) => row.userAgent,
    )
    expect(agents.sort()).toEqual(['"; {,} \\ \'', 'a b', 'x'.repeat(512), '\ufffd'].sort())
  })

  test('drops what belongs to a key that is gone, and writes the rest', async () => {
    const [gone, there] = [await plantUsed(ground), await plantUsed(ground)]
    const { count, flush, state } = quietMeter()
    count(gone.use())
    count(there.use())
    await database().prisma.apiKey.delete({ where: { id: gone.id } })
    expect(await flush()).toBe(true)
    expect(state().waiting).toBe(0)
    expect(await countsOf(there.id)).toEqual({ '2027-01-15T12 VALID': 1 })
  })

  test('says of each secret when it was last used, whichever of them comes last, over writes or within one', async () => {
    const { id, use } = await plantUsed(ground)
    const older = use().secretId
    await replaceSecret(id, '1 hour')
    const { prisma } = database()
    const newer = (await prisma.keySecret.findFirstOrThrow({ where: { keyId: id, generation: 2 } })).id
    const { count, flush } = quietMeter()
    const used = async () => {
      expect(await flush()).toBe(true)
      const last = await prisma.keyLastUse.findUniqueOrThrow({ where: { keyId: id } })
      const secrets = await prisma.keySecret.findMany({
        where: { keyId: id },
        orderBy: { generation: 'asc' },
      })
      return secrets.map(
        (one) => ((one.id === last.secretId ? last.at : one.lastUsedAt)?.getTime() ?? 0) - noon,
      )
    }
    count(use({ at: noon + 1 }))
    expect(await used()).toEqual([1, -noon])
    count(use({ at: noon + 2, secretId: newer }))
    expect(await used()).toEqual([1, 2])
    count(use({ at: noon + 3, secretId: newer }))
    count(use({ at: noon + 4, secretId: older, retiring: true }))
    count(use({ at: noon + 5, secretId: newer }))
    expect(await used()).toEqual([4, 5])
    count(use({ at: noon + 6, secretId: older, retiring: true }))
    expect(await used()).toEqual([6, 5])
  })

  /** Keeps a lock on a key until told to let go. */
  async function hold(keyId: string, lock: string): Promise<() => Promise<void>> {
    const client = await database().pool.connect()
    await client.query('begin')
    await client.query(`select 1 from api_key where id = $1 for ${lock}`, [keyId])
    return async () => {
      await client.query('commit')
      client.release()
    }
  }

  test('waits for no change of a key, nor does a change of it for the meter', async () => {
    const [held, rotating] = [await plantUsed(ground), await plantUsed(ground)]
    const { count, flush, drain, state } = quietMeter()
    const letGo = [await hold(held.id, 'no key update'), await hold(rotating.id, 'no key update')]
    count(held.use())
    // Of a key with two secrets the meter writes what a rotation writes too.
    count(rotating.use({ retiring: true }))
    const began = performance.now()
    expect(await flush()).toBe(false)
    expect(performance.now() - began).toBeLessThan(1_000)
    expect([await countsOf(held.id), await countsOf(rotating.id)]).toEqual([{ '2027-01-15T12 VALID': 1 }, {}])
    expect(state()).toMatchObject({ waiting: 1, written: 1, failures: 0 })
    for (const go of letGo) await go()
    expect(await drain(5_000)).toBe(true)
    expect(await countsOf(rotating.id)).toEqual({ '2027-01-15T12 VALID': 1 })
    expect(state()).toMatchObject({ waiting: 0, written: 2 })
  })

  test('gives way to whoever deletes a key, and loses nothing by it', async () => {
    const [held, free] = [await plantUsed(ground), await plantUsed(ground)]
    const { count, flush, drain } = quietMeter()
    const letGo = await hold(held.id, 'update')
    count(held.use())
    count(free.use())
    const began = performance.now()
    expect(await flush()).toBe(false)
    expect(performance.now() - began).toBeLessThan(1_000)
    await letGo()
    expect(await drain(5_000)).toBe(true)
    for (const { id } of [held, free]) expect(await countsOf(id)).toEqual({ '2027-01-15T12 VALID': 1 })
  })

  test('of many instances that write the same keys at once, counts true', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => plantUsed(ground)))
    const meters = Array.from({ length: 6 }, () => quietMeter())
    await Promise.all(
      meters.map(async ({ count, flush, drain }, which) => {
        for (let round = 0; round < 15; round += 1) {
          for (const key of which % 2 ? keys : keys.toReversed()) count(key.use())
          await flush()
        }
        expect(await drain(10_000)).toBe(true)
      }),
    )
    for (const key of keys) expect(await countsOf(key.id)).toEqual({ '2027-01-15T12 VALID': 90 })
  })

  test('writes more keys than fit one transaction', async () => {
    const { pool } = database()
    const { rows } = await pool.query<{ id: string }>(
      `insert into api_key (id, organization_id, project_id, owner_user_id, name, start, last, created_by_type, updated_by_type, updated_at)
       select gen_random_uuid(), $1, $2, $3, 'many', 'lw_', 'last', 'system', 'system', now() from generate_series(1, 4500) returning id`,
      [ground.organizationId, ground.projectId, ground.userId],
    )
    const { use } = await plantUsed(ground)
    const { count, flush } = quietMeter()
    for (const { id } of rows) count(use({ keyId: id }))
    expect(await flush()).toBe(true)
    const written = await pool.query(
      'select count(*)::int as n from key_usage join api_key on id = key_id where name = $1',
      ['many'],
    )
    expect(written.rows).toEqual([{ n: 4500 }])
  })

  test('keeps a bounded number of keys, and says how many uses it could not keep', async () => {
    const keys = await Promise.all(Array.from({ length: 4 }, () => plantUsed(ground)))
    const { count, flush, state } = quietMeter({ maxKeys: 3 })
    for (const key of keys) for (let round = 0; round < 5; round += 1) count(key.use())
    expect(state()).toMatchObject({ waiting: 3, lost: 5 })
    await flush()
    expect(await countsOf(keys[0]?.id ?? '')).toEqual({ '2027-01-15T12 VALID': 5 })
  })

  test('holds no more of one key than is kept of it, however long nothing can be written', () => {
    const tally = emptyTally()
    const use: Use = {
      keyId: 'key',
      secretId: 'secret',
      retiring: true,
      startsGrace: false,
      ended: false,
      retired: false,
      asks: false,
      code: 'DISABLED',
      at: noon,
      ip: null,
      userAgent: null,
      query: null,
      permissions: [],
    }
    for (let at = 0; at < 1000; at += 1)
      tallyUse(tally, { ...use, at: noon + at * hour, ip: `2001:db8::${at}` })
    expect([tally.counts.length, tally.refusals?.length, tally.clients?.size]).toEqual([
      48,
      keptRefusals,
      keptClients,
    ])
    expect(tally.clients?.has('secret 2001:db8::999 unknown')).toBe(true)
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
