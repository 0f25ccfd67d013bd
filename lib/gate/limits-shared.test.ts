import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { log } from '#lib/log.ts'
import { type Redis, startRedis, withoutRedis } from '../../e2e/system/testing/redis.ts'
import { memoryLimiter } from './limits-memory.ts'
import { redisLink } from './limits-redis.ts'
import { type SharedLimits, sharedLimits } from './limits-shared.ts'

const narrow = { name: 'narrow', limit: 20, window: 3_600 }
const wide = { name: 'wide', limit: 1_000_000, window: 3_600 }

const warned = vi.spyOn(log, 'warn')
const told = vi.spyOn(log, 'info')
let opened: SharedLimits[] = []
beforeEach(() => {
  warned.mockClear()
  told.mockClear()
})
afterEach(() => {
  for (const limits of opened) limits.close()
  opened = []
})

async function limitsAt(url: string): Promise<SharedLimits> {
  const limits = sharedLimits({
    name: 'Redis',
    open: (lost) => redisLink({ url, patience: 1_000, lost }),
    local: { key: memoryLimiter(), api: memoryLimiter() },
  })
  opened.push(limits)
  await limits.ready
  return limits
}

/**
 * A call a millisecond while `work` goes on; how many, how many were admitted, and the longest wait in milliseconds.
 * @param work may wait until so many more calls have been answered
 */
async function underLoad(
  limits: SharedLimits,
  keyId: string,
  work: (answered: (more: number) => Promise<void>) => Promise<unknown>,
) {
  const sums = { calls: 0, admitted: 0, longest: 0 }
  const flying: Promise<unknown>[] = []
  const call = async () => {
    const begun = performance.now()
    const { admitted } = await limits.key.consume(keyId, [narrow], 1)
    sums.calls += 1
    if (admitted) sums.admitted += 1
    sums.longest = Math.max(sums.longest, performance.now() - begun)
  }
  const timer = setInterval(() => flying.push(call()), 1)
  await work(async (more) => {
    for (const enough = sums.calls + more; sums.calls < enough; ) await sleep(5)
  })
  clearInterval(timer)
  await Promise.all(flying)
  return sums
}

