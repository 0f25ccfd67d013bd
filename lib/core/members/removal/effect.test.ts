import { beforeAll, expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { foundTenant, make, type Tenant } from '../../keys/testing.ts'
import { askedOf, ownerTold, withNodes } from '../../projects/testing.ts'
import { removed } from './testing.ts'

withDatabase()

const nodes = withNodes(2)
let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
})

test('with the answer every node refuses the keys that were revoked, and knows the new owners of the others', async () => {
  const { owner, member, otherMember } = tenant
  const revoked = await make(member, { name: 'Revoked' })
  const transferred = await make(member, { name: 'Transferred' })
  const bystander = await make(otherMember, { name: 'Bystander' })
  for (const node of nodes)
    for (const { secret } of [revoked, transferred, bystander])
      expect(await askedOf(node, owner, secret)).toBe('VALID')
  const reply = await removed(owner, member.actor.id, {
    keys: [{ keyId: transferred.id, disposition: { action: 'transfer', ownerId: otherMember.actor.id } }],
  })
  expect(reply.effective).toMatchObject({ nodes: 2, unconfirmed: [] })
  for (const node of nodes) {
    expect(await askedOf(node, owner, revoked.secret)).toBe('REVOKED')
    expect(await askedOf(node, owner, transferred.secret)).toBe('VALID')
    expect(await ownerTold(node, owner, transferred.secret)).toBe('Max Member')
    expect(await askedOf(node, owner, bystander.secret)).toBe('VALID')
  }
})
