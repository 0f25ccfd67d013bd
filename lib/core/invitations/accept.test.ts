import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { goodPassword, newAddress, nobodyAt, withAuthenticator } from '#lib/auth/testing.ts'
import { addressHeader } from '#lib/client-address.ts'
import { hashPassword } from '#lib/core/account/password.ts'
import { openSession } from '#lib/core/sessions/open.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { type Ask, askWith, makeTenant, type Person, password, type Tenant } from '#lib/http/testing/world.ts'

withDatabase()

let ask: Ask
let tenant: Tenant
let other: Tenant
let tenants = 0
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
})
beforeEach(async () => {
  tenants += 1
  tenant = await makeTenant(`aardvark${tenants}`)
  other = await makeTenant(`elsewhere${tenants}`)
})

async function invited(body: Record<string, unknown>): Promise<{ id: string; token: string }> {
  const { token } = tenant.people.OWNER
  const answer = await ask({ method: 'POST', path: '/api/v1/invitations', token, body })
  expect(answer.status, answer.text).toBe(201)
  const [one] = (answer.json as { deliveries: { invitationId: string; url: string }[] }).deliveries
  return { id: one?.invitationId ?? '', token: new URL(one?.url ?? '').hash.slice(1) }
}
const accept = (person: Person, token: string) =>
  ask({ method: 'POST', path: '/api/v1/invitations/accept', token: person.token, body: { token } })
const join = (body: Record<string, unknown>, ip = newAddress()) =>
  ask({ method: 'POST', path: '/api/v1/invitations/join', body, headers: { [addressHeader]: ip } })
const signIn = (email: string, typed: string, code?: string) =>
  ask({ method: 'POST', path: '/api/v1/sessions', body: { email, password: typed, ...(code && { code }) } })
const membershipOf = (email: string, organizationId = tenant.organizationId) =>
  database().prisma.membership.findFirst({
    where: { organizationId, user: { email } },
    include: { projects: true },
  })
const events = (action: string) =>
  database().prisma.auditEvent.findMany({ where: { organizationId: tenant.organizationId, action } })

const newcomer = { name: 'Grace Hopper', password: goodPassword }

describe('without an account', () => {
  test('an invitation makes account and membership, with its role and projects, and opens once', async () => {
    const { id, token } = await invited({
      emails: ['grace@example.com'],
      role: 'MEMBER',
      projectIds: [tenant.second.id],
    })
    const answer = await join({ token, ...newcomer })
    expect(answer.status, answer.text).toBe(201)
    expect(answer.json).toMatchObject({
      email: 'grace@example.com',
      newAccount: true,
      role: 'MEMBER',
      organization: { id: tenant.organizationId },
    })
    expect(await membershipOf('grace@example.com')).toMatchObject({
      role: 'MEMBER',
      projects: [{ projectId: tenant.second.id }],
    })
    const session = await signIn('grace@example.com', goodPassword)
    expect(session.json).toMatchObject({ project: { id: tenant.second.id } })
    expect((await join({ token, ...newcomer })).status).toBe(404)
    const user = await database().prisma.user.findUniqueOrThrow({ where: { email: 'grace@example.com' } })
    expect(await events('invitation.accept')).toMatchObject([
      {
        actorType: 'user',
        actorId: user.id,
        targetId: id,
        detail: { email: 'grace@example.com', newAccount: true, role: 'MEMBER' },
      },
    ])
    const list = await ask({ method: 'GET', path: '/api/v1/invitations', token: tenant.people.OWNER.token })
    expect(list.json).toMatchObject({
      items: [{ id, state: 'accepted', acceptedBy: { id: user.id, name: 'Grace Hopper' } }],
    })
  })

  test('a link makes an account with the address that is typed', async () => {
    const { token } = await invited({ role: 'VIEWER' })
    const asked = await join({ token, ...newcomer })
    expect(asked.json).toMatchObject({ status: 400, errors: [{ path: 'email' }] })
    expect((await join({ token, email: 'Hedy@Example.com', ...newcomer })).status).toBe(201)
    expect(await membershipOf('hedy@example.com')).toMatchObject({ role: 'VIEWER', projects: [] })
  })

  test('a name and a good password are asked for, and what is refused uses nothing up', async () => {
    const { token } = await invited({ emails: ['katherine@example.com'], role: 'MEMBER' })
    for (const [body, path] of [
      [{ token, password: goodPassword }, 'name'],
      [{ token, name: 'Katherine', password: 'too short' }, 'password'],
    ] as const)
      expect((await join(body)).json).toMatchObject({ status: 400, errors: [{ path }] })
    expect(await database().prisma.user.findUnique({ where: { email: 'katherine@example.com' } })).toBeNull()
    expect((await join({ token, ...newcomer })).status).toBe(201)
  })

  test('an invitation to an address makes no account for another', async () => {
    const { token } = await invited({ emails: ['ada@example.com'], role: 'MEMBER' })
    const answer = await join({ token, email: 'eve@example.com', ...newcomer })
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('another e-mail address')
    expect(await database().prisma.user.findUnique({ where: { email: 'eve@example.com' } })).toBeNull()
  })
})

