import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { meter } from './meter.ts'
import { breakGround, type Ground, plantKey, replaceSecret } from './testing.ts'
import { verify } from './verify.ts'

withDatabase()

let ground: Ground
beforeAll(async () => {
  ground = await breakGround()
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
    const last = await database().prisma.keyLastUse.findUniqueOrThrow({ where: { keyId: id } })
    expect(last).toMatchObject({ ip: '203.0.113.7', agent: 'curl/8' })
    expect(Math.abs(Date.now() - (last.at?.getTime() ?? 0))).toBeLessThan(30_000)
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
    // The older secret came last; when the newer one did, it says itself.
    const last = await database().prisma.keyLastUse.findUniqueOrThrow({ where: { keyId: id } })
    expect(last.secretId).toBe(secrets[0]?.id)
    expect(secrets[1]?.lastUsedAt).not.toBeNull()
  })

  test('is an unknown secret nowhere but in the process', async () => {
    const before = meter().state()
    await verify(ground.gateway, { key: 'nonsense', cost: 1 })
    expect(meter().state()).toEqual({ ...before, unknown: before.unknown + 1 })
  })
})