describe.skipIf(withoutRedis)(`limits shared through Redis${withoutRedis}`, () => {
  let redis: Redis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.remove())

  test('are one count for two processes', async () => {
    const [one, two] = [await limitsAt(redis.url), await limitsAt(redis.url)]
    const id = randomUUID()
    expect((await one.key.consume(id, [narrow], 15)).admitted).toBe(true)
    expect((await two.key.consume(id, [narrow], 6)).admitted).toBe(false)
    expect((await two.key.consume(id, [narrow], 5)).admitted).toBe(true)
    expect((await two.api.consume(id, [narrow], 20)).admitted).toBe(true)
    expect(one.state()).toEqual({ fallbacks: 0, away: false })
  })

  test('go on in this process while Redis is frozen, and in Redis as soon as it runs', async () => {
    const limits = await limitsAt(redis.url)
    const id = randomUUID()
    expect((await limits.key.consume(id, [narrow], 20)).admitted).toBe(true)
    redis.signal('SIGSTOP')
    const { calls, admitted, longest } = await underLoad(limits, id, () => sleep(2_500))
    expect(calls).toBeGreaterThan(200)
    expect(admitted).toBe(20)
    expect(longest).toBeLessThan(1_000)
    expect(limits.state()).toMatchObject({ away: true })
    expect(limits.state().fallbacks).toBeGreaterThanOrEqual(calls - 5)
    expect(warned).toHaveBeenCalledTimes(1)
    redis.signal('SIGCONT')
    await expect.poll(() => limits.state().away, { timeout: 10_000 }).toBe(false)
    const { fallbacks } = limits.state()
    expect((await limits.key.consume(id, [narrow], 1)).admitted).toBe(false)
    expect((await limits.key.consume(randomUUID(), [narrow], 1)).admitted).toBe(true)
    expect(limits.state().fallbacks).toBe(fallbacks)
    await expect.poll(() => told.mock.calls.length, { timeout: 12_000 }).toBe(1)
  })

  test('go on while Redis is killed under load, and count in it again once it is back', async () => {
    const [one, two] = [await limitsAt(redis.url), await limitsAt(redis.url)]
    const id = randomUUID()
    const { admitted, longest } = await underLoad(one, id, async (answered) => {
      // Each time more than a window admits.
      await answered(100)
      await redis.stop()
      await sleep(1_500)
      expect(one.state().away).toBe(true)
      await answered(100)
      await redis.start()
      await expect.poll(() => one.state().away || two.state().away, { timeout: 15_000 }).toBe(false)
      await answered(100)
    })
    // A window before, one here, and one in the Redis that has forgotten.
    expect(admitted).toBe(60)
    expect(longest).toBeLessThan(1_000)
    expect((await two.key.consume(id, [narrow], 1)).admitted).toBe(false)
    expect(warned).toHaveBeenCalledTimes(2)
  })

  test('go on where Redis answers with errors, which is one outage though it comes and goes', async () => {
    const limits = await limitsAt(redis.url)
    await redis.command('CONFIG', 'SET', 'maxmemory', '1')
    try {
      const { admitted, longest } = await underLoad(limits, randomUUID(), () => sleep(2_500))
      expect(admitted).toBe(20)
      expect(longest).toBeLessThan(1_000)
      expect(warned).toHaveBeenCalledTimes(1)
      expect(told).not.toHaveBeenCalled()
    } finally {
      await redis.command('CONFIG', 'SET', 'maxmemory', '0')
    }
  })

  test('do not take a busy process of their own for a Redis that is away', async () => {
    const limits = await limitsAt(redis.url)
    const id = randomUUID()
    const answer = limits.key.consume(id, [wide], 1)
    const until = performance.now() + 300
    while (performance.now() < until);
    await answer
    expect(limits.state()).toEqual({ fallbacks: 0, away: false })
  })

  test('end with the connection closed', async () => {
    const clients = async () =>
      Number(/connected_clients:(\d+)/.exec(await redis.command('INFO', 'clients'))?.[1])
    // Who asks is one, and those of the tests before are gone, or soon will be.
    await expect.poll(clients, { timeout: 10_000 }).toBe(1)
    const limits = await limitsAt(redis.url)
    await expect.poll(clients, { timeout: 10_000 }).toBe(2)
    limits.close()
    await expect.poll(clients, { timeout: 10_000 }).toBe(1)
    expect((await limits.key.consume(randomUUID(), [narrow], 1)).admitted).toBe(true)
    expect(warned).not.toHaveBeenCalled()
  })
})

describe('limits shared through a Redis', () => {
  const sockets = new Set<Socket>()
  const peer = { hangsUp: false }
  const bad = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).resume()
    if (peer.hangsUp) socket.destroy()
  })
  let url: string
  beforeAll(async () => {
    bad.listen(0, '127.0.0.1')
    await once(bad, 'listening')
    const address = bad.address()
    url = `redis://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  })
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    bad.close()
  })

  test.each([
    { what: 'never answers', hangsUp: false },
    { what: 'hangs up', hangsUp: true },
  ])('that $what are limited all the same, at once, and it is tried at most once a second', async (how) => {
    Object.assign(peer, how)
    const limits = await limitsAt(url)
    sockets.clear()
    const { calls, admitted, longest } = await underLoad(limits, randomUUID(), () => sleep(3_200))
    expect(calls).toBeGreaterThan(200)
    expect(admitted).toBe(20)
    expect(longest).toBeLessThan(300)
    expect(sockets.size).toBeGreaterThanOrEqual(2)
    expect(sockets.size).toBeLessThanOrEqual(4)
    expect(warned).toHaveBeenCalledTimes(1)
  })
})
