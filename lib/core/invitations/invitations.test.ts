import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newAddress } from '#lib/auth/testing.ts'
import { addressHeader } from '#lib/client-address.ts'
import type { Delivery, Invitation } from '#lib/contracts/invitations.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { type Ask, askWith, issueKey, makeTenant, type Person, type Tenant } from '#lib/http/testing/world.ts'
import { log } from '#lib/log.ts'
import { mailTimeout } from '#lib/mail.ts'
import { type MailServer, startMailServer, useNoMailServer } from '#lib/testing/smtp.ts'

withDatabase()

let ask: Ask
let tenant: Tenant
let server: MailServer
let tenants = 0
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  server = await startMailServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  tenants += 1
  tenant = await makeTenant(`aardvark${tenants}`)
  server.manner = 'takes'
  server.arrived.length = 0
})
afterEach(() => {
  vi.restoreAllMocks()
  useNoMailServer()
  quiet()
})

interface Created {
  items: Invitation[]
  deliveries: (Delivery & { invitationId: string })[] | null
}

const as = (
  person: Person,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => ask({ method, path: `/api/v1${path}`, token: person.token, body, headers })
const invite = (by: Person, body: unknown, headers?: Record<string, string>) =>
  as(by, 'POST', '/invitations', body, headers)
const made = async (body: unknown, by = tenant.people.OWNER) => {
  const answer = await invite(by, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.json as Created
}
const tokenOf = (delivery: { url: string | null } | null | undefined) =>
  new URL(delivery?.url ?? 'about:blank').hash.slice(1)
const peek = (token: string, ip = newAddress()) =>
  ask({ method: 'POST', path: '/api/v1/invitations/peek', body: { token }, headers: { [addressHeader]: ip } })
const listed = async (query = '') =>
  (await as(tenant.people.OWNER, 'GET', `/invitations${query}`)).json as {
    items: Invitation[]
    nextCursor: string | null
  }
const events = (action: string) =>
  database().prisma.auditEvent.findMany({ where: { organizationId: tenant.organizationId, action } })
/** The end of an invitation, moved to the past. */
const expire = (id: string) =>
  database().prisma.invitation.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1000) } })

