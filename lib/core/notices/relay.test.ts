import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { noticeNames, noticeTypes, noticeWords } from '#lib/contracts/notices.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { makeEndpoint } from '#lib/jobs/webhooks/testing/endpoints.ts'
import { record } from '../audit/record.ts'
import { revoke } from '../keys/revoke.ts'
import { rotate } from '../keys/rotate.ts'
import { asKey, foundTenant, make } from '../keys/testing.ts'
import { transfer } from '../keys/transfer.ts'
import { update } from '../keys/update.ts'
import { leave } from '../members/leave.ts'
import { update as updateMember } from '../members/update.ts'
import { asServer } from '../system.ts'
import { transaction } from '../transaction.ts'
import { relay, untoldOrganizations } from './relay.ts'
import { inboxOf, noticesOf, tellAll } from './testing.ts'

withDatabase()

test('an owner hears of what others do to their keys, in the order in which it was done, and of nothing that they do themselves', async () => {
  const { owner, admin, member } = await foundTenant()
  const { id: keyId } = await make(owner, { ownerId: member.actor.id, name: 'Checkout' })
  const own = await make(member)
  await revoke(member, { keyId: own.id })
  await update(admin, { keyId, enabled: false })
  await update(admin, { keyId, enabled: true })
  await update(admin, { keyId, name: 'Checkout, live', ipAllowlist: ['203.0.113.0/24'] })
  await rotate(owner, { keyId, graceSeconds: 3600 })
  await revoke(owner, { keyId, reason: 'Leaked' })
  await tellAll()
  const told = await noticesOf(member)
  expect(told.map(({ type }) => type)).toEqual([
    'key.created',
    'key.disabled',
    'key.enabled',
    'key.updated',
    'key.rotated',
    'key.revoked',
  ])
  expect(await inboxOf(owner)).toEqual([])
  const words = told.map(({ type, data }) => noticeWords(type, data).text)
  expect(words[0]).toMatch(
    /^Olive Owner made the key “Checkout, live” for Mia Member\. It works until \d{4}-/,
  )
  expect(words[3]).toBe('Adam Admin changed the key “Checkout, live”: name, address list.')
  expect(words[4]).toMatch(/gave the key .* a new secret\. The one before works until \d{4}-/)
  expect(words[5]).toBe('Olive Owner revoked the key “Checkout, live” for good: Leaked.')
})

test('what a key does in its owner’s name, its owner is told of', async () => {
  const tenant = await foundTenant()
  const { member } = tenant
  const { id } = await make(member, { permissions: ['api_key:create:own'] })
  await make(await asKey(tenant, id))
  await tellAll()
  expect(await inboxOf(member)).toEqual(['key.created'])
})

test('of a service account’s key the member hears who answers for it, and where nobody does, those who govern', async () => {
  const { owner, admin, member, otherMember, serviceAccountId } = await foundTenant()
  await make(admin, { ownerId: serviceAccountId })
  await tellAll()
  expect(await inboxOf(owner)).toEqual(['key.created'])
  expect(await inboxOf(admin)).toEqual([])
  await database().prisma.serviceAccount.update({
    where: { id: serviceAccountId },
    data: { responsibleId: member.actor.id },
  })
  await make(admin, { ownerId: serviceAccountId })
  await tellAll()
  expect(await inboxOf(member)).toEqual(['key.created'])
  expect(await inboxOf(owner)).toHaveLength(1)
  expect(await inboxOf(otherMember)).toEqual([])
})

test('of a transfer hears who owned the key and who does', async () => {
  const { owner, member, otherMember } = await foundTenant()
  const { id: keyId } = await make(member)
  await transfer(owner, { keyId, owner: { userId: otherMember.actor.id, serviceAccountId: null } })
  await tellAll()
  expect(await inboxOf(member)).toEqual(['key.transferred'])
  const [notice] = await noticesOf(otherMember)
  expect(noticeWords('key.transferred', notice?.data).text).toMatch(/ to Max Member\. It was Mia Member’s\.$/)
})

