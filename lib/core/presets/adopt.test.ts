import { beforeEach, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { asKey, foundTenant, make, type Tenant } from '../keys/testing.ts'
import { transaction } from '../transaction.ts'
import { adopt } from './install.ts'
import { events, governing, survey, unchanged, vocabulary } from './testing.ts'

withDatabase()

let tenant: Tenant
beforeEach(async () => {
  tenant = await foundTenant()
})

const held = async (keyId: string) => (await asKey(tenant, keyId)).permissions

describe('adopting the vocabulary of a contract that is spoken', () => {
  const adopted = (ctx: Ctx, preset = survey) => transaction(ctx, (tx) => adopt(tx, preset))

  test('makes what does not exist, and leaves what exists and what keys hold', async () => {
    const keys = [
      await make(tenant.owner, { role: 'reader' }),
      await make(tenant.owner, { level: 1 }),
      await make(tenant.owner, { level: 8 }),
    ]
    const before = await Promise.all(keys.map(({ id }) => held(id)))
    const made = await transaction(tenant.owner, async (tx) =>
      make(await adopt(tx, survey), { role: 'surveyor', permissions: ['maps:read'] }),
    )
    expect(await Promise.all(keys.map(({ id }) => held(id)))).toEqual(before)
    const after = await vocabulary(tenant.owner)
    expect(after.roles.get('surveyor')?.permissions).toContain('plots')
    expect(after.roles.get('reader')?.permissions).not.toContain('maps:read')
    expect(after.levels.get(1)?.permissions).toEqual(['data:read'])
    expect(await events(tenant.organizationId)).toMatchObject([{ detail: { levels: [], keys: 0 } }])
    expect([...(await held(made.id))].sort()).toEqual([
      'api_key:read:own',
      'maps:read',
      'maps:write',
      'plots',
    ])
  })

  test('makes no rung that a key stands above, or where another rung is above it', async () => {
    const { organizationId, owner } = tenant
    const fifth = () => database().prisma.level.findFirst({ where: { organizationId, level: 5 } })
    const { id } = await make(owner, { level: 8 })
    const before = await held(id)
    await database().prisma.level.deleteMany({ where: { organizationId, level: 5 } })
    const without = await held(id)
    expect(without.size).toBeLessThan(before.size)
    const standsOn = (level: number) => database().prisma.apiKey.update({ where: { id }, data: { level } })
    await adopted(owner)
    expect(await fifth(), 'a key above, and rungs').toBeNull()
    await standsOn(4)
    await adopted(owner)
    expect(await fifth(), 'rungs above').toBeNull()
    await standsOn(8)
    await database().prisma.level.deleteMany({ where: { organizationId, level: { gt: 5 } } })
    await adopted(owner)
    expect(await fifth(), 'a key above').toBeNull()
    await standsOn(4)
    await adopted(owner)
    expect(await fifth()).not.toBeNull()
    expect(await held(id)).not.toContain('maps:write')
  })

  test('changes no row at the calls after the first, and waits for nobody', async () => {
    await adopted(tenant.owner)
    const client = await database().pool.connect()
    try {
      await client.query('begin')
      await client.query('select 1 from organization for update')
      await unchanged(() => adopted(tenant.owner))
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

  test('by two at once makes one of each, and both hold it', async () => {
    const both = await Promise.all([adopted(tenant.owner), adopted(tenant.admin)])
    for (const { permissions: mine } of both) expect(mine).toContain('plots')
    expect(await events(tenant.organizationId)).toHaveLength(1)
  })

  test('leaves out what governs Latchwork and its speaker does not hold', async () => {
    const ctx = await adopted(tenant.admin, {
      ...governing,
      permissions: { ...survey.permissions, 'organization:update': 'Listed, though built in' },
    })
    expect([...ctx.permissions].filter((name) => name.startsWith('organization:'))).toEqual([])
    expect((await vocabulary(tenant.admin)).roles.has('founder')).toBe(false)
    await adopted(tenant.owner, governing)
    expect((await vocabulary(tenant.admin)).roles.has('founder')).toBe(true)
  })

  test('is nothing to a person who may not change the catalogue, and to a key', async () => {
    const { id } = await make(tenant.owner, { permissions: ['permission:update'] })
    for (const ctx of [tenant.member, await asKey(tenant, id)]) {
      const same = await unchanged(() => adopted(ctx))
      expect(same.permissions).toEqual(ctx.permissions)
    }
  })
})
