import { beforeEach, expect, test } from 'vitest'
import { createWebhookBody } from '#lib/contracts/webhooks.ts'
import { foundTenant, type Tenant } from '#lib/core/keys/testing.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { claimDue } from './claim.ts'
import { create } from './create.ts'
import { notice } from './testing.ts'

withDatabase()

let crowd: Tenant
let other: Tenant
beforeEach(async () => {
  crowd = await foundTenant()
  other = await foundTenant()
  await database().pool.query('DELETE FROM webhook_endpoint')
})

async function endpoints({ owner }: Tenant, count: number): Promise<string[]> {
  const made: string[] = []
  for (let at = 0; at < count; at += 1) {
    const { id } = await create(owner, createWebhookBody.parse({ url: `https://hooks${at}.example.com/` }))
    made.push(id)
  }
  return made
}
const claim = async (total: number, inFlight: ReadonlyMap<string, number> = new Map()) =>
  (await claimDue(database().prisma, { total, perEndpoint: 4, inFlight, leaseSeconds: 60 })).map(
    ({ organizationId }) => (organizationId === other.organizationId ? 'other' : 'crowd'),
  )

test('one organization with many deliveries leaves the others their turn', async () => {
  await endpoints(crowd, 3)
  await endpoints(other, 1)
  for (let at = 0; at < 4; at += 1) await notice(crowd.owner)
  for (let at = 0; at < 2; at += 1) await notice(other.owner)
  expect((await claim(6)).sort()).toEqual(['crowd', 'crowd', 'crowd', 'crowd', 'other', 'other'])
  expect(await claim(100)).toEqual(Array(8).fill('crowd'))
})

test('what an organization has in flight counts as turns that it has had', async () => {
  const ids = await endpoints(crowd, 4)
  await endpoints(other, 1)
  for (let at = 0; at < 4; at += 1) await notice(crowd.owner)
  for (let at = 0; at < 4; at += 1) await notice(other.owner)
  const inFlight = new Map(ids.map((id) => [id, 1]))
  expect(await claim(2, inFlight)).toEqual(['other', 'other'])
})
