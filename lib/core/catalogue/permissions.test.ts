import { beforeEach, describe, expect, test } from 'vitest'
import { createPermissionBody, getPermissionUse } from '#lib/contracts/catalogue.ts'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { maxPermissions } from '#lib/contracts/previews.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { install } from '../presets/install.ts'
import { survey, unchanged } from '../presets/testing.ts'
import { create } from './create-permission.ts'
import { remove } from './delete-permission.ts'
import { get } from './get-permission.ts'
import { permissions } from './list-permissions.ts'
import { use } from './permission-use.ts'
import { catalogueEvents, holdingsOf, idOf, roleNamed, rungOf } from './testing.ts'
import { update } from './update-permission.ts'

withDatabase()

let tenant: Tenant
beforeEach(async () => {
  tenant = await foundTenant()
})

const useOf = (ctx: Ctx, permissionId: number, query = {}) =>
  use(ctx, { permissionId, ...getPermissionUse.query.parse(query) })

describe('making a permission', () => {
  test('puts it into the catalogue, held by nobody, and into the log', async () => {
    const made = await create(tenant.admin, { name: 'invoices:write', description: 'Draw up invoices' })
    expect(made).toMatchObject({ name: 'invoices:write', builtIn: false, version: 1 })
    expect((await permissions(tenant.viewer)).items).toContainEqual(made)
    expect(await get(tenant.viewer, { permissionId: made.id })).toEqual(made)
    expect(await catalogueEvents(tenant)).toMatchObject([
      {
        action: 'permission.create',
        actorId: tenant.admin.actor.id,
        targetId: String(made.id),
        targetName: 'invoices:write',
        detail: { name: 'invoices:write', description: 'Draw up invoices' },
      },
    ])
  })

  test('is refused under a name that is taken, and to who may not change the catalogue', async () => {
    const error = await unchanged(() => refused(create(tenant.owner, { name: 'data:read' }), 'conflict'))
    expect(error.fields).toMatchObject([{ path: 'name' }])
    for (const person of [tenant.member, tenant.viewer])
      await unchanged(() => refused(create(person, { name: 'invoices:read' }), 'forbidden'))
    const other = await foundTenant('Other')
    expect(await create(other.owner, { name: 'invoices:read' })).toMatchObject({ version: 1 })
  })

  test('is refused under a name that a later built-in one may have', () => {
    const taken = (name: string) => createPermissionBody.safeParse({ name }).success
    for (const name of Object.keys(builtInPermissions)) expect(taken(name), name).toBe(false)
    expect(taken('api_key:export:any')).toBe(false)
    expect(taken('webhook:replay')).toBe(false)
    for (const name of ['api_keys:read', 'project', 'invoices:read:own', 'audit'])
      expect(taken(name)).toBe(true)
  })

  test('stops at what a catalogue holds, also by several at once and by a preset', async () => {
    const { organizationId, owner } = tenant
    const { prisma } = database()
    const there = await prisma.permission.count({ where: { organizationId } })
    await prisma.permission.createMany({
      data: Array.from({ length: maxPermissions - there - 2 }, (_, at) => ({
        organizationId,
        name: `filler:f${at}`,
      })),
    })
    // One more than there is room for: a preset adds all or nothing.
    await unchanged(() => refused(install(owner, survey), 'limit_exceeded'))
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, (_, at) => create(owner, { name: `last:l${at}` })),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'limit_exceeded' })
    expect(await prisma.permission.count({ where: { organizationId } })).toBe(maxPermissions)
  }, 30_000)
})

