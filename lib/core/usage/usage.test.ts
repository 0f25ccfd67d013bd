import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { getKeyUsage as keyOperation, getUsage as operation } from '#lib/contracts/usage.ts'
import { asking } from '#lib/db/asking.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { rotate } from '../keys/rotate.ts'
import { foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { getKeyUsage } from './get-key-usage.ts'
import { getUsage } from './get-usage.ts'

withDatabase()

async function used(tenant: Tenant, keyId: string, hour: string, outcome: string, count: number) {
  await database().pool.query(
    `INSERT INTO key_usage (key_id, hour, outcome, organization_id, project_id, count)
     SELECT id, $2, $3, organization_id, project_id, $4 FROM api_key WHERE id = $1 AND organization_id = $5`,
    [keyId, hour, outcome, count, tenant.organizationId],
  )
}

const usage = async (ctx: Ctx, query: Record<string, string> = {}) =>
  operation.reply?.parse(await getUsage(ctx, operation.query.parse(query)))
const keyUsage = async (ctx: Ctx, keyId: string, query: Record<string, string> = {}) =>
  keyOperation.reply?.parse(await getKeyUsage(ctx, { keyId, ...keyOperation.query.parse(query) }))

const march = { from: '2026-03-01T00:00:00Z', to: '2026-03-03T00:00:00Z' }

describe('use of many keys', () => {
  test('has nothing in it of keys that ask about others, which each of these has by itself', async () => {
    const tenant = await foundTenant()
    const { id: gateway } = await make(tenant.member)
    const { id: asked } = await make(tenant.member)
    await used(tenant, gateway, '2026-03-01T09:00:00Z', asking, 7)
    await used(tenant, gateway, '2026-03-01T09:00:00Z', 'VALID', 2)
    await used(tenant, asked, '2026-03-01T09:00:00Z', 'VALID', 7)
    const all = await usage(tenant.owner, { ...march, by: 'key' })
    expect(all?.total).toEqual({ VALID: 9 })
    expect(all?.groups.map(({ id, total }) => [id, total])).toEqual([
      [asked, { VALID: 7 }],
      [gateway, { VALID: 2 }],
    ])
    expect((await usage(tenant.owner, { ...march, by: 'project' }))?.groups[0]?.total).toEqual({ VALID: 9 })
    expect((await usage(tenant.member, march))?.total).toEqual({ VALID: 9 })
    expect((await keyUsage(tenant.owner, gateway, march))?.total).toEqual({ VALID: 9 })
    const named = await usage(tenant.owner, { ...march, keys: gateway })
    expect([named?.total, named?.series[0]?.points[0]?.outcomes]).toEqual([{ VALID: 9 }, { VALID: 9 }])
  })

  test('is summed by hour or day and outcome, over the keys one may see', async () => {
    const tenant = await foundTenant()
    const mine = await make(tenant.member)
    const others = await make(tenant.otherMember, { projectId: tenant.otherProjectId })
    await used(tenant, mine.id, '2026-03-01T09:00:00Z', 'VALID', 3)
    await used(tenant, mine.id, '2026-03-01T10:00:00Z', 'VALID', 4)
    await used(tenant, mine.id, '2026-03-01T10:00:00Z', 'EXPIRED', 1)
    await used(tenant, others.id, '2026-03-01T10:00:00Z', 'VALID', 10)
    await used(tenant, others.id, '2026-03-02T23:00:00Z', 'RATE_LIMITED', 5)
    expect(await usage(tenant.viewer, march)).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-03T00:00:00.000Z',
      unit: 'hour',
      total: { VALID: 17, EXPIRED: 1, RATE_LIMITED: 5 },
      points: [
        { at: '2026-03-01T09:00:00.000Z', outcomes: { VALID: 3 } },
        { at: '2026-03-01T10:00:00.000Z', outcomes: { VALID: 14, EXPIRED: 1 } },
        { at: '2026-03-02T23:00:00.000Z', outcomes: { RATE_LIMITED: 5 } },
      ],
      series: [],
      groups: [],
    })
    expect((await usage(tenant.viewer, { ...march, unit: 'day' }))?.points).toEqual([
      { at: '2026-03-01T00:00:00.000Z', outcomes: { VALID: 17, EXPIRED: 1 } },
      { at: '2026-03-02T00:00:00.000Z', outcomes: { RATE_LIMITED: 5 } },
    ])
    expect((await usage(tenant.member, march))?.total).toEqual({ VALID: 7, EXPIRED: 1 })
    expect((await usage(tenant.admin, { ...march, project: tenant.otherProjectId }))?.total).toEqual({
      VALID: 10,
      RATE_LIMITED: 5,
    })
    expect((await usage(tenant.member, { ...march, project: tenant.otherProjectId }))?.total).toEqual({})
  })

  test('gives a series for each key named, in their order, and says nothing of those out of sight', async () => {
    const tenant = await foundTenant()
    const one = await make(tenant.member)
    const idle = await make(tenant.member)
    const hidden = await make(tenant.otherMember)
    await used(tenant, one.id, '2026-03-01T09:00:00Z', 'VALID', 3)
    await used(tenant, hidden.id, '2026-03-01T09:00:00Z', 'VALID', 9)
    const keys = [idle.id, hidden.id, one.id, randomUUID(), one.id].join(',')
    const answer = await usage(tenant.member, { ...march, keys })
    expect(answer?.series).toEqual([
      { keyId: idle.id, points: [] },
      { keyId: one.id, points: [{ at: '2026-03-01T09:00:00.000Z', outcomes: { VALID: 3 } }] },
    ])
    expect(answer?.total).toEqual({ VALID: 3 })
  })

  test('is told by key, project or owner, the most used first, and no more of them than asked for', async () => {
    const tenant = await foundTenant()
    const [few, many] = [
      await make(tenant.member, { name: 'Few' }),
      await make(tenant.member, { name: 'Many' }),
    ]
    const others = await make(tenant.otherMember, { name: 'Theirs', projectId: tenant.otherProjectId })
    const robots = await make(tenant.owner, { name: 'Robot’s', ownerId: tenant.serviceAccountId })
    await used(tenant, few.id, '2026-03-01T09:00:00Z', 'VALID', 3)
    await used(tenant, many.id, '2026-03-01T09:00:00Z', 'VALID', 4)
    await used(tenant, many.id, '2026-03-02T09:00:00Z', 'EXPIRED', 6)
    await used(tenant, others.id, '2026-03-01T10:00:00Z', 'VALID', 5)
    await used(tenant, robots.id, '2026-03-01T10:00:00Z', 'RATE_LIMITED', 7)
    const told = async (ctx: Ctx, query: Record<string, string>) =>
      (await usage(ctx, { ...march, ...query }))?.groups.map(({ name, type, total }) => [name, type, total])
    const keys = [
      ['Many', 'key', { VALID: 4, EXPIRED: 6 }],
      ['Robot’s', 'key', { RATE_LIMITED: 7 }],
      ['Theirs', 'key', { VALID: 5 }],
      ['Few', 'key', { VALID: 3 }],
    ]
    expect(await told(tenant.viewer, { by: 'key' })).toEqual(keys)
    expect(await told(tenant.viewer, { by: 'key', top: '2' })).toEqual(keys.slice(0, 2))
    expect(await told(tenant.viewer, { by: 'key', keys: few.id })).toEqual(keys.slice(3))
    expect(await told(tenant.viewer, { by: 'key', project: tenant.otherProjectId })).toEqual([keys[2]])
    expect(await told(tenant.viewer, { by: 'project' })).toEqual([
      [expect.any(String), 'project', { VALID: 7, EXPIRED: 6, RATE_LIMITED: 7 }],
      [expect.any(String), 'project', { VALID: 5 }],
    ])
    expect(await told(tenant.viewer, { by: 'owner' })).toEqual([
      ['Mia Member', 'user', { VALID: 7, EXPIRED: 6 }],
      [expect.any(String), 'service_account', { RATE_LIMITED: 7 }],
      ['Max Member', 'user', { VALID: 5 }],
    ])
    // Who sees only their own keys sees only what those do, whatever it is told by.
    expect(await told(tenant.member, { by: 'key' })).toEqual([keys[0], keys[3]])
    expect(await told(tenant.member, { by: 'owner' })).toEqual([
      ['Mia Member', 'user', { VALID: 7, EXPIRED: 6 }],
    ])
    expect(await told(tenant.member, { by: 'project', project: tenant.otherProjectId })).toEqual([])
    expect(await told(tenant.viewer, { by: 'outcome' })).toEqual([])
    const [most] = (await usage(tenant.viewer, { ...march, by: 'key', unit: 'day' }))?.groups ?? []
    expect(most?.points).toEqual([
      { at: '2026-03-01T00:00:00.000Z', outcomes: { VALID: 4 } },
      { at: '2026-03-02T00:00:00.000Z', outcomes: { EXPIRED: 6 } },
    ])
    const stranger = await foundTenant('Elsewhere')
    expect(await told(stranger.owner, { by: 'key', keys: many.id })).toEqual([])
  })

  test('is of the last 36 hours to the hour that runs, where no range is given', async () => {
    const tenant = await foundTenant()
    const { id } = await make(tenant.member)
    const { rows } = await database().pool.query(
      `SELECT date_trunc('hour', now()) AS this, date_trunc('hour', now()) - interval '35 hours' AS first,
         date_trunc('hour', now()) - interval '36 hours' AS before, date_trunc('hour', now()) + interval '1 hour' AS next`,
    )
    const { this: current, first, before, next } = rows[0] as Record<string, Date>
    for (const [hour, count] of [
      [current, 1],
      [first, 2],
      [before, 4],
    ] as const)
      await used(tenant, id, hour?.toISOString() ?? '', 'VALID', count)
    const answer = await usage(tenant.member)
    expect(answer?.total).toEqual({ VALID: 3 })
    expect([answer?.from, answer?.to]).toEqual([first?.toISOString(), next?.toISOString()])
  })

  test('takes whole hours, up to 92 days, the beginning before the end', async () => {
    const tenant = await foundTenant()
    const { id } = await make(tenant.member)
    await used(tenant, id, '2026-03-01T09:00:00Z', 'VALID', 3)
    const within = await usage(tenant.member, {
      from: '2026-03-01T10:59:59+01:00',
      to: '2026-03-01T09:00:01Z',
    })
    expect(within).toMatchObject({
      from: '2026-03-01T09:00:00.000Z',
      to: '2026-03-01T10:00:00.000Z',
      total: { VALID: 3 },
    })
    for (const [from, to] of [
      ['2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z'],
      ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z'],
      ['2026-01-01T00:00:00Z', '2026-04-03T00:00:01Z'],
      ['1970-01-01T00:00:00Z', '9999-01-01T00:00:00Z'],
    ] as const)
      await refused(usage(tenant.member, { from, to }), 'invalid')
    await usage(tenant.member, { from: '2026-01-01T00:00:00Z', to: '2026-04-03T00:00:00Z' })
  })
})

