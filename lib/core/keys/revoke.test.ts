import { expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { get } from './get.ts'
import { listEvents } from './list-events.ts'
import { revoke } from './revoke.ts'
import { actionsOf, foundTenant, make, refused } from './testing.ts'
import { update } from './update.ts'

withDatabase()

test('a revoked key stays, says who revoked it and why, and has no secret that works', async () => {
  const tenant = await foundTenant()
  const key = await make(tenant.member)
  const revoked = await revoke(tenant.admin, { keyId: key.id, reason: 'Leaked' })
  expect(revoked).toMatchObject({
    status: 'revoked',
    revokedReason: 'Leaked',
    revokedBy: { type: 'user', id: tenant.admin.actor.id, name: 'Adam Admin' },
    version: 2,
    secrets: [],
  })
  const { effective, ...row } = revoked
  expect(effective).toMatchObject({ unconfirmed: [], staleSeconds: 0 })
  expect(await get(tenant.member, { keyId: key.id })).toEqual(row)
})

test('revoking twice gives the first answer and one event', async () => {
  const { member, admin } = await foundTenant()
  const { id } = await make(member)
  const { effective: _, ...first } = await revoke(member, { keyId: id, reason: 'First', ifVersion: 1 })
  expect(await revoke(admin, { keyId: id, reason: 'Second' })).toMatchObject(first)
  expect(await revoke(member, { keyId: id, ifVersion: 1 })).toMatchObject(first)
  expect(await actionsOf(id)).toEqual(['key.create', 'key.revoke'])
})

test('eight at once revoke a key once', async () => {
  const { member } = await foundTenant()
  const { id } = await make(member)
  const answers = await Promise.all(Array.from({ length: 8 }, () => revoke(member, { keyId: id })))
  expect(new Set(answers.map(({ effective: _, ...row }) => JSON.stringify(row))).size).toBe(1)
  expect(await actionsOf(id)).toEqual(['key.create', 'key.revoke'])
})

test('a revoke for another version is refused, and the key lives on', async () => {
  const { member } = await foundTenant()
  const { id } = await make(member)
  await refused(revoke(member, { keyId: id, ifVersion: 7 }), 'precondition_failed')
  expect((await get(member, { keyId: id })).status).toBe('active')
})

test('the history of a key tells each change, the newest first, page by page', async () => {
  const { member } = await foundTenant()
  const { id } = await make(member)
  await make(member, { name: 'Another' })
  for (const name of ['B', 'C', 'D']) await update(member, { keyId: id, name })
  await revoke(member, { keyId: id })
  const all = await listEvents(member, { keyId: id, limit: 50 })
  expect(all.items.map(({ action }) => action)).toEqual([
    'key.revoke',
    'key.update',
    'key.update',
    'key.update',
    'key.create',
  ])
  expect(all.items[1]).toMatchObject({
    actor: { type: 'user', id: member.actor.id, name: 'Mia Member' },
    detail: { name: { from: 'C', to: 'D' } },
    ip: '203.0.113.7',
    userAgent: 'vitest',
  })
  const pages = []
  for (let cursor: string | undefined; ; ) {
    const page = await listEvents(member, { keyId: id, limit: 2, cursor })
    pages.push(...page.items)
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(pages).toEqual(all.items)
  await refused(listEvents(member, { keyId: id, limit: 2, cursor: 'AAAA' }), 'invalid')
})
