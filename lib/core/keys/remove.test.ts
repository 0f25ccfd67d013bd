import { beforeAll, describe, expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { getStanding } from './get-standing.ts'
import { countStanding, listStanding } from './list-standing.ts'
import { remove } from './remove.ts'
import { actionsOf, asKey, foundTenant, make, refused, type Tenant } from './testing.ts'

withDatabase()

let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
})

describe('where what is revoked is gone', () => {
  test('a removed key is found by nobody, and is not removed twice', async () => {
    const { id: keyId } = await make(tenant.member)
    expect((await getStanding(tenant.member, { keyId })).id).toBe(keyId)
    expect((await listStanding(tenant.member)).items.map(({ id }) => id)).toContain(keyId)
    const before = await countStanding(tenant.member)
    await remove(tenant.member, { keyId })
    await refused(getStanding(tenant.member, { keyId }), 'not_found')
    await refused(remove(tenant.member, { keyId }), 'not_found')
    expect((await listStanding(tenant.member)).items.map(({ id }) => id)).not.toContain(keyId)
    expect(await countStanding(tenant.member)).toBe(before - 1)
    expect(await actionsOf(keyId)).toEqual(['key.create', 'key.revoke'])
  })

  test('a key removes itself where it may, whatever it holds, and no other', async () => {
    const bare = await make(tenant.owner)
    const other = await make(tenant.owner)
    const itself = await asKey(tenant, bare.id)
    expect(itself.permissions.size).toBe(0)
    await refused(remove(itself, { keyId: bare.id }), 'not_found')
    await refused(remove(itself, { keyId: other.id }, { self: true }), 'not_found')
    await remove(itself, { keyId: bare.id }, { self: true })
    await refused(getStanding(tenant.owner, { keyId: bare.id }), 'not_found')
    expect((await getStanding(tenant.owner, { keyId: other.id })).id).toBe(other.id)
  })

  test('lists and counts keep to one owner and one project', async () => {
    const mine = await make(tenant.owner)
    const theirs = await make(tenant.owner, {
      ownerId: tenant.serviceAccountId,
      projectId: tenant.otherProjectId,
    })
    const ids = async (question: object) =>
      (await listStanding(tenant.owner, question)).items.map(({ id }) => id)
    const byAccount = { owner: tenant.serviceAccountId }
    expect(await ids(byAccount)).toEqual([theirs.id])
    expect(await countStanding(tenant.owner, byAccount)).toBe(1)
    expect(await ids({ project: tenant.otherProjectId })).toEqual([theirs.id])
    expect(await ids({ project: tenant.projectId })).toContain(mine.id)
    expect(await countStanding(tenant.owner, { project: tenant.otherProjectId })).toBe(1)
  })
})
