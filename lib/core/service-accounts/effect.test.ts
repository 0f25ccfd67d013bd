import { afterAll, beforeAll, expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import type { GateNode } from '#lib/gate/node.ts'
import { foundTenant, make, type Tenant } from '../keys/testing.ts'
import { askedOf, ownerTold, startNodes } from '../projects/testing.ts'
import { archive } from './archive.ts'
import { update } from './update.ts'

withDatabase()

let tenant: Tenant
let nodes: GateNode[]
beforeAll(async () => {
  tenant = await foundTenant()
  nodes = await startNodes(2)
})
afterAll(async () => {
  for (const node of nodes) await node.stop()
})

test('a new name is told by every node when the answer is there', async () => {
  const { owner, serviceAccountId } = tenant
  const { secret } = await make(owner, { ownerId: serviceAccountId })
  for (const node of nodes) expect(await ownerTold(node, owner, secret)).toBe('Deploy robot')
  await update(owner, { serviceAccountId, name: 'Release robot' })
  for (const node of nodes) expect(await ownerTold(node, owner, secret)).toBe('Release robot')
})

test('the keys of one that is archived are refused by every node when the answer is there, which asked again is confirmed anew', async () => {
  const { owner, serviceAccountId } = tenant
  const { secret } = await make(owner, { ownerId: serviceAccountId })
  for (const node of nodes) expect(await askedOf(node, owner, secret)).toBe('VALID')
  const { effective } = await archive(owner, { serviceAccountId, keys: 'revoke' })
  expect(effective).toMatchObject({ nodes: 2, unconfirmed: [] })
  for (const node of nodes) expect(await askedOf(node, owner, secret)).toBe('REVOKED')
  const again = await archive(owner, { serviceAccountId })
  expect(again).toMatchObject({ revokedKeys: 0, effective: { nodes: 2, unconfirmed: [] } })
})
