import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Ctx } from '#lib/core/context.ts'
import { forgetEnv } from '#lib/env.ts'
import { limiter, openLimits } from '#lib/gate/limits.ts'
import { runShutdownHooks } from '#lib/shutdown.ts'
import { type Redis, startRedis, withoutRedis } from '../../e2e/system/testing/redis.ts'
import { countRequest, RateExceeded } from './api-rate.ts'

const someone = (id: string = randomUUID(), ip = '203.0.113.1') =>
  ({
    actor: { type: 'user', id, name: 'Ada', email: 'ada@example.com', sessionId: id } satisfies Actor,
    origin: { requestId: '', ip, userAgent: null },
  }) as unknown as Ctx

function settle(variables: Record<string, string>): void {
  Object.assign(process.env, variables)
  forgetEnv()
  globalThis.latchworkLimits = undefined
}

afterEach(async () => {
  await runShutdownHooks(1_000)
  delete process.env.LATCHWORK_API_RATE
  delete process.env.REDIS_URL
  settle({})
})

const left = async (ctx: Ctx) => (await countRequest(ctx)).ratelimit

describe('requests to the contract', () => {
  test('are counted by credential, and told in the headers of every answer', async () => {
    settle({ LATCHWORK_API_RATE: '2' })
    const ada = someone()
    expect(await countRequest(ada)).toEqual({
      'ratelimit-policy': '"default";q=2;w=60',
      ratelimit: '"default";r=1;t=60',
    })
    expect(await left(ada)).toBe('"default";r=0;t=60')
    const refusal = await countRequest(ada).catch((error) => error)
    expect(refusal).toBeInstanceOf(RateExceeded)
    expect(refusal).toMatchObject({
      code: 'rate_limited',
      retryAfter: 60,
      message: 'More than 2 requests in a minute; try again in 60 s.',
      headers: { 'ratelimit-policy': '"default";q=2;w=60', ratelimit: '"default";r=0;t=60' },
    })
    expect(await left(someone())).toBe('"default";r=1;t=60')
  })

  test('of nobody are counted by address', async () => {
    settle({ LATCHWORK_API_RATE: '2' })
    const nobody = (ip: string) => ({ ...someone('', ip), actor: { type: 'anonymous' } }) as Ctx
    await countRequest(nobody('203.0.113.1'))
    expect(await left(nobody('203.0.113.1'))).toBe('"default";r=0;t=60')
    expect(await left(nobody('203.0.113.2'))).toBe('"default";r=1;t=60')
  })

  test('take nothing from the limits of a key that has the same id', async () => {
    settle({ LATCHWORK_API_RATE: '2' })
    const id = randomUUID()
    await countRequest(someone(id))
    const limits = [{ name: 'default', limit: 2, window: 60 }]
    for (const known of [id, `user:${id}`])
      expect((await limiter().consume(known, limits, 2)).admitted).toBe(true)
  })
})

describe.skipIf(withoutRedis)(
  `requests to the contract, on two instances with one Redis${withoutRedis}`,
  () => {
    let redis: Redis
    beforeAll(async () => {
      redis = await startRedis()
    })
    afterAll(() => redis.remove())

    test('are counted together', async () => {
      const ada = someone()
      for (const remaining of [1, 0]) {
        // What another instance has in its memory is not here.
        settle({ LATCHWORK_API_RATE: '2', REDIS_URL: redis.url })
        await openLimits()
        expect(await left(ada)).toBe(`"default";r=${remaining};t=60`)
      }
      await expect(countRequest(ada)).rejects.toThrow('More than 2 requests in a minute')
    })
  },
)
