import { expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { foundTenant, make, refused } from '../../keys/testing.ts'
import { removed } from './testing.ts'

withDatabase()

test('a new service account whose name is taken is refused at its name, and nothing has happened', async () => {
  const { owner, member, organizationId } = await foundTenant()
  const { prisma } = database()
  const { id } = await make(member)
  await prisma.serviceAccount.create({ data: { organizationId, name: 'Nightly' } })
  const decision = { idle: { action: 'convert' }, newServiceAccount: { name: 'Nightly' } }
  const error = await refused(removed(owner, member.actor.id, decision), 'conflict')
  expect(error.fields).toEqual([
    { path: 'newServiceAccount.name', message: expect.stringContaining('has this name') },
  ])
  expect(await prisma.membership.count({ where: { organizationId, userId: member.actor.id } })).toBe(1)
  expect(await prisma.apiKey.findUniqueOrThrow({ where: { id } })).toMatchObject({
    ownerUserId: member.actor.id,
    revokedAt: null,
  })
})
