import { beforeEach, describe, expect, test } from 'vitest'
import { maxRoles } from '#lib/contracts/previews.ts'
import { createRoleBody, listRoleKeys } from '#lib/contracts/roles.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { revoke } from '../keys/revoke.ts'
import { asKey, foundTenant, listed, make, refused, type Tenant } from '../keys/testing.ts'
import { unchanged } from '../presets/testing.ts'
import { create } from './create-role.ts'
import { remove } from './delete-role.ts'
import { get } from './get-role.ts'
import { roleKeys } from './role-keys.ts'
import { catalogueEvents, holdingsOf, roleNamed } from './testing.ts'
import { update } from './update-role.ts'

withDatabase()

let tenant: Tenant
beforeEach(async () => {
  tenant = await foundTenant()
})

const keysOf = (ctx: Ctx, roleId: string, query = {}) =>
  roleKeys(ctx, { roleId, ...listRoleKeys.query.parse(query) })

describe('making a role', () => {
  test('gives it what is named, for keys to have', async () => {
    const made = await create(tenant.admin, { name: 'auditor', permissions: ['files:read', 'data:read'] })
    expect(made).toMatchObject({ description: '', permissions: ['data:read', 'files:read'], version: 1 })
    expect(await get(tenant.viewer, { roleId: made.id })).toEqual(made)
    const key = await make(tenant.owner, { role: 'auditor' })
    expect(await holdingsOf(tenant, key.id)).toEqual(['data:read', 'files:read'])
    expect(await catalogueEvents(tenant)).toMatchObject([
      {
        action: 'role.create',
        targetId: made.id,
        detail: { name: 'auditor', description: '', permissions: ['data:read', 'files:read'] },
      },
    ])
  })

  test('is refused under a taken name, with what the catalogue lacks, and to who may not', async () => {
    const error = await unchanged(() => refused(create(tenant.owner, { name: 'reader' }), 'conflict'))
    expect(error.fields).toMatchObject([{ path: 'name' }])
    const lacking = { name: 'auditor', permissions: ['data:read', 'no:such'] }
    const invalid = await unchanged(() => refused(create(tenant.owner, lacking), 'invalid'))
    expect(invalid.fields).toMatchObject([{ path: 'permissions.1' }])
    const many = { name: 'auditor', permissions: Array.from({ length: 150 }, (_, at) => `no:p${at}`) }
    expect((await refused(create(tenant.owner, many), 'invalid')).fields, 'as many as are told').toHaveLength(
      100,
    )
    for (const person of [tenant.member, tenant.viewer])
      await unchanged(() => refused(create(person, { name: 'auditor' }), 'forbidden'))
    expect(createRoleBody.safeParse({ name: tenant.organizationId }).success).toBe(false)
  })

  test('stops at what an organization has, also by several at once', async () => {
    const { organizationId, owner } = tenant
    const { prisma } = database()
    const there = await prisma.role.count({ where: { organizationId } })
    await prisma.role.createMany({
      data: Array.from({ length: maxRoles - there - 2 }, (_, at) => ({
        organizationId,
        name: `filler ${at}`,
      })),
    })
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, (_, at) => create(owner, { name: `last ${at}` })),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'limit_exceeded' })
  }, 20_000)
})

describe('changing a role', () => {
  test('changes what its keys hold, its version, and tells both sets in order', async () => {
    const { owner } = tenant
    const { id: roleId, permissions: from } = await roleNamed(owner, 'reader')
    const key = await make(owner, { role: 'reader' })
    const same = await make(owner, { role: 'reader', permissions: ['data:read', 'data:write'] })
    const changed = await update(owner, {
      roleId,
      name: 'looker',
      permissions: ['files:read', 'data:write'],
      ifVersion: 1,
    })
    expect(changed).toMatchObject({
      name: 'looker',
      version: 2,
      permissions: ['data:write', 'files:read'],
      effective: { unconfirmed: [] },
    })
    expect(await holdingsOf(tenant, key.id)).toEqual(['data:write', 'files:read'])
    expect(await holdingsOf(tenant, same.id)).toEqual(['data:read', 'data:write', 'files:read'])
    expect(await catalogueEvents(tenant)).toMatchObject([
      {
        action: 'role.update',
        targetName: 'looker',
        detail: {
          name: { from: 'reader', to: 'looker' },
          permissions: { from: from.toSorted(), to: ['data:write', 'files:read'] },
          keys: 2,
        },
      },
    ])
    const words = await update(owner, { roleId, description: 'Looks' })
    expect(words).toMatchObject({ version: 3, permissions: ['data:write', 'files:read'] })
    expect(words).not.toHaveProperty('effective')
  })

  test('to what it is changes no row, and is in effect all the same', async () => {
    const { owner } = tenant
    const { id: roleId, permissions } = await roleNamed(owner, 'reader')
    const again = await unchanged(() => update(owner, { roleId, permissions: permissions.toReversed() }))
    expect(again).toMatchObject({ version: 1, effective: { unconfirmed: [] } })
  })

  test('is refused from another version, of other organizations’, and to who may not', async () => {
    const { owner } = tenant
    const { id: roleId } = await roleNamed(owner, 'reader')
    const other = await foundTenant('Other')
    const edit = { roleId, permissions: [] }
    await unchanged(() => refused(update(owner, { ...edit, ifVersion: 2 }), 'precondition_failed'))
    await unchanged(() => refused(update(owner, { roleId, name: 'writer' }), 'conflict'))
    await unchanged(() => refused(update(other.owner, edit), 'not_found'))
    await refused(get(other.owner, { roleId }), 'not_found')
    await refused(keysOf(other.owner, roleId), 'not_found')
    for (const person of [tenant.member, tenant.viewer])
      await unchanged(() => refused(update(person, edit), 'forbidden'))
  })

  test('by two at once from one version is one’s, and the other is told', async () => {
    const { owner, admin } = tenant
    const { id: roleId } = await roleNamed(owner, 'reader')
    const tries = await Promise.allSettled([
      update(owner, { roleId, permissions: ['data:read'], ifVersion: 1 }),
      update(admin, { roleId, permissions: ['files:read'], ifVersion: 1 }),
    ])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await roleNamed(owner, 'reader')).toMatchObject({ version: 2 })
  })
})

