import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { type Ask, askWith, issueKey, makeTenant, type Person, type Tenant } from '#lib/http/testing/world.ts'

/* Nobody who has gone comes back, or to a secret, by a link that they kept. */

withDatabase()

let ask: Ask
let tenant: Tenant
let tenants = 0
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
})
beforeEach(async () => {
  tenants += 1
  tenant = await makeTenant(`aardvark${tenants}`)
})

const as = (person: Person, method: string, path: string, body?: unknown) =>
  ask({ method, path: `/api/v1${path}`, token: person.token, body })
const leave = (person: Person) => as(person, 'POST', `/organizations/${tenant.organizationId}/leave`)
const events = (action: string) =>
  database().prisma.auditEvent.findMany({ where: { organizationId: tenant.organizationId, action } })
/** An invitation that waited for somebody’s address while they came in by another link. */
const invitationTo = ({ email }: Person, role: MemberRole = 'ADMIN') =>
  database().prisma.invitation.create({
    data: {
      organizationId: tenant.organizationId,
      email,
      role,
      tokenDigest: Buffer.from(randomUUID()),
      invitedByType: 'user',
      invitedById: tenant.people.OWNER.id,
      invitedByName: tenant.people.OWNER.name,
      createdAt: new Date(),
      sentAt: new Date(),
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  })
const read = (id: string) => database().prisma.invitation.findUniqueOrThrow({ where: { id } })

test('leaving withdraws the links to secrets that one has made, and the invitation that waits for one’s own address', async () => {
  const { OWNER, MEMBER } = tenant.people
  const key = await issueKey(ask, MEMBER.token, { name: 'handed over', projectId: tenant.first.id })
  const handed = await as(MEMBER, 'POST', `/keys/${key.id}/handovers`, { secret: key.secret, hours: 1 })
  expect(handed.status, handed.text).toBe(201)
  await as(OWNER, 'POST', '/keys/bulk', { action: 'transfer', ids: [key.id], ownerId: OWNER.id })
  const { id } = await invitationTo(MEMBER)
  expect((await leave(MEMBER)).status).toBe(204)
  const envelope = await database().prisma.envelope.findFirstOrThrow({ where: { keyId: key.id } })
  expect(envelope).toMatchObject({ sealed: null, withdrawnAt: expect.any(Date) })
  expect(await events('key.handover_withdraw')).toMatchObject([{ targetId: key.id }])
  expect(await database().prisma.invitation.findUnique({ where: { id } })).toMatchObject({
    tokenDigest: null,
    withdrawnAt: expect.any(Date),
  })
})

test('with a member who is removed goes the invitation that waits for their own address, and no other', async () => {
  const { OWNER, MEMBER } = tenant.people
  const theirs = await invitationTo(MEMBER)
  const another = await invitationTo({ ...MEMBER, email: 'another@example.com' })
  const before = await as(OWNER, 'GET', `/members/${MEMBER.id}/removal`)
  expect(before.json).toMatchObject({ invitations: 1 })
  const decision = { used: { action: 'revoke' }, idle: { action: 'revoke' } }
  const answer = await as(OWNER, 'POST', `/members/${MEMBER.id}/removal`, decision)
  expect(answer.json).toMatchObject({ invitationsWithdrawn: 1 })
  expect(await read(theirs.id)).toMatchObject({ tokenDigest: null, withdrawnAt: expect.any(Date) })
  expect((await read(another.id)).tokenDigest).not.toBeNull()
})
