import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, signIn, verdict } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'
import { type Redis, startRedis, withoutRedis } from './testing/redis.ts'
import { said, whileTogether } from './testing/together.ts'

cleanUp()

describe.skipIf(withoutRedis)(`two instances with one Redis${withoutRedis}`, () => {
  let redis: Redis
  let portal: Portal
  let instances: readonly Portal[]
  let token: string
  let gateway: string

  beforeAll(async () => {
    redis = await startRedis()
    const home = await newHome()
    const environment = { REDIS_URL: redis.url }
    portal = await start({ home, port: await freePort(), environment })
    const gate = await start({
      home,
      port: await freePort(),
      environment: { ...environment, LATCHWORK_ROLE: 'gate', LATCHWORK_WORKERS: '2' },
    })
    instances = [portal, gate]
    token = await signIn(portal.url)
    gateway = await makeKey({ name: 'Gateway', permissions: ['api_key:verify'] })
  }, 300_000)
  afterAll(async () => {
    for (const instance of instances ?? []) await instance.stop()
    await redis?.remove()
  })

  async function makeKey(body: object): Promise<string> {
    const { status, json, text } = await ask(portal.url, '/api/v1/keys', { token, body })
    if (status !== 201) throw new Error(`Making a key was answered ${status}: ${text}`)
    return String(json.secret)
  }

  const limitedKey = () =>
    makeKey({
      name: 'Limited',
      rateLimits: [
        { name: 'hourly', limit: 30, window: 3_600 },
        { name: 'daily', limit: 1_000, window: 86_400 },
      ],
    })

  /** How many of so many calls were VALID; the others are RATE_LIMITED. */
  async function admitted(key: string, calls: number, by: readonly Portal[]): Promise<number> {
    const codes = await Promise.all(
      Array.from({ length: calls }, (_, i) => verdict(by[i % by.length]?.url ?? '', gateway, key)),
    )
    expect(new Set([...codes, 'VALID', 'RATE_LIMITED'])).toEqual(new Set(['VALID', 'RATE_LIMITED']))
    return codes.filter((code) => code === 'VALID').length
  }

  const together = () =>
    whileTogether(instances, 'Redis', async () => admitted(await limitedKey(), 90, instances))

  test('admit no more together than a key’s limit', async () => {
    expect(await together()).toBe(30)
  })

  test('limit by themselves while it is frozen, and together again once it runs', async () => {
    const key = await limitedKey()
    const [before, fell] = [said(instances, 'Redis', 'away'), said(instances, 'The primary process', 'away')]
    redis.signal('SIGSTOP')
    const begun = performance.now()
    const each = await Promise.all(instances.map((one) => admitted(key, 60, [one])))
    expect(performance.now() - begun).toBeLessThan(10_000)
    // The gate's two workers count at their primary then; or each by itself, where the machine is too busy for that.
    const most = said(instances, 'The primary process', 'away') > fell ? 60 : 30
    expect(each[0]).toBe(30)
    expect(each[1]).toBeGreaterThanOrEqual(30)
    expect(each[1]).toBeLessThanOrEqual(most)
    expect(said(instances, 'Redis', 'away')).toBeGreaterThan(before)
    redis.signal('SIGCONT')
    expect(await together()).toBe(30)
  })

  test('serve while it is gone, and stop in good order then', async () => {
    await redis.stop()
    await sleep(200)
    expect(await admitted(await limitedKey(), 60, [portal])).toBe(30)
    for (const instance of instances) expect(await instance.stop()).toBe(0)
  })
})
