import { beforeAll, beforeEach, expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { updateMe } from '../account/update-me.ts'
import { askedOf, ownerTold, withNodes } from '../projects/testing.ts'
import { bulk } from './bulk.ts'
import { revoke } from './revoke.ts'
import { foundTenant, make, type Tenant } from './testing.ts'
import { transfer } from './transfer.ts'
import { update } from './update.ts'

/* What each verb says to the nodes: that they hear it, whatever befalls them, others show. */

withDatabase()

const nodes = withNodes(2)
let tenant: Tenant
let key: { id: string; secret: string | null }
beforeAll(async () => {
  tenant = await foundTenant()
})
beforeEach(async () => {
  key = await make(tenant.member)
  expect(await codes()).toEqual(['VALID', 'VALID'])
})

/** What each node, which knows the key, says of it. */
async function codes(): Promise<string[]> {
  const told: string[] = []
  for (const node of nodes) told.push(await askedOf(node, tenant.owner, key.secret))
  return told
}

async function owners(): Promise<(string | undefined)[]> {
  const told: (string | undefined)[] = []
  for (const node of nodes) told.push(await ownerTold(node, tenant.owner, key.secret))
  return told
}

test('a key that was disabled, enabled or revoked is that on every node when the answer is there', async () => {
  await update(tenant.member, { keyId: key.id, enabled: false })
  expect(await codes()).toEqual(['DISABLED', 'DISABLED'])
  await update(tenant.member, { keyId: key.id, enabled: true })
  expect(await codes()).toEqual(['VALID', 'VALID'])
  await revoke(tenant.member, { keyId: key.id })
  expect(await codes()).toEqual(['REVOKED', 'REVOKED'])
})

test('so is one of many', async () => {
  await bulk(tenant.member, { action: 'disable', ids: [key.id] })
  expect(await codes()).toEqual(['DISABLED', 'DISABLED'])
  await bulk(tenant.member, { action: 'revoke', ids: [key.id] })
  expect(await codes()).toEqual(['REVOKED', 'REVOKED'])
})

test('a new owner, and the owner’s new name, are told by every node when the answer is there', async () => {
  const owner = { userId: tenant.otherMember.actor.id, serviceAccountId: null }
  expect(await owners()).toEqual(['Mia Member', 'Mia Member'])
  await transfer(tenant.owner, { keyId: key.id, owner })
  expect(await owners()).toEqual(['Max Member', 'Max Member'])
  await updateMe(tenant.otherMember, { name: 'Maximilian' })
  expect(await owners()).toEqual(['Maximilian', 'Maximilian'])
})