describe('describing a permission anew', () => {
  test('changes its words and its version, and tells both words', async () => {
    const permissionId = await idOf(tenant, 'data:read')
    const edit = { permissionId, description: 'Look', ifVersion: 1 }
    expect(await update(tenant.owner, edit)).toMatchObject({ description: 'Look', version: 2 })
    await unchanged(() =>
      refused(update(tenant.owner, { ...edit, description: 'See' }), 'precondition_failed'),
    )
    await unchanged(() => update(tenant.owner, { permissionId, description: 'Look' }))
    expect(await catalogueEvents(tenant)).toMatchObject([
      { action: 'permission.update', detail: { description: { from: 'Read records', to: 'Look' } } },
    ])
  })

  test('is refused of what is built in, and of other organizations’', async () => {
    const builtIn = await idOf(tenant, 'api_key:verify')
    const edit = (ctx: Ctx, permissionId: number) => update(ctx, { permissionId, description: 'Mine' })
    await unchanged(() => refused(edit(tenant.owner, builtIn), 'conflict'))
    const other = await foundTenant('Other')
    const theirs = await idOf(other, 'data:read')
    await unchanged(() => refused(edit(tenant.owner, theirs), 'not_found'))
    await refused(get(tenant.owner, { permissionId: theirs }), 'not_found')
    const own = await idOf(tenant, 'data:read')
    await unchanged(() => refused(edit(tenant.member, own), 'forbidden'))
  })
})

/** A project whose keys may hold data:read, and nothing else. */
async function restrict({ organizationId }: Tenant, permissionId: number): Promise<string> {
  const project = await database().prisma.project.create({
    data: {
      organizationId,
      name: 'Restricted',
      prefix: 'lw',
      restricted: true,
      permissions: { create: { permissionId } },
    },
  })
  return project.id
}

describe('who uses a permission', () => {
  test('is told by role, rung, project and key, with when it was last asked for', async () => {
    const { owner } = tenant
    const permissionId = await idOf(tenant, 'data:read')
    const projectId = await restrict(tenant, permissionId)
    const byRole = await make(owner, { role: 'reader' })
    const byLevel = await make(owner, { level: 3 })
    const byName = await make(owner, { permissions: ['data:read'] })
    const byAll = await make(owner, { role: 'reader', level: 8, permissions: ['data:read'] })
    await make(owner, { role: 'gateway', level: 0, permissions: ['data:write'] })
    const at = new Date('2026-11-20T10:00:00Z')
    await database().prisma.keyPermissionUse.create({
      data: { keyId: byName.id, permission: 'data:read', count: 3n, lastUsedAt: at },
    })
    await database().prisma.keyLastUse.update({ where: { keyId: byName.id }, data: { at } })
    const told = await useOf(owner, permissionId)
    expect(told).toMatchObject({
      roles: [{ name: 'reader' }, { name: 'writer' }],
      levels: [{ level: 1, name: 'Read public' }],
      projects: [{ id: projectId, name: 'Restricted' }],
      keys: 4,
      explicit: 2,
      lastUsedAt: at.toISOString(),
    })
    expect(told.items.map(({ key, explicit }) => [key.id, explicit])).toEqual([
      [byAll.id, true],
      [byName.id, true],
      [byLevel.id, false],
      [byRole.id, false],
    ])
    expect((await useOf(owner, permissionId, { limit: '1' })).items).toHaveLength(1)
    const unused = await create(owner, { name: 'invoices:read' })
    expect(await useOf(owner, unused.id)).toEqual({
      roles: [],
      levels: [],
      projects: [],
      keys: 0,
      explicit: 0,
      items: [],
      lastUsedAt: null,
    })
  })

  test('says nothing of keys and projects that the caller may not see', async () => {
    const { owner, member } = tenant
    const permissionId = await idOf(tenant, 'data:read')
    await restrict(tenant, permissionId)
    const unseen = await make(owner, { permissions: ['data:read'] })
    const own = await make(member, { permissions: ['data:read'] })
    await database().prisma.keyPermissionUse.create({
      data: { keyId: unseen.id, permission: 'data:read', count: 1n, lastUsedAt: new Date() },
    })
    await database().prisma.keyLastUse.update({ where: { keyId: unseen.id }, data: { at: new Date() } })
    expect((await useOf(owner, permissionId)).lastUsedAt).not.toBeNull()
    const told = await useOf(member, permissionId)
    expect(told.items.map(({ key }) => key.id)).toEqual([own.id])
    expect(told.lastUsedAt).toBeNull()
    const reader = await make(owner, { permissions: ['permission:read'] })
    const seen = await useOf(await asKey(tenant, reader.id), permissionId)
    expect(seen).toMatchObject({ keys: 0, explicit: 0, items: [], projects: [], lastUsedAt: null })
    const other = await foundTenant('Other')
    await refused(useOf(other.owner, permissionId), 'not_found')
  })
})

