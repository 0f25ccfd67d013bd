import { beforeAll, describe, expect, test } from 'vitest'
import { type KeyStatus, keyStatuses } from '#lib/contracts/api-key.ts'
import { rolePermissions } from '#lib/contracts/permissions.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type ChainedEvent, chainHash } from '../audit/chain.ts'
import type { Ctx } from '../context.ts'
import { list } from '../keys/list.ts'
import { summarize } from '../keys/summarize.ts'
import { foundOrganization } from '../organizations/found.ts'
import { setUp } from '../setup/set-up.ts'
import { setupToken } from '../setup/token.ts'
import { transaction } from '../transaction.ts'
import { fillWithSamples } from './fill.ts'
import { firstKeys } from './first-keys.ts'
import { partnerKeys } from './partner-keys.ts'
import { seededRandom } from './random.ts'
import { sandboxKeys } from './sandbox-keys.ts'
import { usageOf } from './traffic.ts'

withDatabase()

let ctx: Ctx
let took: number

beforeAll(async () => {
  const { prisma } = database()
  const nobody: Ctx = {
    db: prisma,
    actor: { type: 'anonymous' },
    organizationId: null,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set(),
    origin: { requestId: 'test', ip: null, userAgent: null },
  }
  const began = performance.now()
  const made = await setUp(nobody, {
    token: setupToken(),
    owner: { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' },
    organization: { name: 'Northwind' },
    project: { name: 'Shop' },
    sampleData: true,
  })
  took = performance.now() - began
  ctx = {
    ...nobody,
    actor: { type: 'user', id: made.user.id, name: 'Ada', email: 'ada@example.com', sessionId: '' },
    organizationId: made.organization.id,
    role: 'OWNER',
    permissions: rolePermissions('OWNER', []),
  }
})

const organizationId = () => ctx.organizationId ?? ''

describe('sample data', () => {
  test('is there after a set-up that asked for it: eight people and sixty keys, in seconds', async () => {
    const { prisma } = database()
    const where = { organizationId: organizationId() }
    expect([await prisma.membership.count({ where }), await prisma.apiKey.count({ where })]).toEqual([9, 60])
    const { _sum } = await prisma.keyUsage.aggregate({ where, _sum: { count: true } })
    expect(_sum.count).toBeGreaterThan(10_000_000n)
    expect(took).toBeLessThan(30_000)
  })

  test('has keys in every status, and every posture that the overview counts', async () => {
    const { items } = await list(ctx, { limit: 200, sort: '-createdAt' })
    const statuses = Map.groupBy(items, (key) => key.status)
    const counts = keyStatuses.map((status: KeyStatus) => [status, statuses.get(status)?.length ?? 0])
    expect(Object.fromEntries(counts)).toEqual({
      active: 38,
      disabled: 4,
      expiring: 6,
      expired: 4,
      rotating: 3,
      revoked: 5,
    })
    const summary = await summarize(ctx, {})
    for (const posture of ['neverUsed', 'idle', 'neverExpires', 'expiring', 'expired', 'disabled'] as const)
      expect([posture, summary[posture]]).not.toEqual([posture, 0])
    expect(items.some((key) => key.ipAllowlist.length > 0)).toBe(true)
    expect(items.some((key) => key.rateLimits.length > 1)).toBe(true)
  })

  test('has no key that was used before it was made, after it ended, or in the future', async () => {
    const { rows } = await database().pool.query(
      `select name from api_key join key_last_use on key_id = id where created_at > now() or updated_at < created_at or updated_at > now()
         or at < created_at or at > now() or at >= expires_at or at >= revoked_at
       union select name from key_usage u join api_key k on k.id = u.key_id
         where u.hour > now() or u.hour < date_trunc('hour', k.created_at, 'UTC')
         or (u.outcome = 'VALID' and u.hour >= least(k.expires_at, k.revoked_at))
       union select name from key_refusal r join api_key k on k.id = r.key_id where r.at > now() or r.at < k.created_at`,
    )
    expect(rows).toEqual([])
  })

  test('lists no more refusals than it counts, and than are kept, and no use of what nobody asks for', async () => {
    const { rows } = await database().pool.query<{ name: string }>(
      `select k.name from api_key k where (select count(*) from key_refusal r where r.key_id = k.id) >
         least(100, (select coalesce(sum(count), 0) from key_usage u where u.key_id = k.id and u.outcome <> 'VALID'))
       union select permission from key_permission_use where permission like 'api_key:%'`,
    )
    expect(rows).toEqual([])
    const unused = await database().prisma.keyPermissionUse.count({
      where: { permission: 'refunds:write', key: { name: 'Mobile app, Android' } },
    })
    expect(unused).toBe(0)
  })

  test('shows who still presents a secret that is being retired', async () => {
    const rotating = await database().prisma.keySecretClient.groupBy({ by: ['secretId'] })
    expect(rotating).toHaveLength(3)
  })

  test('is audited by the verbs that made it, in a chain without a flaw', async () => {
    const events = await database().prisma.auditEvent.findMany({
      where: { organizationId: organizationId() },
      orderBy: { seq: 'asc' },
    })
    const told = (action: string) => events.filter((event) => event.action === action).length
    expect(['create', 'rotate', 'disable', 'revoke'].map((verb) => told(`key.${verb}`))).toEqual([
      60, 6, 4, 5,
    ])
    let previous: Uint8Array = new Uint8Array()
    for (const event of events) {
      const chained: ChainedEvent = {
        organizationId: event.organizationId,
        seq: String(event.seq),
        id: event.id,
        at: event.at.toISOString(),
        actor: { type: event.actorType, id: event.actorId, name: event.actorName },
        action: event.action,
        target: { type: event.targetType, id: event.targetId, name: event.targetName },
        projectId: event.projectId,
        detail: event.detail,
        ip: event.ip,
        userAgent: event.userAgent,
        requestId: event.requestId,
      }
      expect(Buffer.from(event.hash)).toEqual(Buffer.from(chainHash(previous, chained)))
      previous = event.hash
    }
  })

  test('lets nobody sign in as a sample person', async () => {
    const { prisma } = database()
    const where = {
      memberships: { some: { organizationId: organizationId() } },
      email: { endsWith: '.example' },
    }
    const sample = await prisma.user.findMany({ where, include: { accounts: true, sessions: true } })
    expect(sample).toHaveLength(8)
    for (const person of sample)
      expect(person).toMatchObject({ passwordHash: null, accounts: [], sessions: [] })
  })

  test('is not added twice, and a refused second time changes nothing', async () => {
    const { prisma } = database()
    const count = () => Promise.all([prisma.apiKey.count(), prisma.user.count(), prisma.auditEvent.count()])
    const before = await count()
    await expect(fillWithSamples(prisma, { organizationId: organizationId() })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Northwind has its sample data already.',
    })
    expect(await count()).toEqual(before)
  })

  test('fits a second organization beside the first', { timeout: 60_000 }, async () => {
    const { prisma } = database()
    const ownerUserId = ctx.actor.type === 'user' ? ctx.actor.id : ''
    const { organization } = await transaction(ctx, (tx) =>
      foundOrganization(tx, { name: 'Southwind', project: { name: 'Shop' }, ownerUserId }),
    )
    const second = await fillWithSamples(prisma, { organizationId: organization.id })
    expect(second).toMatchObject({ people: 8, keys: 60 })
    expect(second.verifications).toBeGreaterThan(10_000_000)
  })

  test('is all there or not at all', async () => {
    const { prisma } = database()
    const bare = await prisma.organization.create({ data: { name: 'Without a ladder' } })
    await prisma.project.create({ data: { organizationId: bare.id, name: 'First', prefix: 'lw' } })
    await expect(fillWithSamples(prisma, { organizationId: bare.id })).rejects.toMatchObject({
      code: 'invalid',
    })
    const where = { organizationId: bare.id }
    expect(await prisma.membership.count({ where })).toBe(0)
    expect(await prisma.permission.count({ where })).toBe(0)
    expect(await prisma.apiKey.count({ where })).toBe(0)
    expect(await prisma.auditEvent.count({ where })).toBe(0)
  })
})

