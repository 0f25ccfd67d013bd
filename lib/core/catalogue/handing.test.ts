import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { mayHandOn } from '#lib/http/testing/hand-on.ts'
import type { Ctx } from '../context.ts'
import { asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { unchanged } from '../presets/testing.ts'
import { create as createPermission } from './create-permission.ts'
import { create } from './create-role.ts'
import { remove as removePermission } from './delete-permission.ts'
import { remove } from './delete-role.ts'
import { beyondHands } from './handing.ts'
import { idOf, roleNamed, rungOf } from './testing.ts'
import { update as updateLevel } from './update-level.ts'
import { update } from './update-role.ts'

withDatabase()

let tenant: Tenant
beforeEach(async () => {
  tenant = await foundTenant()
})

/** A key of the first project that may change the catalogue, and holds these besides. */
async function keyWith(...permissions: string[]): Promise<Ctx> {
  const { id } = await make(tenant.owner, {
    name: 'caller',
    permissions: ['permission:read', 'permission:update', ...permissions],
  })
  return asKey(tenant, id)
}

test('nobody may put into a role what they may not hand to a key of another owner', () => {
  const builtIn = Object.keys(builtInPermissions)
  fc.assert(
    fc.property(fc.subarray(builtIn), fc.subarray(builtIn), (drawn, names) => {
      const held = new Set(drawn)
      expect(beyondHands({ permissions: held }, names).length === 0).toBe(mayHandOn(held, names, false))
    }),
  )
  const own = { permissions: new Set(['docs:edit:own']) }
  expect(beyondHands(own, ['docs:edit:own']), 'what an API calls its own').toEqual([])
  expect(beyondHands(own, ['docs:edit:any'])).toEqual(['docs:edit:any'])
})

describe('nobody hands on what they do not hold,', () => {
  test('by a new role', async () => {
    const error = await unchanged(() =>
      refused(create(tenant.admin, { name: 'founder', permissions: ['organization:create'] }), 'forbidden'),
    )
    expect(error.message).toContain('organization:create')
    const caller = await keyWith('data:read', 'api_key:read:own')
    for (const name of ['data:write', 'api_key:read:own', 'api_key:read:any'])
      await unchanged(() => refused(create(caller, { name: 'mine', permissions: [name] }), 'forbidden'))
    await create(caller, { name: 'mine', permissions: ['data:read'] })
  })

  test('by widening a role, while narrowing is free', async () => {
    const { id: roleId, permissions } = await roleNamed(tenant.owner, 'manager')
    const caller = await keyWith('data:read')
    const wider = [...permissions, 'organization:update']
    await unchanged(() => refused(update(tenant.admin, { roleId, permissions: wider }), 'forbidden'))
    await unchanged(() =>
      refused(update(caller, { roleId, permissions: [...permissions, 'data:write'] }), 'forbidden'),
    )
    await update(caller, { roleId, permissions: [...permissions, 'data:read'] })
    await update(tenant.owner, { roleId, permissions: wider })
    // What stays is nobody's to hand on, and what goes is not asked for.
    await update(tenant.admin, { roleId, permissions: wider.slice(1) })
    await update(caller, { roleId, permissions: [] })
  })

  test('by a rung: down the ladder is wider, up is not', async () => {
    const caller = await keyWith('data:read')
    const [second, third] = [await rungOf(tenant.owner, 2), await rungOf(tenant.owner, 3)]
    const down = { level: 2, permissions: [...second.permissions, 'data:write'] }
    await unchanged(() => refused(updateLevel(caller, down), 'forbidden'))
    await unchanged(() =>
      refused(updateLevel(tenant.admin, { level: 8, permissions: ['organization:update'] }), 'forbidden'),
    )
    const fourth = await rungOf(tenant.owner, 4)
    await updateLevel(caller, { level: 4, permissions: [...fourth.permissions, ...third.permissions] })
    await updateLevel(caller, { level: 4, permissions: [] })
    await updateLevel(caller, { level: 1, permissions: ['data:read'] })
  })

  test('by giving keys another role in place of a deleted one', async () => {
    const caller = await keyWith('data:read')
    await make(tenant.owner, { role: 'reader' })
    const reader = await roleNamed(tenant.owner, 'reader')
    const writer = await roleNamed(tenant.owner, 'writer')
    await unchanged(() => refused(remove(caller, { roleId: reader.id, replacement: writer.id }), 'forbidden'))
    await remove(caller, { roleId: writer.id, replacement: reader.id })
    await remove(caller, { roleId: reader.id, replacement: 'none' })
  })
})

describe('a key changes nothing of keys that its project does not have,', () => {
  test('neither by a role, nor by a rung, nor by deleting a permission', async () => {
    const { owner, otherProjectId } = tenant
    const caller = await keyWith('data:read', 'data:write')
    const reader = await roleNamed(owner, 'reader')
    const there = await make(owner, { role: 'reader', level: 1, projectId: otherProjectId })
    const permissionId = await idOf(tenant, 'data:read')
    const filesRead = await idOf(tenant, 'files:read')
    const tries = {
      wider: () => update(caller, { roleId: reader.id, permissions: [...reader.permissions, 'data:write'] }),
      narrower: () => update(caller, { roleId: reader.id, permissions: ['data:read'] }),
      deleted: () => remove(caller, { roleId: reader.id, replacement: 'none' }),
      rung: () => updateLevel(caller, { level: 1, permissions: ['data:read', 'data:write'] }),
      permission: () => removePermission(caller, { permissionId }),
    }
    for (const run of Object.values(tries)) await unchanged(() => refused(run(), 'forbidden'))
    // What that key holds by another way, or not at all, changes nothing of it.
    await updateLevel(caller, { level: 1, permissions: [] })
    await updateLevel(caller, { level: 2, permissions: [] })
    await removePermission(caller, { permissionId: await idOf(tenant, 'users:write') })
    await unchanged(() => refused(removePermission(caller, { permissionId: filesRead }), 'forbidden'))
    expect([...(await asKey(tenant, there.id)).permissions].sort()).toEqual(reader.permissions)
  })

  test('also while a key is being made there', async () => {
    const { owner, otherProjectId } = tenant
    for (let round = 0; round < 8; round += 1) {
      const { name } = await createPermission(owner, { name: `secret:s${round}` })
      const { id: roleId } = await create(owner, { name: `round ${round}` })
      const { id } = await make(
        { ...owner, permissions: new Set([...owner.permissions, name]) },
        { permissions: ['permission:update', name] },
      )
      const widener = await asKey(tenant, id)
      const [made, widened] = await Promise.allSettled([
        make(tenant.member, { role: roleId, projectId: otherProjectId }),
        update(widener, { roleId, permissions: [name] }),
      ])
      // One after the other, in either order: the key is seen, or its maker meets the wider role.
      if (made.status === 'fulfilled' && widened.status === 'fulfilled')
        throw new Error('A key of another project came to hold what its maker does not')
    }
  }, 30_000)
})