describe('with an account', () => {
  test('signed in, one joins, and the session goes on there', async () => {
    const person = other.people.MEMBER
    const { token } = await invited({ emails: [person.email], role: 'ADMIN' })
    const answer = await accept(person, token)
    expect(answer.status, answer.text).toBe(200)
    const me = await ask({ method: 'GET', path: '/api/v1/me', token: person.token })
    expect(me.json).toMatchObject({ organization: { id: tenant.organizationId }, role: 'ADMIN' })
    expect(await membershipOf(person.email, other.organizationId)).not.toBeNull()
  })

  test('not signed in, the account’s password is asked for, its name stays, and no session begins', async () => {
    const person = other.people.MEMBER
    const { token } = await invited({ emails: [person.email], role: 'MEMBER' })
    const wrong = await join({ token, name: 'Somebody else', password: 'not this one at all' })
    expect(wrong.json).toMatchObject({ status: 400, errors: [{ path: 'password' }] })
    const sessions = () => database().prisma.session.count({ where: { userId: person.id } })
    const before = await sessions()
    const answer = await join({ token, name: 'Somebody else', password })
    expect(answer.json).toMatchObject({ newAccount: false, email: person.email })
    expect(await sessions()).toBe(before)
    const user = await database().prisma.user.findUniqueOrThrow({ where: { id: person.id } })
    expect(user.name).toBe(person.name)
  })

  test('a second factor is asked for where the session begins', async () => {
    const person = other.people.MEMBER
    const ctx = { ...nobodyAt(), ...(await openSession(nobodyAt().db, person.sessionId)) }
    await database().prisma.user.update({
      where: { id: person.id },
      data: { passwordHash: await hashPassword(goodPassword) },
    })
    const { code } = await withAuthenticator(ctx)
    const { token } = await invited({ emails: [person.email], role: 'MEMBER' })
    expect((await join({ token, password: goodPassword })).status).toBe(201)
    expect((await signIn(person.email, goodPassword)).status).toBe(401)
    expect((await signIn(person.email, goodPassword, code())).status).toBe(201)
  })

  test('one who is a member of nothing any more comes back in', async () => {
    const person = other.people.VIEWER
    await database().prisma.membership.deleteMany({ where: { userId: person.id } })
    expect((await signIn(person.email, password)).status).toBe(403)
    const { token } = await invited({ role: 'MEMBER' })
    expect((await join({ token, email: person.email, password })).status).toBe(201)
    expect((await signIn(person.email, password)).status).toBe(201)
  })

  test('an invitation to another address is refused in clear words, and waits on', async () => {
    const { token } = await invited({ emails: ['grace2@example.com'], role: 'MEMBER' })
    const answer = await accept(other.people.MEMBER, token)
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('another e-mail address')
    expect((await join({ token, ...newcomer })).status).toBe(201)
  })

  test('a member is told so, and a link for whoever has it waits on', async () => {
    const { token } = await invited({ role: 'ADMIN' })
    expect((await accept(tenant.people.VIEWER, token)).status).toBe(409)
    expect((await join({ token, email: tenant.people.VIEWER.email, password })).status).toBe(409)
    expect(await membershipOf(tenant.people.VIEWER.email)).toMatchObject({ role: 'VIEWER' })
    expect((await accept(other.people.MEMBER, token)).status).toBe(200)
  })

  test('passwords are guessed through a link no faster than at the sign-in', async () => {
    const person = other.people.MEMBER
    const { token } = await invited({ emails: [person.email], role: 'MEMBER' })
    const answers = []
    for (let attempt = 0; attempt < 40; attempt += 1)
      answers.push((await join({ token, password: `a guess, number ${attempt}` })).status)
    expect(answers.filter((status) => status === 400).length).toBe(30)
    expect(answers.slice(30)).toEqual(Array(10).fill(429))
  }, 20_000)
})

