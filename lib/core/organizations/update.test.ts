import { beforeAll, describe, expect, test } from 'vitest'
import { updateOrganizationBody } from '#lib/contracts/organizations.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { foundTenant, refused, type Tenant } from '../keys/testing.ts'
import { transaction } from '../transaction.ts'
import { update } from './update.ts'

withDatabase()

let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
})

const change = (ctx: Ctx, body: object) =>
  update(ctx, { organizationId: tenant.organizationId, ...updateOrganizationBody.parse(body) })
const events = async () =>
  (
    await database().prisma.auditEvent.findMany({
      where: { organizationId: tenant.organizationId, action: 'organization.update' },
      orderBy: { seq: 'asc' },
    })
  ).map(({ detail }) => detail)

describe('a change of the organization', () => {
  test('sets its name and for how long keys outlive the database, each by itself, and is told in the audit log', async () => {
    expect(await change(tenant.owner, { staleSeconds: 30 })).toMatchObject({ staleSeconds: 30 })
    expect(await change(tenant.owner, { name: 'Renamed' })).toMatchObject({
      name: 'Renamed',
      staleSeconds: 30,
    })
    const [first, second] = (await events()).slice(-2)
    expect(first).toEqual({ staleSeconds: { from: 0, to: 30 } })
    expect(second).toMatchObject({ name: { to: 'Renamed' } })
  })

  test('that changes nothing is no event', async () => {
    const before = await events()
    await change(tenant.owner, { name: 'Renamed', staleSeconds: 30 })
    expect(await events()).toEqual(before)
  })

  test('of how long keys outlive the database tells every node to forget the organization’s keys', async () => {
    const touched: string[] = []
    for (const body of [{ staleSeconds: 60 }, { name: 'Once more' }])
      await transaction(tenant.owner, async (tx) => {
        await change(tx, body)
        touched.push(...tx.touched)
      })
    expect(touched).toEqual([`organization:${tenant.organizationId}`])
  })

  test('is for an owner alone, at most 300 seconds, and not empty', async () => {
    for (const ctx of [tenant.admin, tenant.member, tenant.viewer])
      await refused(change(ctx, { staleSeconds: 10 }), 'forbidden')
    const stranger = await foundTenant('Elsewhere')
    await refused(change(stranger.owner, { staleSeconds: 10 }), 'not_found')
    for (const body of [{}, { staleSeconds: 301 }, { staleSeconds: -1 }, { staleSeconds: 1.5 }])
      expect(updateOrganizationBody.safeParse(body).success, JSON.stringify(body)).toBe(false)
  })
})
