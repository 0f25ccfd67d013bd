import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { listOfOwner, ownerIdOf } from './list-of-owner.ts'
import { asKey, foundTenant, make, refused, type Tenant } from './testing.ts'

withDatabase()

let tenant: Tenant
let other: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
  other = await foundTenant('Other')
})

const idsOf = async (ctx: Ctx, ownerId: string) =>
  (await listOfOwner(ctx, { ownerId })).items.map(({ id }) => id)

describe('the keys of one owner', () => {
  test('are its own to see, and everybody’s whom who may see all asks for', async () => {
    const { member, owner, viewer } = tenant
    const mine = await make(member)
    const robots = await make(owner, { ownerId: tenant.serviceAccountId })
    expect(await idsOf(member, member.actor.id)).toEqual([mine.id])
    for (const who of [owner, viewer]) {
      expect(await idsOf(who, member.actor.id)).toEqual([mine.id])
      expect(await idsOf(who, tenant.serviceAccountId)).toEqual([robots.id])
      expect(await idsOf(who, tenant.admin.actor.id)).toEqual([])
    }
  })

  test('are refused in the same words to who sees its own alone, whether or not there is such an owner', async () => {
    const errors = []
    for (const id of [tenant.owner.actor.id, other.owner.actor.id, randomUUID()])
      errors.push((await refused(listOfOwner(tenant.member, { ownerId: id }), 'forbidden')).message)
    expect(new Set(errors).size).toBe(1)
  })

  test('are not found where nobody of the organization has that id', async () => {
    for (const id of [other.owner.actor.id, other.serviceAccountId, randomUUID()])
      await refused(listOfOwner(tenant.owner, { ownerId: id }), 'not_found')
  })

  test('are there for as long as one is, though their owner has left', async () => {
    const { id } = await make(tenant.otherMember)
    const { id: userId } = tenant.otherMember.actor
    await database().prisma.membership.deleteMany({ where: { userId } })
    expect(await idsOf(tenant.owner, userId)).toEqual([id])
  })

  test('are, for a key, those of its project', async () => {
    const ownerId = tenant.serviceAccountId
    const permissions = ['api_key:read:any']
    const elsewhere = await make(tenant.owner, { ownerId, permissions, projectId: tenant.otherProjectId })
    const ctx = await asKey(tenant, elsewhere.id)
    expect(ownerIdOf(ctx)).toBe(ownerId)
    expect(await idsOf(ctx, ownerId)).toEqual([elsewhere.id])
    expect(await idsOf(ctx, tenant.member.actor.id)).toEqual([])
  })
})
