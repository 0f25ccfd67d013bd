import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { lookup } from '#lib/gate/lookup.ts'
import { startNode } from '#lib/gate/node.ts'
import type { Ctx } from '../context.ts'
import { asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { install } from './install.ts'
import { installNamed } from './install-named.ts'
import { list } from './list.ts'
import type { Preset } from './preset.ts'
import { events, governing, survey, unchanged, vocabulary } from './testing.ts'

withDatabase()

let tenant: Tenant
beforeEach(async () => {
  tenant = await foundTenant()
})

const missing = async (ctx: Ctx, preset = survey) => (await list([preset])(ctx)).items[0]?.missing
const nothing = { permissions: [], roles: [], levels: [], keys: 0 }
const held = async (keyId: string) => (await asKey(tenant, keyId)).permissions

describe('installing a preset', () => {
  test('adds what the organization lacks, tells what that was, and takes nothing away', async () => {
    const before = await vocabulary(tenant.owner)
    const { effective, ...added } = await install(tenant.owner, survey)
    expect(added).toEqual({
      permissions: [
        { name: 'maps:read', description: 'Look at maps' },
        { name: 'maps:write', description: 'Draw maps' },
        { name: 'plots', description: 'All about plots' },
      ],
      roles: [
        {
          name: 'reader',
          description: 'Reads everything, changes nothing',
          isNew: false,
          permissions: ['maps:read'],
        },
        { ...survey.roles[1], isNew: true },
      ],
      levels: [
        {
          level: 1,
          name: 'Read public',
          description: 'Reads what anybody may read',
          isNew: false,
          permissions: ['maps:read'],
        },
        {
          level: 5,
          name: 'Read others’',
          description: 'Reads what others share',
          isNew: false,
          permissions: ['maps:write'],
        },
      ],
      keys: 0,
    })
    expect(effective).toEqual({ nodes: 0, ms: expect.any(Number), unconfirmed: [], staleSeconds: 0 })

    const after = await vocabulary(tenant.owner)
    for (const [name, one] of before.permissions) expect(after.permissions.get(name)).toEqual(one)
    for (const [name, role] of before.roles)
      expect(after.roles.get(name)).toEqual(
        name === 'reader' ? { ...role, permissions: [...role.permissions, 'maps:read'].sort() } : role,
      )
    for (const [level, rung] of before.levels)
      expect(after.levels.get(level)).toEqual({
        ...rung,
        permissions: [
          ...rung.permissions,
          ...(level === 1 ? ['maps:read'] : level === 5 ? ['maps:write'] : []),
        ].sort(),
      })
    expect(after.permissions.size).toBe(before.permissions.size + 3)
    expect(after.permissions.get('plots')).toMatchObject({ description: 'All about plots', builtIn: false })
    expect(after.roles.size).toBe(before.roles.size + 1)
    expect(after.roles.get('surveyor')).toMatchObject({
      description: 'Draws',
      permissions: ['api_key:read:own', 'maps:write', 'plots'],
    })
    expect(after.levels.size).toBe(before.levels.size)
  })

  test('makes rungs where the ladder has none', async () => {
    const { organizationId } = tenant
    await database().prisma.level.deleteMany({ where: { organizationId, level: 5 } })
    expect((await install(tenant.owner, survey)).levels).toContainEqual(
      expect.objectContaining({ level: 5, isNew: true, permissions: ['maps:write'] }),
    )
    expect((await vocabulary(tenant.owner)).levels.get(5)).toEqual({
      level: 5,
      name: 'Fifth',
      description: 'Draws too',
      permissions: ['maps:write'],
      version: 1,
    })
  })

  test('a second time adds nothing and changes no row', async () => {
    await install(tenant.owner, survey)
    expect(await missing(tenant.owner)).toEqual(nothing)
    expect(await unchanged(() => install(tenant.owner, survey))).toMatchObject(nothing)
  })

  test('twice at once makes one of each', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => install(tenant.owner, survey)))
    expect(answers.map((one) => one.permissions.length).sort()).toEqual([0, 0, 3])
    expect(await missing(tenant.owner)).toEqual(nothing)
    expect(await events(tenant.organizationId)).toHaveLength(1)
  })

  test('leaves other organizations as they are', async () => {
    const other = await foundTenant('Other')
    const before = await vocabulary(other.owner)
    await make(other.owner, { role: 'reader' })
    expect((await install(tenant.owner, survey)).keys).toBe(0)
    expect(await vocabulary(other.owner)).toEqual(before)
    expect(await missing(other.owner)).toMatchObject({ keys: 1 })
    expect(await events(other.organizationId)).toEqual([])
  })

  test('is audited, with what was added', async () => {
    const { id } = await make(tenant.owner, { role: 'reader' })
    await install(tenant.admin, survey)
    expect(await events(tenant.organizationId)).toMatchObject([
      {
        actorType: 'user',
        actorId: tenant.admin.actor.id,
        targetType: 'organization',
        targetId: tenant.organizationId,
        targetName: 'Survey',
        detail: {
          preset: 'survey',
          permissions: ['maps:read', 'maps:write', 'plots'],
          roles: [
            { name: 'reader', isNew: false, permissions: ['maps:read'] },
            { name: 'surveyor', isNew: true, permissions: ['maps:write', 'plots', 'api_key:read:own'] },
          ],
          levels: [
            { level: 1, isNew: false, permissions: ['maps:read'] },
            { level: 5, isNew: false, permissions: ['maps:write'] },
          ],
          keys: 1,
        },
      },
    ])
    expect(await held(id)).toContain('maps:read')
  })

  test('counts the keys that hold more by it, and no others', async () => {
    const { owner } = tenant
    const gains = [
      await make(owner, { role: 'reader' }),
      await make(owner, { level: 1 }),
      await make(owner, { level: 8 }),
      await make(owner, { role: 'writer', level: 5 }),
    ]
    const same = [await make(owner, { role: 'writer' }), await make(owner, { level: 0 }), await make(owner)]
    await database().prisma.apiKey.update({
      where: { id: (await make(owner, { role: 'reader' })).id },
      data: { revokedAt: new Date(), revokedByType: 'system' },
    })
    const before = await Promise.all([...gains, ...same].map(({ id }) => held(id)))
    expect(await missing(owner)).toMatchObject({ keys: gains.length })
    expect(await install(owner, survey)).toMatchObject({ keys: gains.length })
    const after = await Promise.all([...gains, ...same].map(({ id }) => held(id)))
    expect(after.map((now, at) => now.size - (before[at]?.size ?? 0))).toEqual([1, 1, 2, 2, 0, 0, 0])
  })

  test('counts no key that has by another way what its role gains', async () => {
    const { owner, organizationId } = tenant
    const catalogue = { permissions: survey.permissions, roles: [], levels: [] }
    await install(owner, { ...survey, ...catalogue })
    const holder = {
      ...owner,
      permissions: new Set([...owner.permissions, ...Object.keys(survey.permissions)]),
    }
    await make(holder, { role: 'reader', permissions: ['maps:read'] })
    await make(holder, { role: 'reader', level: 3 })
    await make(holder, { level: 7, permissions: ['maps:read', 'maps:write'] })
    const where = { organizationId, name: 'maps:read' }
    const { id: permissionId } = await database().prisma.permission.findFirstOrThrow({ where })
    const role: Preset = { ...survey, levels: [] }
    const ladder: Preset = { ...survey, roles: [] }
    expect(await missing(owner, role)).toMatchObject({ keys: 1 })
    expect(await missing(owner, ladder)).toMatchObject({ keys: 1 })
    const rung = { ...ladder, levels: [{ level: 0, name: '', description: '', adds: ['files:read'] }] }
    // Readers read files already, and so does who stands on the second rung or above.
    expect(await missing(owner, rung)).toMatchObject({ keys: 0 })
    await make(owner, { level: 0 })
    await make(owner, { level: 0, role: 'reader' })
    expect(await missing(owner, rung)).toMatchObject({ keys: 1 })
    // A rung below has it already.
    await database().prisma.levelPermission.create({ data: { organizationId, level: 0, permissionId } })
    expect(await missing(owner, role)).toMatchObject({ keys: 0 })
    expect(await missing(owner, { ...ladder, levels: ladder.levels.slice(0, 1) })).toMatchObject({ keys: 0 })
  })

  test('is in effect on every node when it is answered, also where it is only repeated', async () => {
    const { id, secret } = await make(tenant.owner, { role: 'reader' })
    const node = startNode()
    globalThis.latchworkNode = node
    try {
      while (node.state().leaseLeft === 0) await sleep(10)
      expect((await lookup(String(secret)))?.record.effective).not.toContain('maps:read')
      expect(node.cache.size).toBe(1)
      expect((await install(tenant.owner, survey)).effective).toMatchObject({ nodes: 1, unconfirmed: [] })
      const found = await lookup(String(secret))
      expect(found?.record.id).toBe(id)
      expect(found?.record.effective).toContain('maps:read')
      expect((await install(tenant.owner, survey)).effective).toMatchObject({ nodes: 1, unconfirmed: [] })
    } finally {
      globalThis.latchworkNode = undefined
      await node.stop()
    }
  })
})

