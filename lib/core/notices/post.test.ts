import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type MailServer, startMailServer, useNoMailServer } from '#lib/testing/smtp.ts'
import { revoke } from '../keys/revoke.ts'
import { foundTenant, make, type Person, type Tenant } from '../keys/testing.ts'
import { mark } from './mark.ts'
import { type Addressee, addressees, post } from './post.ts'
import { getPreferences, updatePreferences } from './preferences.ts'
import { noticesOf, tellAll } from './testing.ts'

withDatabase()

let server: MailServer
let tenant: Tenant
beforeAll(async () => {
  server = await startMailServer()
})
afterAll(async () => {
  useNoMailServer()
  await server.close()
})
beforeEach(async () => {
  server.use()
  server.manner = 'takes'
  server.arrived.splice(0)
  tenant = await foundTenant()
})

const addresseeOf = ({ actor, organizationId }: Person): Addressee => ({
  userId: actor.id,
  organizationId: organizationId ?? '',
})

/** Lets the time pass that mail waits for. */
async function hurry(): Promise<void> {
  await database().pool.query(
    `UPDATE notice_recipient SET mail_at = now() - interval '1 second' WHERE mail_at IS NOT NULL`,
  )
}

/** Mails whatever is due to anybody of the tenant. */
async function postAll(): Promise<void> {
  const { prisma } = database()
  for (const one of await addressees(prisma))
    if (one.organizationId === tenant.organizationId) await post(prisma, one)
}

test('what comes together is one mail, which names each, links to it and is marked as sent', async () => {
  const { owner, member } = tenant
  const first = await make(owner, { ownerId: member.actor.id, name: 'Checkout <live>' })
  await make(owner, { ownerId: member.actor.id, name: 'Refunds' })
  await tellAll()
  await postAll()
  expect(server.arrived).toEqual([])
  await hurry()
  await postAll()
  await postAll()
  expect(server.arrived).toHaveLength(1)
  const [mail] = server.arrived
  const { email } = await database().prisma.user.findUniqueOrThrow({ where: { id: member.actor.id } })
  expect(mail?.to.map((to) => to.replaceAll('"', ''))).toEqual([email])
  expect(mail?.headers.subject).toBe('[Acme] 2 notices: Key made')
  expect(mail?.parts['text/plain']).toContain('Olive Owner made the key “Checkout <live>” for Mia Member.')
  expect(mail?.parts['text/plain']).toContain(`/keys/${first.id}`)
  expect(mail?.parts['text/plain']).toContain('“Refunds”')
  expect(mail?.parts['text/html']).toContain('Checkout &lt;live&gt;')
  for (const { mailedAt, mailAt } of await noticesOf(member)) {
    expect(mailedAt).toBeInstanceOf(Date)
    expect(mailAt).toBeNull()
  }
})

test('one alone is named in the subject', async () => {
  const { owner, member } = tenant
  await make(owner, { ownerId: member.actor.id, name: 'Checkout' })
  await tellAll()
  await hurry()
  await postAll()
  expect(server.arrived[0]?.headers.subject).toMatch(/^\[Acme\] Key made: Checkout$/)
})

test('nothing goes out that was read meanwhile, is not wanted by mail, or is of an organization that one has left', async () => {
  const { owner, member, otherMember, organizationId } = tenant
  await make(owner, { ownerId: member.actor.id })
  await make(owner, { ownerId: otherMember.actor.id })
  await tellAll()
  const [notice] = await noticesOf(member)
  await mark(member, { noticeId: notice?.id ?? '', read: true })
  await database().prisma.membership.delete({
    where: { organizationId_userId: { organizationId, userId: otherMember.actor.id } },
  })
  await hurry()
  await postAll()
  expect(server.arrived).toEqual([])
  const { id: keyId } = await make(owner, { ownerId: member.actor.id })
  await updatePreferences(member, { mail: { 'key.created': false } })
  await tellAll()
  await updatePreferences(member, { mail: { 'key.created': true } })
  await revoke(owner, { keyId })
  await tellAll()
  await hurry()
  await updatePreferences(member, { mail: { 'key.revoked': false } })
  await postAll()
  expect(server.arrived).toEqual([])
  expect(await addressees(database().prisma)).toEqual([])
})

test('while the server is away it is tried again, and after a day no more', async () => {
  const { owner, member } = tenant
  await make(owner, { ownerId: member.actor.id })
  await tellAll()
  process.env.SMTP_URL = 'smtp://127.0.0.1:1'
  const { forgetEnv } = await import('#lib/env.ts')
  forgetEnv()
  await hurry()
  await postAll()
  const [waiting] = await noticesOf(member)
  expect(waiting?.mailAt?.getTime()).toBeGreaterThan(Date.now() + 60_000)
  server.use()
  await hurry()
  await postAll()
  expect(server.arrived).toHaveLength(1)

  await make(owner, { ownerId: member.actor.id })
  await tellAll()
  await hurry()
  process.env.SMTP_URL = 'smtp://127.0.0.1:1'
  forgetEnv()
  await database().pool.query(`UPDATE notice SET at = at - interval '25 hours'`)
  await postAll()
  expect((await noticesOf(member)).at(-1)).toMatchObject({ mailAt: null, mailedAt: null })
})

test('a mail that the server refuses is not sent again', async () => {
  const { owner, member } = tenant
  await make(owner, { ownerId: member.actor.id })
  await tellAll()
  await hurry()
  server.manner = 'refuses'
  await postAll()
  expect(await noticesOf(member)).toMatchObject([{ mailAt: null, mailedAt: null }])
})

test('without a mail server nothing waits to be mailed once there is one, and the preferences say so', async () => {
  const { owner, member } = tenant
  useNoMailServer()
  await make(owner, { ownerId: member.actor.id })
  await tellAll()
  expect(await noticesOf(member)).toMatchObject([{ mailAt: null }])
  expect(await getPreferences(member)).toMatchObject({ mailIsOn: false })
  server.use()
  expect(await getPreferences(member)).toMatchObject({ mailIsOn: true })
  await postAll()
  expect(await post(database().prisma, addresseeOf(member))).toBe(0)
  expect(server.arrived).toEqual([])
})
