import { beforeEach, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { unchanged } from '../presets/testing.ts'
import { get } from './get-level.ts'
import { levels } from './list-levels.ts'
import { catalogueEvents, holdingsOf, previews, rungOf } from './testing.ts'
import { update } from './update-level.ts'

withDatabase()

let tenant: Tenant
beforeEach(async () => {
  tenant = await foundTenant()
})

describe('changing a rung', () => {
  test('changes its words, what it adds and its version, for its level and those above', async () => {
    const { owner } = tenant
    const keys = [
      await make(owner, { level: 2 }),
      await make(owner, { level: 3 }),
      await make(owner, { level: 8 }),
    ]
    const before = await Promise.all(keys.map(({ id }) => holdingsOf(tenant, id)))
    const edit = { level: 3, name: 'Write', description: 'Writes', permissions: ['billing:write'] }
    expect(await previews.level(owner, 3, edit.permissions)).toMatchObject({ keys: 2 })
    const { effective, ...changed } = await update(owner, { ...edit, ifVersion: 1 })
    expect(changed).toEqual({ ...edit, version: 2 })
    expect(effective).toMatchObject({ unconfirmed: [] })
    expect(await get(tenant.viewer, { level: 3 })).toEqual(changed)
    const after = await Promise.all(keys.map(({ id }) => holdingsOf(tenant, id)))
    expect(after[0]).toEqual(before[0])
    expect(after[1]).toContain('billing:write')
    expect(after[1]).not.toContain('data:write')
    // It stood on the eighth rung, so that who stands there has it as before.
    expect(after[2]).toEqual(before[2]?.filter((name) => name !== 'data:write'))
    expect(await catalogueEvents(tenant)).toMatchObject([
      {
        action: 'level.update',
        targetId: '3',
        targetName: 'Write',
        detail: {
          name: { from: 'Write public', to: 'Write' },
          permissions: { from: ['data:write'], to: ['billing:write'] },
          moved: [{ level: 8, permissions: ['billing:write'] }],
          keys: 2,
        },
      },
    ])
  })

  test('moves a permission that stands elsewhere, in one act, so that it stands on one rung', async () => {
    const { owner, organizationId } = tenant
    const data = { organizationId, level: 5, permissionId: 0 }
    const { id } = await database().prisma.permission.findFirstOrThrow({
      where: { organizationId, name: 'data:write' },
    })
    // As a vocabulary that was installed may leave it: on two rungs.
    await database().prisma.levelPermission.create({ data: { ...data, permissionId: id } })
    const fourth = await rungOf(owner, 4)
    await update(owner, { level: 4, permissions: [...fourth.permissions, 'data:write'] })
    const { items } = await levels(owner)
    const where = items.filter(({ permissions }) => permissions.includes('data:write'))
    expect(where.map(({ level, version }) => [level, version])).toEqual([[4, 2]])
    expect(items.filter(({ version }) => version > 1).map(({ level }) => level)).toEqual([3, 4, 5])
    await unchanged(() => update(owner, { level: 4, permissions: [...fourth.permissions, 'data:write'] }))
  })

  test('takes a permission off the ladder', async () => {
    const { owner } = tenant
    const key = await make(owner, { level: 1 })
    expect(await update(owner, { level: 1, permissions: [] })).toMatchObject({ permissions: [], version: 2 })
    expect(await holdingsOf(tenant, key.id)).toEqual([])
  })

  test('is refused from another version, with what the catalogue lacks, of a missing rung, and to who may not', async () => {
    const { owner, organizationId } = tenant
    const edit = { level: 3, permissions: [] }
    await unchanged(() => refused(update(owner, { ...edit, ifVersion: 2 }), 'precondition_failed'))
    await unchanged(() => refused(update(owner, { level: 3, permissions: ['no:such'] }), 'invalid'))
    for (const person of [tenant.member, tenant.viewer])
      await unchanged(() => refused(update(person, edit), 'forbidden'))
    await database().prisma.level.deleteMany({ where: { organizationId, level: 3 } })
    await unchanged(() => refused(update(owner, edit), 'not_found'))
    await refused(get(owner, { level: 3 }), 'not_found')
    await refused(previews.level(owner, 3, []), 'not_found')
  })

  test('leaves the ladders of others alone', async () => {
    const other = await foundTenant('Other')
    const before = await levels(other.owner)
    await update(tenant.owner, { level: 1, name: 'Mine', permissions: ['data:write', 'files:read'] })
    expect(await levels(other.owner)).toEqual(before)
  })
})
