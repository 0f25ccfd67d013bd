import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { newAddress } from '#lib/auth/testing.ts'
import { addressHeader } from '#lib/client-address.ts'
import type { Delivery, Invitation } from '#lib/contracts/invitations.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { type Ask, askWith, makeTenant, type Person, type Tenant } from '#lib/http/testing/world.ts'
import { type MailServer, startMailServer, useNoMailServer } from '#lib/testing/smtp.ts'

/* What follows from a link having come by mail, or not. */

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
  server.arrived.length = 0
})
afterEach(useNoMailServer)

interface Created {
  items: Invitation[]
  deliveries: (Delivery & { invitationId: string })[] | null
}

const as = (person: Person, method: string, path: string, body?: unknown) =>
  ask({ method, path: `/api/v1${path}`, token: person.token, body })
const made = async (body: unknown) => {
  const answer = await as(tenant.people.OWNER, 'POST', '/invitations', body)
  expect(answer.status, answer.text).toBe(201)
  return answer.json as Created
}
const tokenOf = (delivery: { url: string | null } | null | undefined) =>
  new URL(delivery?.url ?? 'about:blank').hash.slice(1)
const peek = (token: string) =>
  ask({
    method: 'POST',
    path: '/api/v1/invitations/peek',
    body: { token },
    headers: { [addressHeader]: newAddress() },
  })

test('a mail proves the address of whoever opens its link; a link that was handed on proves none', async () => {
  const joinBy = (token: string, body: object = {}) =>
    ask({
      method: 'POST',
      path: '/api/v1/invitations/join',
      body: { token, name: 'Somebody', password: 'a password that is long', ...body },
      headers: { [addressHeader]: newAddress() },
    })
  const provenAt = async (email: string) =>
    (await database().prisma.user.findUniqueOrThrow({ where: { email } })).emailProvenAt
  const [mailed, handed, typed] = ['mailed', 'handed', 'typed'].map((who) => `${who}${tenants}@example.com`)
  const toHand = await made({ emails: [handed], role: 'MEMBER' })
  server.use()
  await made({ emails: [mailed], role: 'MEMBER' })
  const open = await made({ role: 'MEMBER' })
  const url = /http\S+\/invite#inv_[\w-]{43}/.exec(server.arrived[0]?.parts['text/plain'] ?? '')?.[0] ?? null
  expect((await joinBy(tokenOf({ url }))).status).toBe(201)
  expect((await joinBy(tokenOf(toHand.deliveries?.[0]))).status).toBe(201)
  expect((await joinBy(tokenOf(open.deliveries?.[0]), { email: typed })).status).toBe(201)
  expect(await provenAt(mailed ?? '')).toBeInstanceOf(Date)
  for (const email of [handed, typed]) expect(await provenAt(email ?? '')).toBeNull()
})

test('mail floods nobody: of more than twenty an hour to an address, the link is in the answer', async () => {
  server.use()
  const { items } = await made({ emails: [`flooded${tenants}@example.com`], role: 'MEMBER' })
  const again = () => as(tenant.people.OWNER, 'POST', `/invitations/${items[0]?.id}/resend`, {})
  for (let count = 1; count < 20; count += 1)
    expect((await again()).json).toMatchObject({ delivery: { mailed: true } })
  const answer = await again()
  expect(answer.json).toMatchObject({
    delivery: { mailed: false, problem: expect.stringContaining('Too many') },
  })
  expect((await peek(tokenOf((answer.json as { delivery: Delivery }).delivery))).status).toBe(200)
  expect(server.arrived).toHaveLength(20)
})

test('whether a link was mailed is in the answer and in the list, and of the present link alone', async () => {
  const email = `noted${tenants}@example.com`
  const mailedAt = async () => {
    const answer = await as(tenant.people.OWNER, 'GET', `/invitations?q=${email}`)
    return (answer.json as { items: Invitation[] }).items[0]?.mailedAt
  }
  const { items } = await made({ emails: [email], role: 'MEMBER' })
  expect(items[0]?.mailedAt).toBeNull()
  expect(await mailedAt()).toBeNull()
  server.use()
  const path = `/invitations/${items[0]?.id}/resend`
  const sent = (await as(tenant.people.OWNER, 'POST', path, {})).json as Invitation
  expect(sent.mailedAt).toEqual(expect.any(String))
  expect(await mailedAt()).toBe(sent.mailedAt)
  server.manner = 'refuses'
  expect((await as(tenant.people.OWNER, 'POST', path, {})).json).toMatchObject({ mailedAt: null })
  expect(await mailedAt()).toBeNull()
  server.manner = 'takes'
  const other = await made({ emails: [`at-once${tenants}@example.com`], role: 'MEMBER' })
  expect(other.items[0]?.mailedAt).toEqual(expect.any(String))
})
