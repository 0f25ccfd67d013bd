import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { effectivePermissions, type Rung } from '#lib/contracts/permissions.ts'
import type { Preview } from '#lib/contracts/previews.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { revoke } from '../keys/revoke.ts'
import { asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { idOf, previews, roleNamed } from './testing.ts'

withDatabase()

let tenant: Tenant
beforeEach(async () => {
  tenant = await foundTenant()
})

/* What a preview says is what the one pure function says of each key before and after. */

const names = ['p:a', 'p:b', 'p:c', 'p:d', 'p:e']
const few = fc.subarray(names)

interface World {
  roles: string[][]
  /** What each rung adds; a permission may stand on several, as vocabularies that were installed have it. */
  rungs: string[][]
  /** What the keys of the second project may hold at most. */
  allowed: string[]
  keys: {
    permissions: string[]
    role: number | null
    level: number | null
    revoked: boolean
    bound: boolean
  }[]
}
const worlds: fc.Arbitrary<World> = fc.record({
  roles: fc.array(few, { minLength: 2, maxLength: 3 }),
  rungs: fc.array(few, { minLength: 4, maxLength: 4 }),
  allowed: few,
  keys: fc.array(
    fc.record({
      permissions: few,
      role: fc.option(fc.nat({ max: 2 })),
      level: fc.option(fc.nat({ max: 3 })),
      revoked: fc.boolean(),
      bound: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  ),
})

type Change =
  | { type: 'role'; permissions: string[] }
  | { type: 'replace'; by: number | null }
  | { type: 'rung'; level: number; permissions: string[] }
  | { type: 'delete'; name: string }
const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('role' as const), permissions: few }),
  fc.record({ type: fc.constant('replace' as const), by: fc.constantFrom(1, null) }),
  fc.record({ type: fc.constant('rung' as const), level: fc.nat({ max: 3 }), permissions: few }),
  fc.record({ type: fc.constant('delete' as const), name: fc.constantFrom(...names) }),
)

interface Built {
  world: World
  permissionIds: ReadonlyMap<string, number>
  roleIds: string[]
  /** By the key's place in the world. */
  keyIds: string[]
}

/** Puts a world in place of what the organization has. */
async function build(
  { organizationId, projectId, otherProjectId, owner }: Tenant,
  world: World,
): Promise<Built> {
  const { prisma } = database()
  await prisma.apiKey.deleteMany({ where: { organizationId } })
  await prisma.role.deleteMany({ where: { organizationId } })
  await prisma.level.deleteMany({ where: { organizationId } })
  await prisma.permission.deleteMany({ where: { organizationId, name: { in: names } } })
  await prisma.permission.createMany({ data: names.map((name) => ({ organizationId, name })) })
  const rows = await prisma.permission.findMany({ where: { organizationId } })
  const permissionIds = new Map(rows.map(({ name, id }) => [name, id]))
  const create = (list: string[]) => ({
    create: list.map((name) => ({ permissionId: permissionIds.get(name) ?? 0 })),
  })
  const roleIds = []
  for (const [at, list] of world.roles.entries()) {
    const data = { organizationId, name: `role ${at}`, permissions: create(list) }
    roleIds.push((await prisma.role.create({ data })).id)
  }
  for (const [level, list] of world.rungs.entries())
    await prisma.level.create({ data: { organizationId, level, name: '', permissions: create(list) } })
  await prisma.projectPermission.deleteMany({ where: { projectId: otherProjectId } })
  await prisma.project.update({
    where: { id: otherProjectId },
    data: { restricted: true, permissions: create(world.allowed) },
  })
  const keyIds = []
  for (const { permissions, role, level, revoked, bound } of world.keys) {
    const key = await prisma.apiKey.create({
      data: {
        organizationId,
        projectId: bound ? otherProjectId : projectId,
        ownerUserId: owner.actor.id,
        name: 'drawn',
        start: 'lw_',
        last: 'x',
        createdByType: 'system',
        updatedByType: 'system',
        roleId: role === null ? null : (roleIds[role] ?? null),
        level,
        permissions: create(permissions),
        ...(revoked && { revokedAt: new Date(), revokedByType: 'system' }),
      },
    })
    keyIds.push(key.id)
  }
  return { world, permissionIds, roleIds, keyIds }
}

const ladderOf = (rungs: string[][]): Rung[] => rungs.map((permissions, level) => ({ level, permissions }))

/** The world after a change: said in the plainest way. */
function after({ roles, rungs, allowed, keys }: World, change: Change): World {
  const without = (name: string) => (list: string[]) => list.filter((one) => one !== name)
  switch (change.type) {
    case 'role':
      return { roles: roles.with(0, change.permissions), rungs, allowed, keys }
    case 'replace':
      return {
        roles,
        rungs,
        allowed,
        keys: keys.map((key) => (key.role === 0 ? { ...key, role: change.by } : key)),
      }
    case 'rung':
      return {
        roles,
        rungs: rungs.map((list, level) =>
          level === change.level
            ? change.permissions
            : list.filter((name) => !change.permissions.includes(name)),
        ),
        allowed,
        keys,
      }
    case 'delete':
      return {
        roles: roles.map(without(change.name)),
        rungs: rungs.map(without(change.name)),
        allowed: without(change.name)(allowed),
        keys: keys.map((key) => ({ ...key, permissions: without(change.name)(key.permissions) })),
      }
  }
}