describe('use of one key', () => {
  test('says what it did, what it may do against what was asked of it, and what was refused', async () => {
    const tenant = await foundTenant()
    const { prisma } = database()
    const { id } = await make(tenant.member, { permissions: ['data:read'], level: 3 })
    await used(tenant, id, '2026-03-01T09:00:00Z', 'VALID', 3)
    await used(tenant, id, '2026-03-05T09:00:00Z', 'VALID', 100)
    const lastUsedAt = new Date('2026-03-01T09:30:00Z')
    await prisma.keyPermissionUse.createMany({
      data: [
        { keyId: id, permission: 'data:read', count: 3n, lastUsedAt },
        { keyId: id, permission: 'billing:write', count: 9n, lastUsedAt },
      ],
    })
    await prisma.keyRefusal.createMany({
      data: Array.from({ length: 105 }, (_, n) => ({
        keyId: id,
        at: new Date(Date.UTC(2026, 2, 1, 0, 0, n)),
        code: 'INSUFFICIENT_PERMISSIONS',
        ip: '203.0.113.9',
        query: 'billing:write',
      })),
    })
    const answer = await keyUsage(tenant.member, id, march)
    expect(answer).toMatchObject({
      total: { VALID: 3 },
      points: [{ at: '2026-03-01T09:00:00.000Z', outcomes: { VALID: 3 } }],
      permissions: [
        { name: 'api_key:read:own', count: 0, lastUsedAt: null },
        { name: 'data:read', count: 3, lastUsedAt: lastUsedAt.toISOString() },
        { name: 'data:write', count: 0, lastUsedAt: null },
        { name: 'events:read', count: 0, lastUsedAt: null },
        { name: 'files:read', count: 0, lastUsedAt: null },
      ],
    })
    expect(answer?.refusals).toHaveLength(100)
    expect(answer?.refusals[0]).toMatchObject({
      at: '2026-03-01T00:01:44.000Z',
      code: 'INSUFFICIENT_PERMISSIONS',
      ip: '203.0.113.9',
      userAgent: null,
      query: 'billing:write',
      secret: null,
    })
  })

  test('names the ended secret that was refused, and ended secrets that are still tried, the latest first', async () => {
    const tenant = await foundTenant()
    const { prisma, pool } = database()
    const { id, mask } = await make(tenant.member)
    for (const _ of [2, 3, 4]) await rotate(tenant.member, { keyId: id, graceSeconds: 0 })
    await pool.query(
      `UPDATE key_secret SET not_after = '2026-03-01T00:00:00Z' WHERE key_id = $1 AND generation < 3`,
      [id],
    )
    await pool.query(
      `UPDATE key_secret SET not_after = now() + interval '1 hour' WHERE key_id = $1 AND generation = 3`,
      [id],
    )
    const at = new Date('2026-03-02T00:00:00Z')
    for (const secretGeneration of [1, null])
      await prisma.keyRefusal.create({ data: { keyId: id, at, code: 'EXPIRED', secretGeneration } })
    const secrets = await prisma.keySecret.findMany({ where: { keyId: id }, orderBy: { generation: 'asc' } })
    for (const { id: secretId, generation } of secrets.slice(0, 3))
      await prisma.retiredSecretUse.create({
        data: {
          secretId,
          keyId: id,
          organizationId: tenant.organizationId,
          count: 5n,
          firstAt: at,
          lastAt: new Date(at.getTime() + generation),
          ip: generation === 1 ? '203.0.113.31' : null,
          userAgent: 'cron/1.4',
        },
      })
    const answer = await keyUsage(tenant.member, id)
    const ended = { generation: 1, mask, endedAt: '2026-03-01T00:00:00.000Z' }
    expect(answer?.refusals.map(({ secret }) => secret)).toEqual([null, ended])
    // The third still works: what was written of it before says nothing.
    expect(answer?.endedSecretUses.map(({ generation }) => generation)).toEqual([2, 1])
    expect(answer?.endedSecretUses[1]).toEqual({
      ...ended,
      count: 5,
      firstAt: '2026-03-02T00:00:00.000Z',
      lastAt: '2026-03-02T00:00:00.001Z',
      ip: '203.0.113.31',
      userAgent: 'cron/1.4',
    })
  })

  test('names who presents the older secret, as long as that works', async () => {
    const tenant = await foundTenant()
    const { prisma, pool } = database()
    const { id } = await make(tenant.member)
    await rotate(tenant.member, { keyId: id, graceSeconds: 600 })
    const secrets = await prisma.keySecret.findMany({ where: { keyId: id }, orderBy: { generation: 'asc' } })
    for (const [n, { id: secretId }] of secrets.entries())
      await prisma.keySecretClient.create({
        data: {
          secretId,
          ip: `203.0.113.${n}`,
          userAgent: 'curl',
          count: 4n,
          lastSeenAt: new Date('2026-03-01T00:00:00Z'),
        },
      })
    expect((await keyUsage(tenant.member, id))?.retiringSecretClients).toEqual([
      { ip: '203.0.113.0', userAgent: 'curl', count: 4, lastSeenAt: '2026-03-01T00:00:00.000Z' },
    ])
    await pool.query(
      `UPDATE key_secret SET not_after = date_trunc('milliseconds', now()) WHERE key_id = $1 AND generation = 1`,
      [id],
    )
    expect((await keyUsage(tenant.member, id))?.retiringSecretClients).toEqual([])
  })
})