describe('deleting a permission', () => {
  test('takes it from roles, rungs, projects and keys at once, and tells from which', async () => {
    const { owner, organizationId } = tenant
    const permissionId = await idOf(tenant, 'data:read')
    const projectId = await restrict(tenant, permissionId)
    const keys = [
      await make(owner, { role: 'reader' }),
      await make(owner, { level: 1 }),
      await make(owner, { permissions: ['data:read', 'data:write'] }),
    ]
    const before = await roleNamed(owner, 'reader')
    const rung = await rungOf(owner, 1)
    const gone = await remove(owner, { permissionId, ifVersion: 1 })
    expect(gone).toMatchObject({
      id: permissionId,
      name: 'data:read',
      keys: 3,
      effective: { unconfirmed: [] },
    })
    for (const { id } of keys) expect(await holdingsOf(tenant, id)).not.toContain('data:read')
    expect(await holdingsOf(tenant, keys[2]?.id ?? '')).toEqual(['data:write'])
    expect(await roleNamed(owner, 'reader')).toMatchObject({
      version: before.version + 1,
      permissions: before.permissions.filter((name) => name !== 'data:read'),
    })
    expect(await rungOf(owner, 1)).toMatchObject({ version: rung.version + 1, permissions: [] })
    expect(await rungOf(owner, 2)).toMatchObject({ version: 1 })
    const project = await database().prisma.project.findUniqueOrThrow({
      where: { id: projectId },
      include: { permissions: true },
    })
    expect(project).toMatchObject({ restricted: true, version: 2, permissions: [] })
    expect(await catalogueEvents(tenant)).toMatchObject([
      {
        action: 'permission.delete',
        targetName: 'data:read',
        detail: { roles: ['reader', 'writer'], levels: [1], projects: ['Restricted'], keys: 3, explicit: 1 },
      },
    ])
    await refused(get(owner, { permissionId }), 'not_found')
    await refused(remove(owner, { permissionId }), 'not_found')
    expect(await database().prisma.permission.count({ where: { organizationId, name: 'data:read' } })).toBe(0)
  })

  test('is refused of what is built in, of another version, of others’, and to who may not', async () => {
    const permissionId = await idOf(tenant, 'data:read')
    const builtIn = await idOf(tenant, 'api_key:verify')
    const other = await foundTenant('Other')
    await unchanged(() => refused(remove(tenant.owner, { permissionId: builtIn }), 'conflict'))
    await unchanged(() =>
      refused(remove(tenant.owner, { permissionId, ifVersion: 2 }), 'precondition_failed'),
    )
    await unchanged(() => refused(remove(other.owner, { permissionId }), 'not_found'))
    for (const person of [tenant.member, tenant.viewer])
      await unchanged(() => refused(remove(person, { permissionId }), 'forbidden'))
  })

  test('leaves no key with it that was being made, and fails none of those but in words', async () => {
    const { owner, organizationId } = tenant
    for (let round = 0; round < 8; round += 1) {
      const { id: permissionId } = await create(owner, { name: `round:r${round}` })
      const maker = { ...owner, permissions: new Set([...owner.permissions, `round:r${round}`]) }
      const body = { permissions: [`round:r${round}`, 'data:read'] }
      const [deletion, ...tries] = await Promise.allSettled([
        remove(owner, { permissionId }),
        ...Array.from({ length: 4 }, () => make(maker, body)),
      ])
      expect(deletion.status).toBe('fulfilled')
      for (const one of tries)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'invalid' })
    }
    const left = await database().prisma.keyPermission.count({
      where: { permission: { organizationId, name: { startsWith: 'round:' } } },
    })
    expect(left).toBe(0)
  }, 30_000)
})
