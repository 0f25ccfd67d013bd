import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { maxBatch, verifyKeys } from '#lib/contracts/verification.ts'
import { database, openDatabase } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Limiter } from './limiter.ts'
import { memoryLimits } from './limits.ts'
import { type Meter, meter } from './meter.ts'
import { breakGround, countsOf, type Ground, plantKey, quietMeter } from './testing.ts'
import { verify } from './verify.ts'
import { verifyBatch } from './verify-batch.ts'

withDatabase()

let ground: Ground
let before: Meter | undefined
beforeAll(async () => {
  ground = await breakGround()
})
beforeEach(() => {
  before ??= globalThis.latchworkMeter
  globalThis.latchworkMeter = quietMeter()
})
afterAll(() => {
  globalThis.latchworkMeter = before
})

type Item = { key: string; permissions?: string; ip?: string; cost?: number }
const ask = async (keys: Item[], caller = ground.gateway) =>
  (await verifyBatch(caller, verifyKeys.body.parse({ keys }))).results
const one = async (item: Item) =>
  verify(ground.gateway, verifyKeys.body.parse({ keys: [item] }).keys[0] ?? { key: '', cost: 1 })
const codes = (results: { code: string }[]) => results.map(({ code }) => code)

describe('several keys at once', () => {
  test('are each told what a verification alone would tell, in the order given', async () => {
    const reader = await plantKey(ground, { granted: ['orders:read'] })
    const revoked = await plantKey(ground, { revokedAt: new Date() })
    const near = await plantKey(ground, { ipAllowlist: ['203.0.113.0/24'] })
    const foreign = await plantKey(ground, { projectId: ground.otherProjectId })
    const items: Item[] = [
      { key: revoked.secret },
      { key: reader.secret, permissions: 'orders:read' },
      { key: 'nothing' },
      { key: reader.secret, permissions: 'orders:write' },
      { key: near.secret },
      { key: near.secret, ip: '203.0.113.7' },
      { key: foreign.secret },
    ]
    const results = await ask(items)
    expect(codes(results)).toEqual([
      'REVOKED',
      'VALID',
      'NOT_FOUND',
      'INSUFFICIENT_PERMISSIONS',
      'IP_NOT_ALLOWED',
      'VALID',
      'NOT_FOUND',
    ])
    expect(results).toEqual(await Promise.all(items.map(one)))
  })

  test('count each, and one that is given twice counts twice', async () => {
    const { id, secret } = await plantKey(ground)
    const other = await plantKey(ground, { enabled: false })
    await ask([{ key: secret }, { key: other.secret }, { key: secret }])
    await meter().drain(5_000)
    expect(Object.values(await countsOf(id))).toEqual([2])
    expect(Object.values(await countsOf(other.id))).toEqual([1])
  })

  test('take from their limits in the order given, whichever keys stand in between', async () => {
    const limit = (name: string, max: number) => ({ rateLimits: [{ name, limit: max, window: 60 }] })
    const scarce = await plantKey(ground, limit('scarce', 3))
    const plenty = await plantKey(ground, limit('plenty', 100))
    const results = await ask([
      { key: scarce.secret, cost: 2 },
      { key: plenty.secret },
      { key: scarce.secret, cost: 2 },
      { key: plenty.secret, cost: 9 },
      { key: scarce.secret },
      { key: scarce.secret },
    ])
    expect(results.map(({ code, rateLimits }) => [code, rateLimits?.[0]?.remaining])).toEqual([
      ['VALID', 1],
      ['VALID', 99],
      ['RATE_LIMITED', 1],
      ['VALID', 90],
      ['VALID', 0],
      ['RATE_LIMITED', 0],
    ])
  })

  test('take in that order also where limits are counted elsewhere, and the first answer comes last', async () => {
    const { secret } = await plantKey(ground, { rateLimits: [{ name: 'scarce', limit: 5, window: 60 }] })
    const here = globalThis.latchworkLimits
    const { key: near, api } = memoryLimits()
    let delay = 40
    const far: Limiter = {
      consume: async (...asked) => {
        delay -= 10
        await sleep(delay)
        return near.consume(...asked)
      },
    }
    globalThis.latchworkLimits = { kind: 'redis', limits: { key: far, api } }
    try {
      const results = await ask([1, 2, 2].map((cost) => ({ key: secret, cost })))
      expect(results.map(({ rateLimits }) => rateLimits?.[0]?.remaining)).toEqual([4, 2, 0])
    } finally {
      globalThis.latchworkLimits = here
    }
  })

  test('a hundred that are new to us are one question to the database', async () => {
    const planted = await Promise.all(Array.from({ length: maxBatch }, () => plantKey(ground)))
    const { pool } = database()
    const asked = vi.spyOn(pool, 'query')
    try {
      const results = await ask(planted.map(({ secret }) => ({ key: secret })))
      expect(codes(results)).toEqual(Array(maxBatch).fill('VALID'))
      expect(results.map(({ key }) => key?.id)).toEqual(planted.map(({ id }) => id))
      expect(asked).toHaveBeenCalledTimes(1)
    } finally {
      asked.mockRestore()
    }
  })

  test('are refused as a whole where the caller may not ask', async () => {
    const { id, secret } = await plantKey(ground)
    const powerless = { ...ground.gateway, permissions: new Set<string>() }
    await expect(ask([{ key: secret }], powerless)).rejects.toMatchObject({ code: 'forbidden' })
    await meter().drain(5_000)
    expect(await countsOf(id)).toEqual({})
  })

  test('are refused as a whole, with nothing taken, while the database is away', async () => {
    const { secret } = await plantKey(ground, { rateLimits: [{ name: 'burst', limit: 1, window: 60 }] })
    const real = globalThis.latchworkDatabase
    const nowhere = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', connections: 1 })
    globalThis.latchworkDatabase = nowhere
    const refusal = await ask([{ key: secret }]).catch((error: unknown) => error)
    globalThis.latchworkDatabase = real
    await nowhere.pool.end()
    expect(refusal).toMatchObject({ code: 'unavailable', retryAfter: 2 })
    expect(codes(await ask([{ key: secret }]))).toEqual(['VALID'])
  })
})

describe('what may be asked', () => {
  const path = (keys: unknown) => {
    const parsed = verifyKeys.body.safeParse({ keys })
    return parsed.success ? null : parsed.error.issues.map((issue) => issue.path.join('.'))
  }

  test('is one key to a hundred, and nothing besides', () => {
    expect(path([])).toEqual(['keys'])
    expect(path(Array(101).fill({ key: 'x' }))).toEqual(['keys'])
    expect(path(Array(100).fill({ key: 'x' }))).toBeNull()
    expect(path([{ key: 'x', more: 1 }])).toEqual(['keys.0'])
  })

  test('a query that cannot be read refuses all of them, and says which it is', () => {
    expect(path([{ key: 'x' }, { key: 'x', permissions: 'a and' }])).toEqual(['keys.1.permissions'])
  })
})
