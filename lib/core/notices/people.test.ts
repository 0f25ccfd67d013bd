import { expect, test } from 'vitest'
import { createInvitationBody } from '#lib/contracts/invitations.ts'
import { noticeWords } from '#lib/contracts/notices.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { hashPassword } from '../account/password.ts'
import { accept } from '../invitations/accept.ts'
import { create as invite } from '../invitations/create.ts'
import { foundTenant, type Person } from '../keys/testing.ts'
import { removed } from '../members/removal/testing.ts'
import { transferOwnership } from '../members/transfer-ownership.ts'
import { noticesOf, tellAll } from './testing.ts'

withDatabase()

/** What somebody is told, the oldest first, in the words of the inbox. */
async function told(person: Person): Promise<string[]> {
  await tellAll()
  return (await noticesOf(person)).map(({ type, data }) => noticeWords(type, data).text)
}

/** The person as whoever is signed in. */
async function signedIn(person: Person): Promise<Person> {
  const { id: sessionId } = await database().prisma.session.create({
    data: { userId: person.actor.id, expiresAt: new Date(Date.now() + 3_600_000) },
  })
  return { ...person, actor: { ...person.actor, sessionId } }
}

test('those who govern hear of who is invited, who joins and who is removed, and nobody else does', async () => {
  const { owner, admin, member, otherMember } = await foundTenant()
  const { member: stranger } = await foundTenant('Other')
  await invite(owner, createInvitationBody.parse({ emails: ['new@example.com'], role: 'VIEWER' }))
  const { deliveries } = await invite(owner, createInvitationBody.parse({ role: 'MEMBER' }))
  const token = new URL(deliveries?.[0]?.url ?? '').hash.slice(1)
  await accept(await signedIn(stranger), { token })
  await removed(owner, member.actor.id, { reason: 'Mia left' })
  const { email } = await database().prisma.user.findUniqueOrThrow({ where: { id: member.actor.id } })
  const joiner = stranger.actor.name
  expect(await told(admin)).toEqual([
    'Olive Owner invited new@example.com as a viewer.',
    'Olive Owner invited whoever has a link as a member.',
    `${joiner} (${stranger.actor.id}@example.com) joined as a member.`,
    `Olive Owner removed ${email}, who was a member.`,
  ])
  expect(await told(owner)).toHaveLength(1)
  expect(await told(otherMember)).toEqual([])
})

test('those who govern hear of a new owner, who is among them by then', async () => {
  const { organizationId, owner, admin, member } = await foundTenant()
  const password = 'a long passphrase'
  await database().prisma.user.update({
    where: { id: owner.actor.id },
    data: { passwordHash: await hashPassword(password) },
  })
  await transferOwnership(owner, { organizationId, memberId: member.actor.id, password })
  const { email } = await database().prisma.user.findUniqueOrThrow({ where: { id: member.actor.id } })
  for (const person of [admin, member])
    expect(await told(person)).toEqual([`Olive Owner made ${email} an owner, and is one no more.`])
  expect(await told(owner)).toEqual([])
})
