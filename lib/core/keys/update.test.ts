import { describe, expect, test } from 'vitest'
import { updateKeyBody } from '#lib/contracts/keys.ts'
import { database } from '#lib/db/client.ts'
import { changeChannel, readNotice } from '#lib/db/notices.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { revoke } from './revoke.ts'
import { actionsOf, age, asKey, foundTenant, make, refused } from './testing.ts'
import { update } from './update.ts'

withDatabase()

const edit = (ctx: Ctx, keyId: string, body: object, ifVersion?: number) =>
  update(ctx, { keyId, ...updateKeyBody.parse(body), ...(ifVersion === undefined ? {} : { ifVersion }) })

const lastEvent = (keyId: string) =>
  database().prisma.auditEvent.findFirst({ where: { targetId: keyId }, orderBy: { seq: 'desc' } })

describe('an edit', () => {
  test('changes what it names and nothing else, counts a version and says from what to what', async () => {
    const tenant = await foundTenant()
    const key = await make(tenant.member, {
      permissions: ['data:read'],
      role: 'reader',
      level: 2,
      metadata: { a: 1 },
    })
    const edited = await edit(tenant.admin, key.id, {
      name: 'Ledger',
      permissions: ['files:read'],
      role: null,
    })
    const { secret: _, ...before } = key
    expect(edited).toEqual({
      ...before,
      effective: expect.objectContaining({ unconfirmed: [] }),
      name: 'Ledger',
      permissions: ['files:read'],
      role: null,
      effectivePermissions: ['api_key:read:own', 'data:read', 'events:read', 'files:read'],
      version: 2,
      updatedBy: { type: 'user', id: tenant.admin.actor.id, name: 'Adam Admin' },
      updatedAt: edited.updatedAt,
    })
    expect(edited.updatedAt > key.updatedAt).toBe(true)
    expect((await lastEvent(key.id))?.detail).toEqual({
      name: { from: 'Checkout', to: 'Ledger' },
      permissions: { from: ['data:read'], to: ['files:read'] },
      role: { from: 'reader', to: null },
    })
  })

  test('reaches every field', async () => {
    const { owner } = await foundTenant()
    const { id } = await make(owner)
    const body = {
      name: 'N',
      description: 'two\nlines',
      permissions: ['data:write'],
      role: 'reader',
      level: 0,
      enabled: false,
      expiresAt: '2090-01-01T00:00:00.000Z',
      ipAllowlist: ['203.0.113.0/24', '2001:db8::/32'],
      rateLimits: [{ name: 'burst', limit: 10, window: 1 }],
      metadata: { team: 'payments' },
    }
    const edited = await edit(owner, id, body)
    expect(edited).toMatchObject({ ...body, role: { name: 'reader' } })
    expect(
      await edit(owner, id, {
        expiresAt: null,
        level: null,
        permissions: [],
        rateLimits: [],
        ipAllowlist: [],
        metadata: {},
      }),
    ).toMatchObject({
      expiresAt: null,
      level: null,
      permissions: [],
      rateLimits: [],
      ipAllowlist: [],
      metadata: {},
      enabled: false,
    })
  })

  test('that changes nothing leaves version and history alone', async () => {
    const { owner } = await foundTenant()
    const key = await make(owner, { permissions: ['data:write', 'data:read'], role: 'reader' })
    const same = await edit(owner, key.id, {
      name: key.name,
      permissions: ['data:read', 'data:write'],
      role: key.role?.id,
      enabled: true,
      expiresAt: key.expiresAt,
    })
    expect(same.version).toBe(1)
    expect(await actionsOf(key.id)).toEqual(['key.create'])
  })

  test('that only turns a key off or on is told as such', async () => {
    const { owner } = await foundTenant()
    const { id } = await make(owner)
    expect((await edit(owner, id, { enabled: false })).status).toBe('disabled')
    expect((await edit(owner, id, { enabled: true })).status).toBe('active')
    await edit(owner, id, { enabled: false, name: 'Off' })
    expect(await actionsOf(id)).toEqual(['key.create', 'key.disable', 'key.enable', 'key.update'])
  })

  test('for another version than the one that is there is refused and changes nothing', async () => {
    const { owner } = await foundTenant()
    const { id } = await make(owner)
    await edit(owner, id, { name: 'Second' }, 1)
    await refused(edit(owner, id, { name: 'Third' }, 1), 'precondition_failed')
    expect((await edit(owner, id, { description: 'x' }, 2)).name).toBe('Second')
  })

  test('is never lost to another at the same time: of 8 on one version one wins, of 8 without a version all count', async () => {
    const { owner } = await foundTenant()
    const { id } = await make(owner)
    const race = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => edit(owner, id, { name: `Racer ${n}` }, 1)),
    )
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const fields = [
      'name',
      'description',
      'level',
      'permissions',
      'metadata',
      'ipAllowlist',
      'rateLimits',
      'role',
    ]
    const values = [
      'All',
      'All',
      3,
      ['data:read'],
      { a: true },
      ['::1'],
      [{ name: 'all', limit: 1, window: 1 }],
      'reader',
    ]
    await Promise.all(fields.map((field, n) => edit(owner, id, { [field]: values[n] })))
    const after = await edit(owner, id, { enabled: false })
    expect(after.version).toBe(1 + 1 + 8 + 1)
    expect(after).toMatchObject({
      name: 'All',
      description: 'All',
      level: 3,
      permissions: ['data:read'],
      metadata: { a: true },
    })
  })

  test('cannot set an end in the past, but may leave one that has come, or move it on', async () => {
    const { owner } = await foundTenant()
    const { id } = await make(owner)
    const error = await refused(edit(owner, id, { expiresAt: '2020-01-01T00:00:00Z' }), 'invalid')
    expect(error.fields[0]?.path).toBe('expiresAt')
    await age(id, `expires_at = date_trunc('second', now()) - interval '1 day'`)
    const expired = await edit(owner, id, { name: 'Over' })
    expect(expired.status).toBe('expired')
    expect((await edit(owner, id, { name: 'Over still', expiresAt: expired.expiresAt })).status).toBe(
      'expired',
    )
    expect((await edit(owner, id, { expiresAt: null })).status).toBe('active')
  })

  test('of a revoked key is a conflict, whatever it changes', async () => {
    const { owner } = await foundTenant()
    const { id } = await make(owner)
    await revoke(owner, { keyId: id })
    for (const body of [{ enabled: true }, { enabled: false }, { name: 'Back' }, { expiresAt: null }])
      await refused(edit(owner, id, body), 'conflict')
    expect(await actionsOf(id)).toEqual(['key.create', 'key.revoke'])
  })

  test('tells every node with its commit, also where it is sent again, and none of an edit that was refused', async () => {
    const { owner } = await foundTenant()
    const { id } = await make(owner)
    const client = await database().pool.connect()
    const heard: unknown[] = []
    client.on('notification', ({ payload }) => heard.push(readNotice(payload ?? '')?.scopes))
    try {
      await client.query(`LISTEN ${changeChannel}`)
      await edit(owner, id, { enabled: false })
      await refused(edit(owner, id, { name: 'x' }, 99), 'precondition_failed')
      await edit(owner, id, { enabled: false })
      await client.query('SELECT 1')
      // Sent again, it waits again: the first may not have been confirmed yet.
      expect(heard).toEqual([[`key:${id}`], [`key:${id}`]])
    } finally {
      client.release(true)
    }
  })
})