describe('installing a preset is refused,', () => {
  test('to who may not change the catalogue', async () => {
    for (const person of [tenant.member, tenant.viewer])
      expect((await unchanged(() => refused(install(person, survey), 'forbidden'))).message).toContain(
        'permission:update',
      )
  })

  test('to a key, whatever it holds', async () => {
    const { id } = await make(tenant.owner, { permissions: Object.keys(builtInPermissions) })
    const key = await asKey(tenant, id)
    await unchanged(() => refused(install(key, survey), 'forbidden'))
    expect(await missing(key)).toMatchObject({ keys: null })
  })

  test('where it hands on a permission over Latchwork itself that its installer does not hold', async () => {
    const error = await unchanged(() => refused(install(tenant.admin, governing), 'forbidden'))
    expect(error.message).toContain('organization:create')
    await install(tenant.owner, governing)
    // What is there already, nobody hands on.
    expect(await install(tenant.admin, governing)).toMatchObject(nothing)
  })

  test('under a name that none has', async () => {
    const verb = installNamed([survey])
    await unchanged(() => refused(verb(tenant.owner, { preset: 'surveys' }), 'not_found'))
    expect((await verb(tenant.owner, { preset: 'survey' })).permissions).toHaveLength(3)
  })
})

test('who may not install a preset sees what it would add, and nothing of others’ keys', async () => {
  await make(tenant.owner, { role: 'reader' })
  const { items } = await list([survey])(tenant.owner)
  expect(items).toMatchObject([{ permissions: 3, roles: 2, levels: 2, missing: { keys: 1 } }])
  for (const person of [tenant.member, tenant.viewer])
    expect((await list([survey])(person)).items).toEqual([
      { ...items[0], missing: { ...items[0]?.missing, keys: null } },
    ])
})
