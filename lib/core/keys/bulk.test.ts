import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { bulk } from './bulk.ts'
import { get } from './get.ts'
import { revoke } from './revoke.ts'
import { actionsOf, foundTenant, listed, make, refused } from './testing.ts'
import { transfer } from './transfer.ts'

withDatabase()

test('each key succeeds or fails by itself, and the answer says which', async () => {
  const tenant = await foundTenant()
  const stranger = await foundTenant('Other')
  const mine = await make(tenant.member)
  const gone = await make(tenant.member)
  await revoke(tenant.member, { keyId: gone.id })
  const others = await make(tenant.otherMember)
  const foreign = await make(stranger.owner)
  const strong = await make(tenant.owner, { ownerId: tenant.member.actor.id, role: 'manager' })
  const unknown = randomUUID()
  const ids = [mine.id, gone.id, others.id, foreign.id, unknown, strong.id, mine.id]
  const off = await bulk(tenant.member, { action: 'disable', ids })
  expect(off.results.map(({ id, ok, code }) => [id, ok, code])).toEqual([
    [mine.id, true, undefined],
    [gone.id, false, 'conflict'],
    [others.id, false, 'not_found'],
    [foreign.id, false, 'not_found'],
    [unknown, false, 'not_found'],
    [strong.id, true, undefined],
  ])
  expect(
    new Set(off.results.filter(({ code }) => code === 'not_found').map(({ detail }) => detail)).size,
  ).toBe(1)
  const on = await bulk(tenant.member, { action: 'enable', ids: [mine.id, strong.id] })
  expect(on.results.map(({ ok, code }) => [ok, code])).toEqual([
    [true, undefined],
    [false, 'forbidden'],
  ])
  expect(await actionsOf(mine.id)).toEqual(['key.create', 'key.disable', 'key.enable'])
  expect((await get(stranger.owner, { keyId: foreign.id })).version).toBe(1)
})

test('five hundred are revoked, with their reason, and again without harm', async () => {
  const { owner } = await foundTenant()
  const ids: string[] = []
  for (let n = 0; n < 30; n += 1) ids.push((await make(owner, { name: `Key ${n}` })).id)
  const padded = [...ids, ...Array.from({ length: 470 }, () => randomUUID())]
  const first = await bulk(owner, { action: 'revoke', ids: padded, reason: 'Left' })
  expect(first.results.filter(({ ok }) => ok).map(({ id }) => id)).toEqual(ids)
  expect((await listed(owner, { status: 'revoked' })).total).toBe(30)
  expect((await get(owner, { keyId: ids[7] ?? '' })).revokedReason).toBe('Left')
  const again = await bulk(owner, { action: 'revoke', ids })
  expect(again.results.every(({ ok }) => ok)).toBe(true)
})

test('two at once over the same keys both finish', async () => {
  const { owner } = await foundTenant()
  const ids: string[] = []
  for (let n = 0; n < 30; n += 1) ids.push((await make(owner)).id)
  const answers = await Promise.all([
    bulk(owner, { action: 'disable', ids }),
    bulk(owner, { action: 'revoke', ids: ids.toReversed() }),
    make(owner),
  ])
  expect(answers[1].results.every(({ ok }) => ok)).toBe(true)
  expect((await listed(owner, { status: 'revoked' })).total).toBe(30)
})

test('a transfer gives keys another owner of the organization, by who may change every key', async () => {
  const tenant = await foundTenant()
  const stranger = await foundTenant('Other')
  const key = await make(tenant.member, { permissions: ['data:read'] })
  const ownerId = tenant.serviceAccountId
  await refused(bulk(tenant.member, { action: 'transfer', ids: [key.id], ownerId }), 'forbidden')
  const toRobot = { keyId: key.id, owner: { userId: null, serviceAccountId: ownerId } }
  await refused(transfer(tenant.member, toRobot), 'forbidden')
  await refused(
    bulk(tenant.admin, { action: 'transfer', ids: [key.id], ownerId: stranger.serviceAccountId }),
    'invalid',
  )
  const moved = await bulk(tenant.admin, { action: 'transfer', ids: [key.id], ownerId })
  expect(moved.results).toEqual([{ id: key.id, ok: true }])
  expect((await get(tenant.admin, { keyId: key.id })).owner).toEqual({
    type: 'service_account',
    id: ownerId,
    name: 'Deploy robot',
  })
  await refused(get(tenant.member, { keyId: key.id }), 'not_found')
  expect(await actionsOf(key.id)).toEqual(['key.create', 'key.transfer'])
})