test('nobody hears of a project out of their reach', async () => {
  const { organizationId, owner, member, projectId, otherProjectId } = await foundTenant()
  const { id } = await database().prisma.membership.findUniqueOrThrow({
    where: { organizationId_userId: { organizationId, userId: member.actor.id } },
  })
  const inside = await make(owner, { ownerId: member.actor.id, projectId })
  await make(owner, { ownerId: member.actor.id, projectId: otherProjectId })
  await database().prisma.membershipProject.create({ data: { membershipId: id, projectId } })
  await tellAll()
  expect((await noticesOf(member)).map(({ keyId }) => keyId)).toEqual([inside.id])
})

test('members hear of their own role, and those who govern of who comes and goes', async () => {
  const { owner, admin, member, otherMember } = await foundTenant()
  await updateMember(owner, { memberId: member.actor.id, role: 'VIEWER' })
  await leave(otherMember, { organizationId: otherMember.organizationId ?? '' })
  await tellAll()
  expect(await inboxOf(member)).toEqual(['member.updated'])
  expect(await inboxOf(admin)).toEqual(['member.left'])
  expect(await inboxOf(owner)).toEqual(['member.left'])
})

test('an event is told once, however often and by however many the log is read', async () => {
  const { owner, member, organizationId } = await foundTenant()
  for (let made = 0; made < 120; made += 1) await make(owner, { ownerId: member.actor.id })
  const { prisma } = database()
  await Promise.all(Array.from({ length: 4 }, () => relay(prisma, organizationId)))
  await tellAll()
  expect(await inboxOf(member)).toHaveLength(120)
  // As though it had forgotten how far it was.
  await prisma.noticeCursor.update({ where: { organizationId }, data: { seq: 0 } })
  await tellAll()
  expect(await inboxOf(member)).toHaveLength(120)
  expect(await untoldOrganizations(prisma)).not.toContain(organizationId)
})

test('an event that cannot be told of keeps nothing else from being told, in its organization or another', async () => {
  const [first, second] = [await foundTenant(), await foundTenant()]
  await make(first.owner, { ownerId: first.member.actor.id })
  const { id, name } = await make(first.owner)
  await transaction(asServer(database().prisma, first.organizationId, 'Test'), (tx) =>
    record(tx, {
      action: 'key.revoke',
      target: { type: 'key', id, name },
      detail: { reason: { not: 'text' } },
    }),
  )
  await make(first.owner, { ownerId: first.member.actor.id })
  await make(second.owner, { ownerId: second.member.actor.id })
  await tellAll()
  expect(await inboxOf(first.member)).toEqual(['key.created', 'key.created'])
  expect(await inboxOf(second.member)).toEqual(['key.created'])
  expect(await untoldOrganizations(database().prisma)).toEqual([])
})

test('each notice has its deliveries to the webhooks that want it', async () => {
  const { owner } = await foundTenant()
  const endpoint = await makeEndpoint(owner, { url: 'https://hooks.example.com/', types: ['key.created'] })
  const { id: keyId } = await make(owner)
  await revoke(owner, { keyId })
  await tellAll()
  const deliveries = await database().prisma.webhookDelivery.findMany({
    where: { endpointId: endpoint.id },
    include: { notice: true },
  })
  expect(deliveries.map(({ notice }) => notice.type)).toEqual(['key.created'])
  expect(deliveries[0]?.notice).toMatchObject({
    keyId,
    data: { key: { id: keyId }, actor: { name: 'Olive Owner' } },
  })
})

test('no more leaves the log than the type of the notice tells', async () => {
  const { owner, member } = await foundTenant()
  const { id: keyId } = await make(owner, { ownerId: member.actor.id })
  await update(owner, { keyId, metadata: { team: `canary-${randomUUID()}` } })
  await tellAll()
  expect(JSON.stringify(await noticesOf(member))).not.toContain('canary')
})

test('no two types tell of the same action', () => {
  const actions = noticeNames.flatMap((name) => noticeTypes[name].action ?? [])
  expect(new Set(actions).size).toBe(actions.length)
})