describe('sample use', () => {
  const now = Date.UTC(2027, 0, 15, 12, 34)
  const all = [...firstKeys, ...partnerKeys, ...sandboxKeys]
  const sum = (rows: { count: number }[]) => rows.reduce((total, row) => total + row.count, 0)

  test('is the same for the same seed, and another for another', () => {
    const use = (seed: number) => {
      const random = seededRandom(seed)
      return all.map((key) => usageOf(key, now, random))
    }
    expect(use(7)).toEqual(use(7))
    expect(use(7)).not.toEqual(use(8))
  })

  test('follows the day and the week', () => {
    const byHour = (name: string) => {
      const key = all.find((one) => one.name === name)
      if (!key) throw new Error(name)
      const rows = usageOf(key, now, seededRandom(1))
      return (hours: number[], weekend: boolean) =>
        sum(
          rows.filter(({ hour }) => {
            const date = new Date(hour)
            return hours.includes(date.getUTCHours()) && (date.getUTCDay() % 6 === 0) === weekend
          }),
        )
    }
    const app = byHour('Mobile app, iOS')
    expect(app([18, 19, 20], false)).toBeGreaterThan(4 * app([2, 3, 4], false))
    const desk = byHour('Refund desk')
    expect(desk([9, 10, 11], false)).toBeGreaterThan(0)
    expect(desk([9, 10, 11], true)).toBe(0)
    expect(byHour('Nightly reconciliation')([0, 4, 12, 23], false)).toBe(0)
  })

  test('reaches back 90 days, in whole hours, and ends now', () => {
    const rows = all.flatMap((key) => usageOf(key, now, seededRandom(1)))
    const outside = rows.filter(
      ({ hour }) => hour % 3_600_000 !== 0 || hour > now || hour <= now - 91 * 86_400_000,
    )
    expect(outside).toEqual([])
    expect(rows.filter(({ count }) => !Number.isInteger(count) || count < 1)).toEqual([])
  })
})
