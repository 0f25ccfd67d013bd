import { beforeAll, expect, test } from 'vitest'
import { createWebhookBody } from '#lib/contracts/webhooks.ts'
import { foundTenant, type Tenant } from '#lib/core/keys/testing.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type Claimed, claimDue } from './claim.ts'
import { create } from './create.ts'
import { type Outcome, settle } from './settle.ts'
import { notice } from './testing.ts'
import { update } from './update.ts'

/* What becomes of a delivery when whoever had claimed it is not the one who has it now. */

withDatabase()

let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
})

const outcome = (more: Partial<Outcome>): Outcome => ({
  at: new Date(),
  duration: 5,
  status: 500,
  error: null,
  body: '',
  retryAfter: null,
  ...more,
})

/** Claims the one delivery that is due; a claim of less than no time is another's at once. */
async function claim(leaseSeconds: number): Promise<Claimed> {
  const { prisma } = database()
  const room = { total: 8, perEndpoint: 8, inFlight: new Map<string, number>(), leaseSeconds }
  const [claimed, ...more] = await claimDue(prisma, room)
  expect(more).toEqual([])
  if (!claimed) throw new Error('Nothing was due')
  return claimed
}

/** An endpoint with one delivery that is due; all others are over. */
async function oneDue(): Promise<string> {
  await database().pool.query('DELETE FROM webhook_endpoint')
  const { id } = await create(tenant.owner, createWebhookBody.parse({ url: 'https://hooks.example.com/' }))
  await notice(tenant.owner)
  return id
}

const stored = (id: string) =>
  database().prisma.webhookDelivery.findUniqueOrThrow({ where: { id }, include: { log: true } })

test('a claim that has run out settles no failure: what another process does now is its own', async () => {
  await oneDue()
  const late = await claim(-1)
  const now = await claim(60)
  expect(now.id).toBe(late.id)
  await settle(database().prisma, late, outcome({}))
  const delivery = await stored(now.id)
  expect(delivery).toMatchObject({ state: 'pending', attempts: 0, nextAt: now.lease })
  expect(delivery.log).toHaveLength(1)
  await settle(database().prisma, now, outcome({ status: 204 }))
  expect(await stored(now.id)).toMatchObject({ state: 'delivered', attempts: 1, nextAt: null })
})

test('a success counts, whoever has the claim, and the other’s failure takes nothing back', async () => {
  await oneDue()
  const late = await claim(-1)
  const now = await claim(60)
  await settle(database().prisma, late, outcome({ status: 200 }))
  await settle(database().prisma, now, outcome({}))
  expect(await stored(now.id)).toMatchObject({ state: 'delivered', nextAt: null })
})

test('what was given up while it was in flight is not tried again, and is told as delivered where it arrived', async () => {
  const endpointId = await oneDue()
  const claimed = await claim(60)
  await update(tenant.owner, { endpointId, enabled: false })
  await settle(database().prisma, claimed, outcome({}))
  expect(await stored(claimed.id)).toMatchObject({ state: 'failed', attempts: 0, nextAt: null })
  await settle(database().prisma, claimed, outcome({ status: 200 }))
  expect(await stored(claimed.id)).toMatchObject({ state: 'delivered', nextAt: null })
})

test('an endpoint that was deleted while it was in flight leaves nothing to settle', async () => {
  await oneDue()
  const claimed = await claim(60)
  await database().pool.query('DELETE FROM webhook_endpoint')
  await settle(database().prisma, claimed, outcome({ status: 200 }))
  expect(await database().prisma.webhookAttempt.count({ where: { deliveryId: claimed.id } })).toBe(0)
})

test('of a claim, nobody gets what another has, and no more than there is room for', async () => {
  const endpointId = await oneDue()
  for (let count = 0; count < 5; count += 1) await notice(tenant.owner)
  const { prisma } = database()
  const take = (total: number, perEndpoint: number, inFlight = new Map<string, number>()) =>
    claimDue(prisma, { total, perEndpoint, inFlight, leaseSeconds: 60 })
  expect(await take(8, 4, new Map([[endpointId, 4]]))).toEqual([])
  expect(await take(8, 4, new Map([[endpointId, 3]]))).toHaveLength(1)
  expect(await take(2, 4)).toHaveLength(2)
  expect(await take(8, 2)).toHaveLength(2)
  expect(await take(8, 8)).toHaveLength(1)
  expect(await take(8, 8)).toEqual([])
})