function ask(ctx: Ctx, { roleIds, permissionIds }: Built, change: Change): Promise<Preview> {
  const role = roleIds[0] ?? ''
  switch (change.type) {
    case 'role':
      return previews.role(ctx, role, { permissions: change.permissions })
    case 'replace':
      return previews.role(ctx, role, {
        replacement: change.by === null ? 'none' : (roleIds[change.by] ?? ''),
      })
    case 'rung':
      return previews.level(ctx, change.level, change.permissions)
    case 'delete':
      return previews.deletion(ctx, permissionIds.get(change.name) ?? 0)
  }
}

test('a preview tells of each key what the one function that computes effective sets says of it, and of no other', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, changes, async (drawn, change) => {
      const built = await build(tenant, drawn)
      const changed = after(drawn, change)
      const setOf = (world: World, at: number) => {
        const { permissions = [], role = null, level = null, bound = false } = world.keys[at] ?? {}
        const ofRole = role === null ? null : (world.roles[role] ?? null)
        return effectivePermissions({
          permissions,
          role: ofRole,
          level,
          ladder: ladderOf(world.rungs),
          allowed: bound ? world.allowed : null,
        })
      }
      const expected = built.keyIds
        .map((id, at) => {
          const [was, is] = [setOf(drawn, at), setOf(changed, at)]
          const gains = [...is].filter((name) => !was.has(name)).sort()
          const loses = [...was].filter((name) => !is.has(name)).sort()
          return { id, gains, loses, revoked: drawn.keys[at]?.revoked }
        })
        .filter(({ gains, loses, revoked }) => !revoked && gains.length + loses.length > 0)
        .map(({ id, gains, loses }) => ({ id, gains, loses }))
      const told = await ask(tenant.owner, built, change)
      const sorted = <T extends { id: string }>(list: T[]) => list.sort((a, b) => (a.id < b.id ? -1 : 1))
      expect(sorted(told.items.map(({ key, gains, loses }) => ({ id: key.id, gains, loses })))).toEqual(
        sorted(expected),
      )
      expect(told).toMatchObject({
        keys: expected.length,
        gaining: expected.filter(({ gains }) => gains.length > 0).length,
        losing: expected.filter(({ loses }) => loses.length > 0).length,
      })
      const counted = names
        .map((name) => ({
          name,
          gaining: expected.filter(({ gains }) => gains.includes(name)).length,
          losing: expected.filter(({ loses }) => loses.includes(name)).length,
        }))
        .filter(({ gaining, losing }) => gaining + losing > 0)
      expect(told.permissions.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(counted)
    }),
    { numRuns: 40 },
  )
}, 120_000)

describe('a preview', () => {
  test('gives its keys page by page, the newest first, and each once', async () => {
    const { owner } = tenant
    const made = []
    for (const name of ['one', 'two', 'three', 'four', 'five'])
      made.push((await make(owner, { name, role: 'reader' })).id)
    const { id } = await roleNamed(owner, 'reader')
    const seen: string[] = []
    let cursor: string | null | undefined
    do {
      const page: Preview = await previews.role(
        owner,
        id,
        { permissions: [] },
        { limit: '2', ...(cursor ? { cursor } : {}) },
      )
      expect(page.keys).toBe(5)
      seen.push(...page.items.map(({ key }) => key.id))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual(made.toReversed())
    for (const bad of ['x', Buffer.from('["affected","+1",""]').toString('base64url')])
      await refused(previews.role(owner, id, { permissions: [] }, { cursor: bad }), 'invalid')
  })

  test('tells nothing of keys that its caller may not see, nor of other organizations’', async () => {
    const { owner, organizationId } = tenant
    const other = await foundTenant('Other')
    await make(other.owner, { role: 'reader' })
    await make(owner, { role: 'reader', projectId: tenant.otherProjectId })
    const { id } = await roleNamed(owner, 'reader')
    const blind = await make(owner, { permissions: ['permission:update', 'permission:read'] })
    const bound = await make(owner, { permissions: ['permission:update', 'api_key:read:any'] })
    for (const key of [blind, bound]) {
      const told = await previews.role(await asKey(tenant, key.id), id, { permissions: [] })
      expect(told, organizationId).toMatchObject({ keys: 0, items: [], permissions: [] })
    }
    expect(await previews.role(owner, id, { permissions: [] })).toMatchObject({ keys: 1 })
    await refused(previews.role(other.owner, id, { permissions: [] }), 'not_found')
    await refused(previews.deletion(other.owner, await idOf(tenant, 'data:read')), 'not_found')
  })

  test('is refused to who may not change the catalogue, and of what is built in', async () => {
    const { id } = await roleNamed(tenant.owner, 'reader')
    const dataRead = await idOf(tenant, 'data:read')
    for (const person of [tenant.member, tenant.viewer]) {
      await refused(previews.role(person, id, { permissions: [] }), 'forbidden')
      await refused(previews.level(person, 1, []), 'forbidden')
      await refused(previews.deletion(person, dataRead), 'forbidden')
    }
    await refused(previews.deletion(tenant.owner, await idOf(tenant, 'api_key:verify')), 'conflict')
    await refused(previews.role(tenant.owner, id, { permissions: ['no:such'] }), 'invalid')
    await refused(previews.role(tenant.owner, id, { replacement: id }), 'invalid')
  })

  test('leaves revoked keys out', async () => {
    const { owner } = tenant
    const { id: keyId } = await make(owner, { role: 'reader' })
    const { id } = await roleNamed(owner, 'reader')
    expect(await previews.role(owner, id, { permissions: [] })).toMatchObject({ keys: 1 })
    await revoke(owner, { keyId })
    expect(await previews.role(owner, id, { permissions: [] })).toMatchObject({ keys: 0, items: [] })
  })
})
