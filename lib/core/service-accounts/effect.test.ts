import { beforeAll, expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { foundTenant, make, type Tenant } from '../keys/testing.ts'
import { askedOf, ownerTold, withNodes } from '../projects/testing.ts'
import { archive } from './archive.ts'
import { update } from './update.ts'

withDatabase()

const nodes = withNodes(2)
let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
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
