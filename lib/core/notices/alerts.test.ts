import { beforeEach, expect, test } from 'vitest'
import { noticeWords } from '#lib/contracts/notices.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { age, foundTenant, make, type Tenant } from '../keys/testing.ts'
import { tellAlerts } from './alerts.ts'
import { inboxOf, noticesOf } from './testing.ts'

withDatabase()

let tenant: Tenant
let keyId: string
beforeEach(async () => {
  tenant = await foundTenant()
  keyId = (await make(tenant.member, { name: 'Checkout' })).id
})

/** What the meter notes of the key, so many days ago. */
async function noted(kind: 'expired' | 'new_address', daysAgo: number, of = keyId): Promise<void> {
  await database().pool.query(
    `INSERT INTO key_alert (key_id, kind, day, at, ip, user_agent)
     SELECT $1, $2, (at AT TIME ZONE 'UTC')::date, at, '198.51.100.1', 'curl/8' FROM (SELECT now() - make_interval(days => $3) AS at) one`,
    [of, kind, daysAgo],
  )
}
const tellAll = () => tellAlerts(database().prisma)

test('of a new address hear the owner of the key, and everybody who governs', async () => {
  const { owner, admin, member, otherMember, viewer } = tenant
  await noted('new_address', 0)
  await tellAll()
  for (const person of [owner, admin, member])
    expect(await inboxOf(person)).toEqual(['key.used_from_new_address'])
  for (const person of [otherMember, viewer]) expect(await inboxOf(person)).toEqual([])
  const [notice] = await noticesOf(member)
  expect(noticeWords('key.used_from_new_address', notice?.data).text).toBe(
    'The key “Checkout” was used from 198.51.100.1, where it was never used before. If that was none of yours, rotate it.',
  )
})

test('an alert is told once, by however many', async () => {
  for (const daysAgo of [0, 1, 2]) await noted('new_address', daysAgo)
  await Promise.all([tellAll(), tellAll(), tellAll()])
  await tellAll()
  expect(await inboxOf(tenant.member)).toHaveLength(3)
  expect(await database().prisma.keyAlert.count({ where: { toldAt: null } })).toBe(0)
})

test('that an expired key is used is told at once, and then once a week', async () => {
  await age(keyId, `expires_at = now() - interval '20 days'`)
  for (const daysAgo of [19, 18, 14, 13, 12, 7, 6, 0]) await noted('expired', daysAgo)
  await tellAll()
  const told = await noticesOf(tenant.member)
  const daysAgo = ({ at }: { at: Date }) => Math.round((Date.now() - at.getTime()) / 86_400_000)
  expect(told.map((one) => [one.type, daysAgo(one)])).toEqual(
    [19, 13, 6].map((days) => ['key.used_after_expiry', days]),
  )
  const [notice] = await noticesOf(tenant.owner)
  expect(noticeWords('key.used_after_expiry', notice?.data).text).toMatch(
    /^Somebody at 198\.51\.100\.1 tries the key “Checkout”, which expired on .*, and is refused\.$/,
  )
})

test('a key that was given more time since is not told of as expired', async () => {
  await noted('expired', 0)
  await tellAll()
  expect(await inboxOf(tenant.member)).toEqual([])
})

test('an alert that cannot be told keeps no other from being told', async () => {
  // Longer than a notice may say.
  await database().pool.query(
    `INSERT INTO key_alert (key_id, kind, day, at, ip) VALUES ($1, 'new_address', current_date - 1, now() - interval '1 day', repeat('1', 60))`,
    [keyId],
  )
  await noted('new_address', 0)
  await tellAll()
  expect(await inboxOf(tenant.member)).toHaveLength(1)
  expect(await database().prisma.keyAlert.count({ where: { toldAt: null } })).toBe(0)
})