describe('at the same time', () => {
  test('of eight who accept one link, one is made a member: signed in, with an account, and without', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id, token } = await invited({ role: 'MEMBER' })
      const fresh = await makeTenant(`crowd${tenants}of${round}`)
      const people = Object.values(fresh.people)
      const answers = await Promise.all([
        ...people.slice(0, 3).map((person) => accept(person, token)),
        ...people.slice(3).map(({ email }) => join({ token, email, password })),
        ...[1, 2].map((at) =>
          join({ token, email: `new${at}-${round}-${tenants}@example.com`, ...newcomer }),
        ),
      ])
      const won = answers.filter(({ status }) => status < 300)
      expect(won, answers.map(({ text }) => text).join('\n')).toHaveLength(1)
      for (const { status } of answers) expect([200, 201, 404]).toContain(status)
      const accepted = await events('invitation.accept')
      expect(accepted.filter(({ targetId }) => targetId === id)).toHaveLength(1)
    }
    // Who came second left no account behind.
    const leftovers = await database().prisma.user.count({
      where: { email: { startsWith: 'new' }, memberships: { none: {} } },
    })
    expect(leftovers).toBe(0)
  }, 60_000)

  test('of two links that one person accepts, one makes the membership and the other waits on', async () => {
    const links = [await invited({ role: 'MEMBER' }), await invited({ role: 'VIEWER' })]
    const person = other.people.MEMBER
    const answers = await Promise.all(links.map(({ token }) => accept(person, token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('a withdrawal, or a demotion of the maker, and an acceptance: either the one or the other, 20 rounds', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { id, token } = await invited({ role: 'MEMBER' })
      const email = `racer${round}-${tenants}@example.com`
      const { OWNER, ADMIN } = tenant.people
      await database().prisma.invitation.update({ where: { id }, data: { invitedById: ADMIN.id } })
      const undo =
        round % 2
          ? ask({ method: 'DELETE', path: `/api/v1/invitations/${id}`, token: OWNER.token })
          : ask({
              method: 'PATCH',
              path: `/api/v1/members/${ADMIN.id}`,
              token: OWNER.token,
              body: { role: 'VIEWER' },
            })
      const [undone, joined] = await Promise.all([undo, join({ token, email, ...newcomer })])
      expect(undone.status, undone.text).toBe(200)
      expect([201, 404, 410]).toContain(joined.status)
      const row = await database().prisma.invitation.findUniqueOrThrow({ where: { id } })
      expect(row.tokenDigest).toBeNull()
      expect((await membershipOf(email)) !== null).toBe(joined.status === 201)
      expect(row.acceptedAt !== null).toBe(joined.status === 201)
      expect(row.withdrawnAt !== null).toBe(joined.status !== 201)
      await database().prisma.membership.updateMany({ where: { userId: ADMIN.id }, data: { role: 'ADMIN' } })
    }
  }, 60_000)
})