test('who has a role is told of the keys in sight, page by page', async () => {
  const { owner, member } = tenant
  const { id } = await roleNamed(owner, 'reader')
  const made = [await make(owner, { role: 'reader' }), await make(member, { role: 'reader' })]
  const ended = await make(owner, { role: 'reader' })
  await revoke(owner, { keyId: ended.id })
  await make(owner, { role: 'writer' })
  const first = await keysOf(owner, id, { limit: '1' })
  expect(first).toMatchObject({ keys: 2, items: [{ id: made[1]?.id }] })
  expect(await keysOf(owner, id, { limit: '1', cursor: first.nextCursor })).toMatchObject({
    items: [{ id: made[0]?.id }],
    nextCursor: null,
  })
  expect((await keysOf(member, id)).items.map((key) => key.id)).toEqual([made[1]?.id])
})

describe('deleting a role', () => {
  test('that keys have is refused until it is said what they get instead', async () => {
    const { owner } = tenant
    const { id: roleId } = await roleNamed(owner, 'reader')
    await make(owner, { role: 'reader' })
    const error = await unchanged(() => refused(remove(owner, { roleId }), 'conflict'))
    expect(error.fields).toMatchObject([{ path: 'replacement' }])
  })

  test('gives its keys another one, each edited by it, and leaves revoked ones without', async () => {
    const { owner } = tenant
    const { id: roleId } = await roleNamed(owner, 'reader')
    const writer = await roleNamed(owner, 'writer')
    const key = await make(owner, { role: 'reader' })
    const ended = await make(owner, { role: 'reader' })
    await revoke(owner, { keyId: ended.id })
    const gone = await remove(tenant.admin, { roleId, replacement: writer.id, ifVersion: 1 })
    expect(gone).toMatchObject({ id: roleId, keys: 1, effective: { unconfirmed: [] } })
    expect(await holdingsOf(tenant, key.id)).toEqual(writer.permissions)
    const { items } = await listed(owner)
    const find = (id: string) => items.find((one) => one.id === id)
    expect(find(key.id)).toMatchObject({
      role: { name: 'writer' },
      version: 2,
      updatedBy: { id: tenant.admin.actor.id },
    })
    expect(find(ended.id)).toMatchObject({ role: null, status: 'revoked' })
    expect(await catalogueEvents(tenant)).toMatchObject([
      { action: 'role.delete', targetName: 'reader', detail: { replacement: 'writer', keys: 1 } },
    ])
    await refused(get(owner, { roleId }), 'not_found')
    await refused(remove(owner, { roleId }), 'not_found')
  })

  test('takes it off its keys where that is chosen, and needs no choice where none has it', async () => {
    const { owner } = tenant
    const key = await make(owner, { role: 'reader', permissions: ['data:write'] })
    const reader = await roleNamed(owner, 'reader')
    expect(await remove(owner, { roleId: reader.id, replacement: 'none' })).toMatchObject({ keys: 1 })
    expect(await holdingsOf(tenant, key.id)).toEqual(['data:write'])
    const ended = await make(owner, { role: 'writer' })
    await revoke(owner, { keyId: ended.id })
    const writer = await roleNamed(owner, 'writer')
    expect(await remove(owner, { roleId: writer.id })).toMatchObject({ keys: 0 })
  })

  test('is refused for a replacement that is none, and of other organizations’', async () => {
    const { owner } = tenant
    const { id: roleId } = await roleNamed(owner, 'reader')
    const other = await foundTenant('Other')
    const theirs = await roleNamed(other.owner, 'writer')
    for (const replacement of [roleId, theirs.id])
      await unchanged(() => refused(remove(owner, { roleId, replacement }), 'invalid'))
    await unchanged(() => refused(remove(owner, { roleId: theirs.id }), 'not_found'))
    await unchanged(() => refused(remove(tenant.member, { roleId }), 'forbidden'))
    await unchanged(() => refused(remove(owner, { roleId, ifVersion: 9 }), 'precondition_failed'))
  })

  test('leaves no key with it that was being made, and fails none of those but in words', async () => {
    const { owner } = tenant
    for (let round = 0; round < 8; round += 1) {
      const { id: roleId } = await create(owner, { name: `round ${round}`, permissions: ['data:read'] })
      const [deletion, ...tries] = await Promise.allSettled([
        remove(owner, { roleId, replacement: 'none' }),
        ...Array.from({ length: 4 }, () => make(owner, { role: roleId })),
      ])
      expect(deletion).toMatchObject({ status: 'fulfilled' })
      for (const one of tries)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'invalid' })
        else expect((await asKey(tenant, one.value.id)).permissions.size).toBe(0)
    }
  }, 30_000)
})
