import { expect, test } from 'vitest'
import { keyStatuses } from '#lib/contracts/api-key.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { statusCondition, statusOf } from './status.ts'
import { foundTenant, listed, make } from './testing.ts'

withDatabase()

const day = 24 * 3600
/** Around every edge of the rule; none so near that the clock crosses it during the test. */
const ends = [null, -400 * day, -60, 60, 6 * day, 7 * day - 60, 7 * day + 60, 900 * day]
const inUse = [false, true].flatMap((revoked) =>
  [false, true].flatMap((enabled) =>
    ends.flatMap((expires) =>
      [null, -60, 60, 3600].map((rotating) => ({ revoked, enabled, expires, rotating, archived: false })),
    ),
  ),
)
/** Of an archived project, where fewer edges matter. */
const cases = [
  ...inUse,
  ...inUse
    .filter(({ expires, rotating }) => [null, -60, 60].includes(expires) && rotating !== 3600)
    .map((one) => ({ ...one, archived: true })),
]

test('the status shown and the status filtered by are the same, for every key, and each key has exactly one', async () => {
  const tenant = await foundTenant()
  const { pool, prisma } = database()
  const { id: template } = await make(tenant.owner)
  const { otherProjectId } = tenant
  await prisma.project.update({ where: { id: otherProjectId }, data: { archivedAt: new Date() } })
  for (const { revoked, enabled, expires, rotating, archived } of cases)
    await pool.query(
      `INSERT INTO api_key (id, organization_id, project_id, owner_user_id, name, start, last, created_by_type,
         updated_by_type, revoked_at, enabled, expires_at, rotating_until)
       SELECT gen_random_uuid(), organization_id, CASE WHEN $6 THEN $7::uuid ELSE project_id END, owner_user_id, 'case', start, last, 'system', 'system',
         CASE WHEN $2 THEN now() END, $3, now() + make_interval(secs => $4), now() + make_interval(secs => $5)
       FROM api_key WHERE id = $1`,
      [template, revoked, enabled, expires, rotating, archived, otherProjectId],
    )
  const rows = await prisma.$queryRaw<
    {
      id: string
      revokedAt: Date | null
      expiresAt: Date | null
      enabled: boolean
      archived: boolean
      rotatingUntil: Date | null
      now: Date
    }[]
  >`SELECT id, revoked_at AS "revokedAt", expires_at AS "expiresAt", enabled, rotating_until AS "rotatingUntil",
      project_id = ${otherProjectId}::uuid AS archived,
      now() AS now FROM api_key WHERE name = 'case'`
  expect(rows).toHaveLength(cases.length)
  const found = new Map<string, string[]>(rows.map(({ id }) => [id, []]))
  for (const status of keyStatuses) {
    const matches = await prisma.$queryRaw<{ id: string }[]>`
      SELECT k.id FROM api_key k WHERE k.name = 'case' AND ${statusCondition(status, [otherProjectId])}`
    for (const { id } of matches) found.get(id)?.push(status)
  }
  for (const row of rows) expect(found.get(row.id), JSON.stringify(row)).toEqual([statusOf(row, row.now)])
  expect(new Set([...found.values()].flat())).toEqual(new Set(keyStatuses))

  for (const statuses of [
    ['active', 'rotating', 'expiring'],
    ['active', 'revoked'],
    [...keyStatuses],
    ['expired', 'disabled'],
  ]) {
    const page = await listed(tenant.owner, { status: statuses.join(','), limit: '200' })
    const expected = rows.filter((row) => statuses.includes(statusOf(row, row.now))).map(({ id }) => id)
    const shown = page.items.filter(({ name }) => name === 'case')
    expect(shown.map(({ id }) => id).sort(), statuses.join()).toEqual(expected.sort())
    for (const key of shown) expect(statuses).toContain(key.status)
  }
})

test('what is final comes before what can be undone', () => {
  const now = new Date()
  const before = new Date(now.getTime() - 1)
  const after = new Date(now.getTime() + 1)
  const all = { revokedAt: before, expiresAt: before, enabled: false, archived: false, rotatingUntil: after }
  expect(statusOf(all, now)).toBe('revoked')
  expect(statusOf({ ...all, revokedAt: null }, now)).toBe('expired')
  expect(statusOf({ ...all, revokedAt: null, expiresAt: after }, now)).toBe('disabled')
  const enabled = { ...all, revokedAt: null, expiresAt: after, enabled: true }
  expect(statusOf({ ...enabled, archived: true }, now)).toBe('disabled')
  expect(statusOf(enabled, now)).toBe('rotating')
  expect(statusOf({ ...enabled, rotatingUntil: before }, now)).toBe('expiring')
  expect(statusOf({ ...enabled, expiresAt: now, rotatingUntil: null }, now)).toBe('expired')
})