describe('an invitation', () => {
  test('by link is for whoever has it: the link is in the answer, once, and its token in no table', async () => {
    const { items, deliveries } = await made({ role: 'MEMBER', projectIds: [tenant.second.id] })
    expect(items).toMatchObject([
      { email: null, role: 'MEMBER', projects: [tenant.second], state: 'pending', acceptedBy: null },
    ])
    expect(deliveries).toMatchObject([{ mailed: false, problem: null }])
    const token = tokenOf(deliveries?.[0])
    expect(token).toMatch(/^inv_[\w-]{43}$/)
    const { rows } = await database().pool.query<{ text: string }>(
      `select (select string_agg(t::text, '') from invitation t) || (select string_agg(t::text, '') from audit_event t) as text`,
    )
    const bytes = Buffer.from(token.slice(4), 'base64url').toString('hex')
    for (const form of [token, token.slice(4), bytes]) expect(rows[0]?.text).not.toContain(form)
    expect((await as(tenant.people.OWNER, 'GET', '/invitations')).text).not.toContain(token)
  })

  test('lasts seven days where nothing is said, and an hour to thirty days where it is', async () => {
    const lasts = async (body: object) => {
      const [one] = (await made({ role: 'VIEWER', ...body })).items
      return (Date.parse(one?.expiresAt ?? '') - Date.parse(one?.createdAt ?? '')) / 3_600_000
    }
    expect(await lasts({})).toBe(168)
    expect(await lasts({ hours: 1 })).toBe(1)
    expect(await lasts({ hours: 720 })).toBe(720)
    for (const hours of [0, 721, 1.5])
      expect((await invite(tenant.people.OWNER, { role: 'VIEWER', hours })).status).toBe(400)
  })

  test('repeated under one idempotency key is made once, mailed once, and its link shown once', async () => {
    const headers = { 'idempotency-key': 'the-same' }
    const body = { emails: ['grace@example.com'], role: 'MEMBER' }
    const first = (await invite(tenant.people.OWNER, body, headers)).json as Created
    expect(tokenOf(first.deliveries?.[0])).toMatch(/^inv_/)
    const again = await invite(tenant.people.OWNER, body, headers)
    expect(again.status).toBe(201)
    expect(again.json).toMatchObject({ items: [{ id: first.items[0]?.id }], deliveries: null })
    expect(
      await database().prisma.invitation.count({ where: { organizationId: tenant.organizationId } }),
    ).toBe(1)
    const { rows } = await database().pool.query<{ text: string }>(
      `select string_agg(t::text, '') as text from idempotency_record t`,
    )
    expect(rows[0]?.text).not.toContain(tokenOf(first.deliveries?.[0]))
  })

  test('of several addresses is one for each, in their order, or none at all', async () => {
    const emails = ['grace@example.com', 'ada@example.com', 'hedy@example.com']
    const { items, deliveries } = await made({ emails, role: 'MEMBER' })
    expect(items.map(({ email }) => email)).toEqual(emails)
    expect(deliveries?.map(({ invitationId }) => invitationId)).toEqual(items.map(({ id }) => id))
    expect(new Set(deliveries?.map(tokenOf)).size).toBe(3)
    const again = await invite(tenant.people.OWNER, {
      emails: ['new@example.com', 'ada@example.com', tenant.people.ADMIN.email],
      role: 'MEMBER',
    })
    expect(again.json).toMatchObject({
      status: 409,
      errors: [
        { path: 'emails.1', message: expect.stringContaining('invited already') },
        { path: 'emails.2', message: expect.stringContaining('is a member already') },
      ],
    })
    expect((await listed()).items).toHaveLength(3)
    expect(await events('invitation.create')).toHaveLength(3)
  })

  test('of one address is out once, however many make it at the same time', async () => {
    const body = { emails: ['grace@example.com'], role: 'MEMBER' }
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, at) => invite(at % 2 ? tenant.people.OWNER : tenant.people.ADMIN, body)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409])
  })

  test('of an address whose invitation has expired is made anew', async () => {
    const body = { emails: ['grace@example.com'], role: 'MEMBER' }
    const { items } = await made(body)
    await expire(items[0]?.id ?? '')
    await made(body)
    expect((await listed()).items.map(({ state }) => state)).toEqual(['pending', 'expired'])
  })

  test('gives no role beyond its maker’s, no projects to who governs, and is no key’s to make', async () => {
    const { OWNER, ADMIN, MEMBER } = tenant.people
    expect((await invite(ADMIN, { role: 'OWNER' })).status).toBe(403)
    expect((await invite(MEMBER, { role: 'VIEWER' })).status).toBe(403)
    expect((await invite(OWNER, { role: 'ADMIN', projectIds: [tenant.first.id] })).status).toBe(400)
    const permissions = ['member:update', 'member:read']
    const key = await issueKey(ask, OWNER.token, { name: 'all', permissions, projectId: tenant.first.id })
    const sent = { method: 'POST', path: '/api/v1/invitations', token: key.secret, body: { role: 'VIEWER' } }
    expect((await ask(sent)).status).toBe(403)
    expect((await listed()).items).toEqual([])
  })
})