describe('who edits a key', () => {
  test('must hold all that it will hold, but to disable it', async () => {
    const tenant = await foundTenant()
    const strong = await make(tenant.owner, { ownerId: tenant.member.actor.id, role: 'manager' })
    await refused(edit(tenant.member, strong.id, { name: 'Mine' }), 'forbidden')
    await refused(edit(tenant.member, strong.id, { enabled: false, name: 'Mine' }), 'forbidden')
    expect((await edit(tenant.member, strong.id, { enabled: false })).enabled).toBe(false)
    await refused(edit(tenant.member, strong.id, { enabled: true }), 'forbidden')

    const weak = await make(tenant.member)
    for (const body of [{ permissions: ['api_key:read:any'] }, { role: 'manager' }, { level: 8 }])
      await refused(edit(tenant.member, weak.id, body), 'forbidden')
    expect(
      (await edit(tenant.member, strong.id, { role: null, enabled: true })).effectivePermissions,
    ).toEqual([])
  })

  test('may be the key itself, but not to its own advantage', async () => {
    const tenant = await foundTenant()
    const key = await make(tenant.owner, { permissions: ['api_key:update:own', 'data:read'] })
    const ctx = await asKey(tenant, key.id)
    await refused(edit(ctx, key.id, { permissions: ['data:write'] }), 'forbidden')
    expect((await edit(ctx, key.id, { permissions: ['data:read'] })).permissions).toEqual(['data:read'])
  })
})
