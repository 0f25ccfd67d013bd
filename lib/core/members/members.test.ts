import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Member } from '#lib/contracts/members.ts'
import { type MemberRole, memberRoles } from '#lib/contracts/permissions.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import {
  type Ask,
  askWith,
  issueKey,
  makeTenant,
  type Person,
  password,
  type Tenant,
} from '#lib/http/testing/world.ts'

withDatabase()

let ask: Ask
let tenant: Tenant
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
})
let tenants = 0
beforeEach(async () => {
  tenants += 1
  tenant = await makeTenant(`aardvark${tenants}`)
})

const as = (
  person: Person,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => ask({ method, path: `/api/v1${path}`, token: person.token, body, headers })
const items = async (person: Person, query = '') =>
  (await as(person, 'GET', `/members${query}`)).json as { items: Member[]; nextCursor: string | null }
const change = (by: Person, of: Person, body: unknown, headers?: Record<string, string>) =>
  as(by, 'PATCH', `/members/${of.id}`, body, headers)
const roleOf = async ({ id }: Person) =>
  (
    await database().prisma.membership.findUnique({
      where: { organizationId_userId: { organizationId: tenant.organizationId, userId: id } },
    })
  )?.role
const events = (action: string) =>
  database().prisma.auditEvent.findMany({ where: { organizationId: tenant.organizationId, action } })
const setRole = async ({ id: userId }: Person, role: MemberRole) => {
  const { organizationId } = tenant
  await database().prisma.membership.update({
    where: { organizationId_userId: { organizationId, userId } },
    data: { role },
  })
}
const leave = (person: Person) => as(person, 'POST', `/organizations/${tenant.organizationId}/leave`)
const transfer = (by: Person, to: string, typed = password) =>
  as(by, 'POST', `/organizations/${tenant.organizationId}/transfer`, { memberId: to, password: typed })

describe('the list', () => {
  test('has everybody by name, page by page, each once', async () => {
    const { OWNER } = tenant.people
    const names: string[] = []
    let cursor: string | null = null
    do {
      const page = await items(OWNER, `?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      names.push(...page.items.map(({ name }) => name))
      cursor = page.nextCursor
    } while (cursor)
    expect(names).toEqual(
      Object.values(tenant.people)
        .map(({ name }) => name)
        .sort(),
    )
  })

  test('is searched by name and e-mail address, and filtered by roles', async () => {
    const { OWNER, ADMIN, VIEWER, LIMITED } = tenant.people
    expect((await items(OWNER, '?q=ADMIN@')).items.map(({ id }) => id)).toEqual([ADMIN.id])
    expect((await items(OWNER, '?q=viewer')).items.map(({ id }) => id)).toEqual([VIEWER.id])
    expect((await items(OWNER, '?role=VIEWER')).items.map(({ id }) => id).sort()).toEqual(
      [VIEWER.id, LIMITED.id].sort(),
    )
    expect((await items(OWNER, '?q=100%25')).items).toEqual([])
  })

  test('tells who governs of keys, second factors and when people were here; others of themselves alone', async () => {
    const { OWNER, ADMIN, MEMBER } = tenant.people
    const key = await issueKey(ask, OWNER.token, {
      name: 'one',
      ownerId: MEMBER.id,
      projectId: tenant.first.id,
    })
    await issueKey(ask, OWNER.token, { name: 'two', ownerId: MEMBER.id, projectId: tenant.first.id })
    await as(OWNER, 'DELETE', `/keys/${key.id}`)
    const seen = async (by: Person, of: Person) =>
      (await items(by)).items.find(({ id }) => id === of.id) as Member
    const told = await seen(ADMIN, MEMBER)
    expect(told).toMatchObject({ keys: 1, secondFactor: false, projects: null, role: 'MEMBER' })
    expect(Date.now() - Date.parse(told.lastSeenAt ?? '')).toBeLessThan(60_000)
    expect(await seen(MEMBER, MEMBER)).toMatchObject({ keys: 1, secondFactor: false })
    expect(await seen(MEMBER, ADMIN)).toMatchObject({ keys: null, secondFactor: null, lastSeenAt: null })
  })

  test('is narrowed to a project by nobody who does not reach it: it would tell who else is limited to what', async () => {
    const { OWNER, LIMITED } = tenant.people
    const ids = async (by: Person, project: string) =>
      (await items(by, `?project=${project}`)).items.map(({ id }) => id).sort()
    const { prisma } = database()
    const { id: membershipId } = await prisma.membership.findFirstOrThrow({
      where: { organizationId: tenant.organizationId, userId: tenant.people.VIEWER.id },
    })
    await prisma.membershipProject.create({ data: { membershipId, projectId: tenant.first.id } })
    expect(await ids(OWNER, tenant.first.id)).toContain(tenant.people.VIEWER.id)
    expect(await ids(LIMITED, tenant.first.id)).toEqual(await ids(LIMITED, randomUUID()))
    expect(await ids(LIMITED, tenant.second.id)).toContain(LIMITED.id)
  })

  test('counts nothing that somebody does in another organization', async () => {
    const { OWNER, MEMBER } = tenant.people
    const other = await makeTenant(`elsewhere${tenants}`)
    await database().prisma.membership.create({
      data: { organizationId: other.organizationId, userId: MEMBER.id, role: 'MEMBER' },
    })
    await issueKey(ask, other.people.OWNER.token, {
      name: 'far',
      ownerId: MEMBER.id,
      projectId: other.first.id,
    })
    expect((await as(OWNER, 'GET', `/members/${MEMBER.id}`)).json).toMatchObject({ keys: 0 })
    expect((await as(other.people.OWNER, 'GET', `/members/${MEMBER.id}`)).json).toMatchObject({
      keys: 1,
      lastSeenAt: null,
    })
  })
})

describe('a change', () => {
  test('of role counts at the next request of the same session, ends nothing, and is audited', async () => {
    const { OWNER, MEMBER } = tenant.people
    expect((await as(MEMBER, 'GET', '/invitations')).status).toBe(403)
    const answer = await change(OWNER, MEMBER, { role: 'ADMIN' })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.json).toMatchObject({ role: 'ADMIN', version: 2 })
    expect(answer.headers.get('etag')).toBe('"2"')
    expect((await as(MEMBER, 'GET', '/invitations')).status).toBe(200)
    await change(OWNER, MEMBER, { role: 'VIEWER' })
    expect((await as(MEMBER, 'GET', '/invitations')).status).toBe(403)
    const [first] = await events('member.update')
    expect(first).toMatchObject({
      targetId: MEMBER.id,
      targetName: MEMBER.email,
      detail: { role: { from: 'MEMBER', to: 'ADMIN' } },
    })
  })

  test('of projects limits, and is undone by none; who comes to govern reaches all again', async () => {
    const { OWNER, MEMBER } = tenant.people
    const limited = await change(OWNER, MEMBER, { projectIds: [tenant.second.id] })
    expect(limited.json).toMatchObject({ projects: [tenant.second] })
    const reached = (await as(MEMBER, 'GET', '/projects')).json as { items: { id: string }[] }
    expect(reached.items.map(({ id }) => id)).toEqual([tenant.second.id])
    expect((await change(OWNER, MEMBER, { projectIds: null })).json).toMatchObject({ projects: null })
    await change(OWNER, MEMBER, { projectIds: [tenant.second.id] })
    expect((await change(OWNER, MEMBER, { role: 'ADMIN' })).json).toMatchObject({ projects: null })
    expect(
      await database().prisma.membershipProject.count({ where: { membership: { userId: MEMBER.id } } }),
    ).toBe(0)
    const last = (await events('member.update')).at(-1)
    expect(last?.detail).toMatchObject({ projects: { from: [tenant.second.name], to: 'all' } })
  })

  test('to what is there already is no change', async () => {
    const { OWNER, LIMITED } = tenant.people
    const answer = await change(OWNER, LIMITED, { role: 'VIEWER', projectIds: [tenant.second.id] })
    expect(answer.json).toMatchObject({ version: 1 })
    expect(await events('member.update')).toEqual([])
  })

  test('takes no projects for who governs, and none of another organization', async () => {
    const { OWNER, ADMIN, MEMBER } = tenant.people
    const other = await makeTenant(`elsewhere${tenants}`)
    for (const [of, body, path] of [
      [ADMIN, { projectIds: [tenant.first.id] }, 'projectIds'],
      [MEMBER, { role: 'ADMIN', projectIds: [tenant.first.id] }, 'projectIds'],
      [MEMBER, { projectIds: [tenant.first.id, other.first.id] }, 'projectIds.1'],
      [MEMBER, { projectIds: [randomUUID()] }, 'projectIds.0'],
    ] as const) {
      const answer = await change(OWNER, of, body)
      expect(answer.status).toBe(400)
      expect(answer.json).toMatchObject({ errors: [{ path }] })
    }
    expect(await events('member.update')).toEqual([])
  })

  test('from another version than the one read is refused', async () => {
    const { OWNER, MEMBER } = tenant.people
    expect((await change(OWNER, MEMBER, { role: 'VIEWER' }, { 'if-match': '"7"' })).status).toBe(412)
    expect((await change(OWNER, MEMBER, { role: 'VIEWER' }, { 'if-match': '"1"' })).status).toBe(200)
    expect((await change(OWNER, MEMBER, { role: 'MEMBER' }, { 'if-match': '"1"' })).status).toBe(412)
  })

  test('gives nobody a role beyond one’s own, and touches nobody above: every role, by every role, to every role', async () => {
    const { OWNER, ADMIN, MEMBER, OTHER, VIEWER } = tenant.people
    const actors = { OWNER, ADMIN, MEMBER, VIEWER } as const
    const rank = { OWNER: 3, ADMIN: 2, MEMBER: 1, VIEWER: 0 } as const
    for (const by of memberRoles)
      for (const from of memberRoles)
        for (const to of memberRoles) {
          await setRole(OTHER, from)
          const { status } = await change(actors[by], OTHER, { role: to })
          const may = rank[by] >= 2 && rank[by] >= rank[from] && rank[by] >= rank[to]
          expect(status, `${by} makes ${from} ${to}`).toBe(may ? 200 : 403)
          expect(await roleOf(OTHER)).toBe(may ? to : from)
        }
  })

  test('is no key’s to make, whatever it holds', async () => {
    const { OWNER, MEMBER } = tenant.people
    const permissions = ['member:update', 'member:read', 'organization:transfer']
    const key = await issueKey(ask, OWNER.token, { name: 'all', permissions, projectId: tenant.first.id })
    for (const [method, path, body] of [
      ['PATCH', `/members/${MEMBER.id}`, { role: 'VIEWER' }],
      ['POST', `/organizations/${tenant.organizationId}/transfer`, { memberId: MEMBER.id, password }],
      ['POST', `/organizations/${tenant.organizationId}/leave`, undefined],
    ] as const)
      expect((await ask({ method, path: `/api/v1${path}`, token: key.secret, body })).status).toBe(403)
  })
})

describe('the last owner', () => {
  test('can neither be demoted nor leave, and is told what to do', async () => {
    const { OWNER } = tenant.people
    for (const answer of [await change(OWNER, OWNER, { role: 'ADMIN' }), await leave(OWNER)]) {
      expect(answer.status).toBe(409)
      expect(answer.text).toContain('Make somebody else an owner first')
    }
    expect(await roleOf(OWNER)).toBe('OWNER')
  })

  test('is left where two owners demote each other, or leave, at the same time: 40 rounds', async () => {
    const { OWNER, ADMIN } = tenant.people
    for (let round = 0; round < 40; round += 1) {
      for (const person of [OWNER, ADMIN]) {
        await database().prisma.membership.upsert({
          where: { organizationId_userId: { organizationId: tenant.organizationId, userId: person.id } },
          create: { organizationId: tenant.organizationId, userId: person.id, role: 'OWNER' },
          update: { role: 'OWNER' },
        })
        await database().prisma.session.update({
          where: { id: person.sessionId },
          data: { organizationId: tenant.organizationId, endedAt: null },
        })
      }
      const answers =
        round % 2 === 0
          ? await Promise.all([
              change(OWNER, ADMIN, { role: 'MEMBER' }),
              change(ADMIN, OWNER, { role: 'MEMBER' }),
            ])
          : await Promise.all([leave(OWNER), change(OWNER, ADMIN, { role: 'VIEWER' }), leave(ADMIN)])
      expect(answers.filter(({ status }) => status >= 500)).toEqual([])
      const owners = await database().prisma.membership.count({
        where: { organizationId: tenant.organizationId, role: 'OWNER' },
      })
      expect(owners, answers.map(({ text }) => text).join()).toBeGreaterThanOrEqual(1)
      if (round % 2 === 0) expect(owners).toBe(1)
    }
  }, 60_000)

  test('two admins who demote each other at the same time do not both succeed', async () => {
    const { ADMIN, OTHER } = tenant.people
    for (let round = 0; round < 10; round += 1) {
      await setRole(ADMIN, 'ADMIN')
      await setRole(OTHER, 'ADMIN')
      const answers = await Promise.all([
        change(ADMIN, OTHER, { role: 'VIEWER' }),
        change(OTHER, ADMIN, { role: 'VIEWER' }),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
    }
  })
})

describe('leaving', () => {
  test('ends the sessions of who has nowhere else to go, and is audited', async () => {
    const { VIEWER } = tenant.people
    expect((await leave(VIEWER)).status).toBe(204)
    expect((await as(VIEWER, 'GET', '/me')).status).toBe(401)
    expect(await roleOf(VIEWER)).toBeUndefined()
    expect(await events('member.leave')).toMatchObject([
      { targetId: VIEWER.id, detail: { role: 'VIEWER', sessionsEnded: 2 } },
    ])
  })

  test('lets a session go on in another organization of the person’s', async () => {
    const { VIEWER } = tenant.people
    const other = await makeTenant(`elsewhere${tenants}`)
    await database().prisma.membership.create({
      data: { organizationId: other.organizationId, userId: VIEWER.id, role: 'ADMIN' },
    })
    await leave(VIEWER)
    expect((await as(VIEWER, 'GET', '/me')).json).toMatchObject({
      organization: { id: other.organizationId },
      role: 'ADMIN',
    })
  })

  test('is refused to who owns keys, with their number, until these are revoked', async () => {
    const { OWNER, MEMBER } = tenant.people
    const issue = (name: string) =>
      issueKey(ask, OWNER.token, { name, ownerId: MEMBER.id, projectId: tenant.first.id })
    const keys = [await issue('one'), await issue('two')]
    const refused = await leave(MEMBER)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('2 keys')
    expect((await as(MEMBER, 'GET', '/me')).status).toBe(200)
    for (const { id } of keys) await as(OWNER, 'DELETE', `/keys/${id}`)
    expect((await leave(MEMBER)).status).toBe(204)
  })

  test('is refused to who answers for a service account', async () => {
    const { VIEWER } = tenant.people
    const { prisma } = database()
    await prisma.serviceAccount.update({
      where: { id: tenant.serviceAccountId },
      data: { responsibleId: VIEWER.id },
    })
    const refused = await leave(VIEWER)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('a service account')
  })

  test('is of the organization that the session is in', async () => {
    const { VIEWER } = tenant.people
    const other = await makeTenant(`elsewhere${tenants}`)
    expect((await as(VIEWER, 'POST', `/organizations/${other.organizationId}/leave`)).status).toBe(404)
  })
})

describe('a transfer', () => {
  test('makes another the owner and oneself an admin, in one step, and is audited', async () => {
    const { OWNER, LIMITED } = tenant.people
    const answer = await transfer(OWNER, LIMITED.id)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.json).toMatchObject({ id: LIMITED.id, role: 'OWNER', projects: null })
    expect(await roleOf(OWNER)).toBe('ADMIN')
    expect((await transfer(OWNER, LIMITED.id)).status).toBe(403)
    expect(await events('organization.transfer')).toMatchObject([
      {
        targetId: tenant.organizationId,
        actorId: OWNER.id,
        detail: { from: { id: OWNER.id }, to: { id: LIMITED.id, roleBefore: 'VIEWER' } },
      },
    ])
  })

  test('asks for one’s own password, ten times an hour at most', async () => {
    const { OWNER, MEMBER } = tenant.people
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const answer = await transfer(OWNER, MEMBER.id, 'a guess of somebody at the screen')
      expect(answer.json).toMatchObject({ status: 400, errors: [{ path: 'password' }] })
    }
    expect((await transfer(OWNER, MEMBER.id)).status).toBe(429)
    expect(await roleOf(OWNER)).toBe('OWNER')
  })

  test('goes to no stranger, no owner and not to oneself', async () => {
    const { OWNER, ADMIN } = tenant.people
    const other = await makeTenant(`elsewhere${tenants}`)
    expect((await transfer(OWNER, other.people.OWNER.id)).status).toBe(404)
    expect((await transfer(OWNER, OWNER.id)).status).toBe(400)
    await setRole(ADMIN, 'OWNER')
    expect((await transfer(OWNER, ADMIN.id)).status).toBe(409)
  })

  test('of two at the same time, one happens', async () => {
    const { OWNER, MEMBER, OTHER } = tenant.people
    const answers = await Promise.all([transfer(OWNER, MEMBER.id), transfer(OWNER, OTHER.id)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
    const owners = await database().prisma.membership.count({
      where: { organizationId: tenant.organizationId, role: 'OWNER' },
    })
    expect(owners).toBe(1)
  })
})
