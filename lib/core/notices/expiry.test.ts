import { beforeEach, describe, expect, test } from 'vitest'
import { noticeWords } from '#lib/contracts/notices.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { revoke } from '../keys/revoke.ts'
import { age, foundTenant, lastUsed, make, type Tenant } from '../keys/testing.ts'
import { tellExpiries } from './expiry.ts'
import { inboxOf, noticesOf, tellAll } from './testing.ts'

withDatabase()

let tenant: Tenant
beforeEach(async () => {
  tenant = await foundTenant()
  await tellExpiries(database().prisma)
})

/** Lets time pass: everything that has happened is so much longer ago, and the searches have not gone on since. */
async function pass(interval: string): Promise<void> {
  const { pool } = database()
  await pool.query(
    `UPDATE api_key SET created_at = created_at - $1::interval, expires_at = expires_at - $1::interval`,
    [interval],
  )
  await pool.query(`UPDATE notice_clock SET at = at - $1::interval`, [interval])
}

/** Lets time pass from one of these days to the next, each since the last call, and searches a little after each has begun. */
async function live(...until: number[]): Promise<void> {
  let now = 0
  for (const day of until) {
    await pass(`${(day - now) * 24} hours`)
    await pass('2 minutes')
    await tellExpiries(database().prisma)
    now = day
  }
}

/** A key of the member's that lives so long from now, and nothing that its making told. */
async function keyFor(lifetime: string, more: Record<string, unknown> = {}): Promise<string> {
  const { id } = await make(tenant.member, more)
  await age(id, `expires_at = created_at + interval '${lifetime}'`)
  return id
}

/** Each notice as its type and the days that it tells. */
async function told(): Promise<string[]> {
  return (await noticesOf(tenant.member)).map(({ type, data }) =>
    type === 'key.expiring' ? `in ${(data as { days: number }).days}` : type,
  )
}

test('a key of 90 days is told of 30, 14, 7 and 1 days before its end, and at its end, each time once', async () => {
  await keyFor('90 days')
  await live(30, 59)
  expect(await told()).toEqual([])
  await live(1)
  expect(await told()).toEqual(['in 30'])
  await live(1, 15, 16, 17, 23, 28, 29, 30, 31)
  expect(await told()).toEqual(['in 30', 'in 14', 'in 7', 'in 1', 'key.expired'])
  expect(await inboxOf(tenant.owner)).toEqual([])
})

test.each([
  ['40 days', ['in 14', 'in 7', 'in 1', 'key.expired']],
  ['8 days', ['in 1', 'key.expired']],
  ['36 hours', ['key.expired']],
  ['1 hour', []],
])(
  'a key of %s is told of no sooner than makes sense',
  async (lifetime, expected) => {
    await keyFor(lifetime)
    await live(1, 2, 7, 8, 10, 26, 33, 39, 40)
    expect(await told()).toEqual(expected)
  },
  120_000,
)

test('after some days in which nothing was told, one is told what is the case by then, and nothing twice', async () => {
  await keyFor('90 days')
  await live(60, 85)
  await tellExpiries(database().prisma)
  expect(await told()).toEqual(['in 30', 'in 5'])
  const [, last] = await noticesOf(tenant.member)
  expect(noticeWords('key.expiring', last?.data).text).toMatch(
    /expires in 5 days, on .* It was never used\.$/,
  )
})

test('a key that is used is told of with its last use', async () => {
  const id = await keyFor('90 days')
  await lastUsed(id, `'2026-01-02T03:04:05Z'::timestamptz`)
  await live(60)
  const [notice] = await noticesOf(tenant.member)
  expect(notice?.data).toMatchObject({ lastUsedAt: '2026-01-02T03:04:05.000Z' })
})

test('of a key that is given more time, one is told anew; of one that is revoked or disabled, nothing more', async () => {
  const extended = await keyFor('90 days', { name: 'Extended' })
  const revoked = await keyFor('90 days', { name: 'Revoked' })
  const disabled = await keyFor('90 days', { name: 'Disabled' })
  await live(60)
  expect(await told()).toEqual(['in 30', 'in 30', 'in 30'])
  await age(extended, `expires_at = expires_at + interval '30 days'`)
  await revoke(tenant.member, { keyId: revoked })
  await age(disabled, 'enabled = false')
  await live(16, 23, 30, 31)
  expect((await noticesOf(tenant.member)).slice(3).map(({ keyId, type }) => [keyId, type])).toEqual([
    [extended, 'key.expiring'],
  ])
})

describe('by two at once', () => {
  test('keys that end at the same instant are told of once each, however many', async () => {
    const { organizationId, projectId, member } = tenant
    const { prisma } = database()
    const { createdAt } = await prisma.organization.findUniqueOrThrow({ where: { id: organizationId } })
    const end = new Date(createdAt.getTime() + 90 * 86_400_000)
    await prisma.apiKey.createMany({
      data: Array.from({ length: 450 }, (_, at) => ({
        organizationId,
        projectId,
        ownerUserId: member.actor.id,
        name: `Key ${at}`,
        start: 'lw_abcd',
        last: 'wxyz',
        createdByType: 'system' as const,
        updatedByType: 'system' as const,
        createdAt,
        expiresAt: end,
      })),
    })
    await pass('61 days')
    await Promise.all([tellExpiries(prisma), tellExpiries(prisma)])
    await tellExpiries(prisma)
    const notices = await noticesOf(member)
    expect(notices).toHaveLength(450)
    expect(new Set(notices.map(({ keyId }) => keyId)).size).toBe(450)
  }, 60_000)
})

test('what a search reads is found by its index, and no more of it than has come near', async () => {
  const { pool } = database()
  await tellAll()
  const client = await pool.connect()
  try {
    await client.query('SET enable_seqscan = off; SET enable_bitmapscan = off')
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT k.id FROM api_key k WHERE k.expires_at IS NOT NULL AND k.revoked_at IS NULL
         AND (k.expires_at, k.id) > (now() - interval '1 minute', $1::uuid) AND k.expires_at <= now()
       ORDER BY k.expires_at, k.id LIMIT 200`,
      ['ffffffff-ffff-ffff-ffff-ffffffffffff'],
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/Index (Only )?Scan using api_key_expiry/)
    expect(plan).not.toMatch(/Sort/)
  } finally {
    client.release(true)
  }
})
