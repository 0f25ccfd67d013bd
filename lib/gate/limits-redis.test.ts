import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../e2e/portal.ts'
import { type Redis, startRedis, withoutRedis } from '../../e2e/system/testing/redis.ts'
import { memoryLimiter } from './limits-memory.ts'
import { redisLink } from './limits-redis.ts'
import type { Link } from './limits-shared.ts'

const burst = { name: 'burst', limit: 3, window: 1 }
const minute = { name: 'minute', limit: 100, window: 60 }
const monthly = { name: 'monthly', limit: 1_000_000_000, window: 2_592_000 }

describe.skipIf(withoutRedis)(`a limiter in Redis${withoutRedis}`, () => {
  let redis: Redis
  const links: Link[] = []
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(async () => {
    for (const link of links) link.close()
    await redis.remove()
  })

  async function connect(options: { now?: () => number; url?: string } = {}): Promise<Link> {
    const link = await redisLink({ url: redis.url, patience: 2_000, lost: () => {}, ...options })
    links.push(link)
    return link
  }

  test('gives the answers that memory gives, whatever limits, costs and times come', async () => {
    const clock = { at: 1_700_000_000_000 }
    const now = () => clock.at
    const link = await connect({ now })
    const limit = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      limit: fc.constantFrom(1, 3, 6, 1_000_000_000),
      window: fc.constantFrom(100, 101, 700, 2_592_000),
    })
    const call = fc.record({
      limits: fc.uniqueArray(limit, { selector: (one) => one.name, maxLength: 3 }),
      key: fc.constantFrom('one', 'two'),
      cost: fc.constantFrom(0, 1, 2, 4, 1_000_000),
      wait: fc.constantFrom(0, 1, 99_999, 100_000, 600_000, 2_592_000_000),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 40 }), async (calls) => {
        const memory = memoryLimiter({ now })
        const run = randomUUID()
        for (const { limits, key, cost, wait } of calls) {
          clock.at += wait
          expect(await link.consume('key', run + key, limits, cost)).toEqual(
            memory.consume(run + key, limits, cost),
          )
        }
      }),
      { numRuns: 200 },
    )
  }, 120_000)

  test('of two clients never admits more than the limit, and takes nothing where another limit refuses', async () => {
    const both = [await connect(), await connect()]
    const id = randomUUID()
    const calls = Array.from({ length: 1_000 }, (_, i) =>
      both[i % 2]?.consume('key', id, [minute, monthly], 1),
    )
    const answers = await Promise.all(calls)
    expect(answers.filter((answer) => answer?.admitted)).toHaveLength(100)
    const left = await both[0]?.consume('key', id, [minute, monthly], 0)
    expect(left?.states.map((state) => state.remaining)).toEqual([0, 999_999_900])
  })

  test('begins a new window by the server’s own clock', async () => {
    const link = await connect()
    const id = randomUUID()
    const begun = performance.now()
    expect(await link.consume('key', id, [burst], 3)).toEqual({
      admitted: true,
      states: [{ name: 'burst', limit: 3, remaining: 0, reset: 1 }],
    })
    let refused = 0
    while (!(await link.consume('key', id, [burst], 1)).admitted) {
      refused += 1
      await sleep(20)
    }
    expect(refused).toBeGreaterThan(10)
    expect(performance.now() - begun).toBeGreaterThanOrEqual(995)
    expect(performance.now() - begun).toBeLessThan(3_000)
  })

  test('keeps one key for all the limits of a key, with their names and numbers, until the last of them ends', async () => {
    const link = await connect()
    const id = randomUUID()
    await link.consume('key', id, [burst, minute], 1)
    const key = `latchwork:limits:{key:${id}}`
    expect(await redis.command('KEYS', `*${id}*`)).toContain(`*1\r\n$${key.length}\r\n${key}`)
    expect(await redis.command('HGETALL', key)).toMatch(
      /^\*4\r\n\$\d+\r\nburst:1000\r\n\$\d+\r\n1 \d{13}\r\n\$\d+\r\nminute:60000\r\n\$\d+\r\n1 \d{13}\r\n$/,
    )
    const left = Number((await redis.command('PTTL', key)).slice(1))
    expect(left).toBeGreaterThan(50_000)
    expect(left).toBeLessThanOrEqual(60_000)
    await sleep(1_010)
    await link.consume('key', id, [{ ...burst, window: 2 }], 1)
    expect(await redis.command('HKEYS', key)).not.toContain('burst:1000')
  })

  test('looks without a trace where the cost is 0', async () => {
    const link = await connect()
    const id = randomUUID()
    expect(await link.consume('key', id, [burst], 0)).toMatchObject({ admitted: true })
    expect(await redis.command('EXISTS', `latchwork:limits:{key:${id}}`)).toBe(':0\r\n')
  })

  test('goes on where the server has forgotten the script', async () => {
    const link = await connect()
    const id = randomUUID()
    await link.consume('key', id, [minute], 1)
    await redis.command('SCRIPT', 'FLUSH')
    const answer = await link.consume('key', id, [minute], 1)
    expect(answer.states[0]?.remaining).toBe(98)
  })

  test('never waits longer than a whole window, though the clock goes back', async () => {
    const clock = { at: 1_800_000_000_000 }
    const link = await connect({ now: () => clock.at })
    const id = randomUUID()
    await link.consume('key', id, [burst], 3)
    clock.at -= 3_600_000
    expect(await link.consume('key', id, [burst], 1)).toMatchObject({
      admitted: false,
      states: [{ remaining: 0, reset: 1 }],
    })
  })

  test('signs in with the address’s password, and tells nobody that password where it is wrong', async () => {
    await redis.command('CONFIG', 'SET', 'requirepass', 'right-one')
    try {
      const link = await connect({ url: redis.url.replace('//', '//:right-one@') })
      expect(await link.consume('key', randomUUID(), [burst], 1)).toMatchObject({ admitted: true })
      const wrong = await connect({ url: redis.url.replace('//', '//:wrong-one@') }).catch((error) => error)
      expect(wrong).toBeInstanceOf(Error)
      expect(`${wrong.message}${wrong.stack}`).not.toContain('wrong-one')
    } finally {
      const admin = await redisLink({
        url: redis.url.replace('//', '//:right-one@'),
        patience: 2_000,
        lost: () => {},
      })
      admin.close()
      await redis.stop()
      await redis.start()
    }
  })

  test('counts on a cluster, whichever node has the key', async () => {
    // Said, since it would else be one of those that the system gives to connections.
    const [own, bus] = [await freePort(), await freePort()]
    const nodes = [
      await startRedis('--cluster-enabled', 'yes', '--cluster-port', `${own}`),
      await startRedis('--cluster-enabled', 'yes', '--cluster-port', `${bus}`),
    ] as const
    try {
      await nodes[0].command('CLUSTER', 'ADDSLOTSRANGE', '0', '8191')
      await nodes[1].command('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383')
      await nodes[0].command('CLUSTER', 'MEET', '127.0.0.1', `${nodes[1].port}`, `${bus}`)
      for (const node of nodes) {
        const whole = async () => {
          const info = await node.command('CLUSTER', 'INFO')
          return info.includes('cluster_state:ok') && info.includes('cluster_slots_ok:16384')
        }
        await expect.poll(whole, { timeout: 20_000 }).toBe(true)
      }
      const link = await connect({ url: nodes[0].url })
      const few = { ...burst, window: 60 }
      for (const id of Array.from({ length: 50 }, () => randomUUID())) {
        await link.consume('key', id, [few, minute], 2)
        expect(await link.consume('key', id, [few, minute], 2)).toMatchObject({
          admitted: false,
          states: [{ remaining: 1 }, { remaining: 98 }],
        })
      }
      for (const node of nodes) expect(await node.command('DBSIZE')).not.toBe(':0\r\n')
    } finally {
      for (const node of nodes) await node.remove()
    }
  }, 60_000)
})