describe('the list', () => {
  test('has the newest first, page by page, and is filtered by state and address', async () => {
    for (const name of ['one', 'two', 'three', 'four'])
      await made({ emails: [`${name}@example.com`], role: 'MEMBER' })
    const all = (await listed()).items
    expect(all.map(({ email }) => email)).toEqual(
      ['four', 'three', 'two', 'one'].map((name) => `${name}@example.com`),
    )
    const first = await listed('?limit=3')
    const second = await listed(`?limit=3&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items]).toEqual(all)
    const [four, three] = all
    await as(tenant.people.OWNER, 'DELETE', `/invitations/${four?.id}`)
    await expire(three?.id ?? '')
    const states = async (state: string) => (await listed(`?state=${state}`)).items.map(({ email }) => email)
    expect(await states('withdrawn')).toEqual(['four@example.com'])
    expect(await states('expired')).toEqual(['three@example.com'])
    expect(await states('pending,expired')).toEqual([
      'two@example.com',
      'one@example.com',
      'three@example.com',
    ])
    expect((await listed('?q=TWO@')).items.map(({ email }) => email)).toEqual(['two@example.com'])
  })
})

describe('sent again', () => {
  test('an invitation has a new link and a new end, and the old link is dead', async () => {
    const { items, deliveries } = await made({ role: 'MEMBER', hours: 1 })
    const id = items[0]?.id ?? ''
    const old = tokenOf(deliveries?.[0])
    expect((await peek(old)).status).toBe(200)
    const answer = await as(tenant.people.ADMIN, 'POST', `/invitations/${id}/resend`, { hours: 48 })
    expect(answer.status, answer.text).toBe(200)
    const again = answer.json as Invitation & { delivery: Delivery }
    expect(again).toMatchObject({ id, state: 'pending', invitedBy: { id: tenant.people.ADMIN.id } })
    expect((await peek(old)).status).toBe(404)
    expect((await peek(tokenOf(again.delivery))).status).toBe(200)
    expect(Date.parse(again.expiresAt) - Date.parse(again.sentAt)).toBe(48 * 3_600_000)
    expect(await events('invitation.resend')).toHaveLength(1)
  })

  test('one that expired waits again; one that is over stays over', async () => {
    const { OWNER } = tenant.people
    const { items } = await made({ role: 'MEMBER' })
    const path = `/invitations/${items[0]?.id}`
    await expire(items[0]?.id ?? '')
    expect((await as(OWNER, 'POST', `${path}/resend`, {})).json).toMatchObject({ state: 'pending' })
    expect((await as(OWNER, 'DELETE', path)).json).toMatchObject({ state: 'withdrawn' })
    expect((await as(OWNER, 'POST', `${path}/resend`, {})).status).toBe(409)
    expect((await as(OWNER, 'DELETE', path)).json).toMatchObject({ state: 'withdrawn' })
    expect(await events('invitation.withdraw')).toHaveLength(1)
  })

  test('nobody sends or withdraws one to a role beyond their own', async () => {
    const { items } = await made({ role: 'OWNER' })
    const path = `/invitations/${items[0]?.id}`
    expect((await as(tenant.people.ADMIN, 'POST', `${path}/resend`, {})).status).toBe(403)
    expect((await as(tenant.people.ADMIN, 'DELETE', path)).status).toBe(403)
  })
})

describe('mail', () => {
  test('brings the link to the address, and then it is not in the answer', async () => {
    server.use()
    const { deliveries } = await made({ emails: ['grace@example.com'], role: 'MEMBER' })
    expect(deliveries).toMatchObject([{ mailed: true, url: null, problem: null }])
    const [mail] = server.arrived
    expect(mail?.to).toEqual(['grace@example.com'])
    expect(mail?.headers.subject).toBe(`Join aardvark${tenants} organization on Latchwork`)
    const text = mail?.parts['text/plain'] ?? ''
    expect(text).toContain(`aardvark${tenants} owner invites you`)
    expect(text).toMatch(/The link works once, and until \d+ \w+ 20\d\d, \d\d:\d\d UTC\./)
    const url = /http\S+\/invite#inv_[\w-]{43}/.exec(text)?.[0] ?? null
    expect((await peek(tokenOf({ url }))).json).toMatchObject({ email: 'grace@example.com' })
    expect(mail?.parts['text/html']).toContain(`href="${url}"`)
  })

  test('shows what people have typed as text, not as HTML', async () => {
    server.use()
    const { organizationId } = tenant
    await database().prisma.organization.update({
      where: { id: organizationId },
      data: { name: '<img src=x onerror=alert(1)> & "Sons"' },
    })
    await made({ emails: ['grace@example.com'], role: 'MEMBER' })
    const html = server.arrived[0]?.parts['text/html'] ?? ''
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Sons&quot;')
  })

  test('is waited for under an idempotency key too, and sent once', async () => {
    server.use()
    const body = { emails: ['grace@example.com'], role: 'MEMBER' }
    const headers = { 'idempotency-key': 'mailed-once' }
    const answers = [
      await invite(tenant.people.OWNER, body, headers),
      await invite(tenant.people.OWNER, body, headers),
    ]
    expect(answers[0]?.json).toMatchObject({ deliveries: [{ mailed: true }] })
    expect(answers[1]?.json).toMatchObject({ deliveries: null })
    expect(server.arrived).toHaveLength(1)
  })

  test('that the server refuses makes no invitation fail: the answer says so, and has the link', async () => {
    server.use()
    server.manner = 'refuses'
    const { items, deliveries } = await made({ emails: ['grace@example.com'], role: 'MEMBER' })
    expect(items).toMatchObject([{ state: 'pending' }])
    expect(deliveries).toMatchObject([{ mailed: false, problem: 'The mail server refused it with 550.' }])
    expect((await peek(tokenOf(deliveries?.[0]))).status).toBe(200)
  })

  test('that hangs holds twenty invitations up no longer than one', async () => {
    server.use()
    server.manner = 'hangs'
    const emails = Array.from({ length: 20 }, (_, at) => `n${at}@example.com`)
    const begun = performance.now()
    const { deliveries } = await made({ emails, role: 'MEMBER' })
    expect(performance.now() - begun).toBeLessThan(mailTimeout + 3_000)
    expect(deliveries).toHaveLength(20)
    for (const one of deliveries ?? [])
      expect(one).toMatchObject({ mailed: false, problem: 'The mail server did not answer in time.' })
  }, 20_000)

  test('is not sent for a link: whoever makes it hands it on', async () => {
    server.use()
    const { deliveries } = await made({ role: 'MEMBER' })
    expect(deliveries).toMatchObject([{ mailed: false, problem: null, url: expect.any(String) }])
    expect(server.arrived).toEqual([])
  })

  test('that fails leaves no link in the log; where there is no mail server, the link is logged', async () => {
    const lines: string[] = []
    for (const level of ['info', 'warn', 'error'] as const)
      vi.spyOn(log, level).mockImplementation((...said: unknown[]) => {
        lines.push(JSON.stringify(said, (_, value) => (value instanceof Error ? value.message : value)))
      })
    server.use()
    server.manner = 'refuses'
    await made({ emails: ['grace@example.com'], role: 'MEMBER' })
    expect(lines.join()).toContain('could not be mailed')
    expect(lines.join()).not.toContain('inv_')
    useNoMailServer()
    const { deliveries } = await made({ emails: ['ada@example.com'], role: 'MEMBER' })
    expect(lines.join()).toContain(tokenOf(deliveries?.[0]))
  })
})

describe('an invitation falls with what its maker may do:', () => {
  const roleOf = async (person: Person, role: string) =>
    expect((await as(tenant.people.OWNER, 'PATCH', `/members/${person.id}`, { role })).status).toBe(200)

  test('a demotion withdraws what is beyond, and a leaving all', async () => {
    const { ADMIN, OTHER } = tenant.people
    const byAdmin = await made({ role: 'ADMIN' }, ADMIN)
    const byOwner = await made({ role: 'MEMBER' })
    await roleOf(ADMIN, 'MEMBER')
    expect((await peek(tokenOf(byAdmin.deliveries?.[0]))).status).toBe(404)
    expect((await peek(tokenOf(byOwner.deliveries?.[0]))).status).toBe(200)
    await roleOf(OTHER, 'ADMIN')
    const last = await made({ role: 'VIEWER' }, OTHER)
    await as(OTHER, 'POST', `/organizations/${tenant.organizationId}/leave`)
    expect((await peek(tokenOf(last.deliveries?.[0]))).status).toBe(404)
    expect((await listed()).items.map(({ state }) => state)).toEqual(['pending', 'withdrawn', 'withdrawn'])
    expect((await events('member.leave'))[0]?.detail).toMatchObject({ invitationsWithdrawn: 1 })
  })

  test('a promotion withdraws nothing', async () => {
    const { ADMIN } = tenant.people
    const { deliveries } = await made({ role: 'ADMIN' }, ADMIN)
    await roleOf(ADMIN, 'OWNER')
    expect((await peek(tokenOf(deliveries?.[0]))).status).toBe(200)
  })

  test('whatever else takes a membership away, its link is gone', async () => {
    const { ADMIN } = tenant.people
    const { deliveries } = await made({ role: 'MEMBER' }, ADMIN)
    await database().prisma.membership.deleteMany({ where: { userId: ADMIN.id } })
    const answer = await peek(tokenOf(deliveries?.[0]))
    expect(answer.status).toBe(410)
    expect(answer.text).toContain('may not invite')
  })
})

describe('a look at a link', () => {
  test('says what it is for, and uses nothing up', async () => {
    const { OWNER, VIEWER } = tenant.people
    const { deliveries } = await made({
      emails: ['grace@example.com'],
      role: 'MEMBER',
      projectIds: [tenant.first.id],
    })
    for (let look = 0; look < 3; look += 1)
      expect((await peek(tokenOf(deliveries?.[0]))).json).toMatchObject({
        organization: `aardvark${tenants} organization`,
        invitedBy: OWNER.name,
        email: 'grace@example.com',
        role: 'MEMBER',
        projects: [tenant.first.name],
        hasAccount: false,
      })
    const other = await makeTenant(`elsewhere${tenants}`)
    const known = await made({ emails: [VIEWER.email], role: 'MEMBER' }, other.people.OWNER)
    expect((await peek(tokenOf(known.deliveries?.[0]))).json).toMatchObject({ hasAccount: true })
  })

  test('that has expired says since when and whom to ask', async () => {
    const { items, deliveries } = await made({ role: 'MEMBER' })
    await expire(items[0]?.id ?? '')
    const answer = await peek(tokenOf(deliveries?.[0]))
    expect(answer.status).toBe(410)
    expect(answer.text).toContain(`Ask ${tenant.people.OWNER.name} for another`)
  })

  test('is guessed at most fifty times an hour from one address, and right ones are not counted', async () => {
    const { deliveries } = await made({ role: 'MEMBER' })
    const ip = newAddress()
    for (let look = 0; look < 60; look += 1)
      expect((await peek(tokenOf(deliveries?.[0]), ip)).status).toBe(200)
    const guess = () => `inv_${randomBytes(32).toString('base64url')}`
    const answers = await Promise.all(Array.from({ length: 80 }, () => peek(guess(), ip)))
    expect(answers.filter(({ status }) => status === 404).length).toBeLessThanOrEqual(50)
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(30)
    expect((await peek(tokenOf(deliveries?.[0]))).status).toBe(200)
  })
})
