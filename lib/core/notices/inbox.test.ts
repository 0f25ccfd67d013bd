import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { countedUnread, listNotices } from '#lib/contracts/inbox.ts'
import { noticeNames, noticeTypes } from '#lib/contracts/notices.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { revoke } from '../keys/revoke.ts'
import { asKey, foundTenant, make, type Person, refused } from '../keys/testing.ts'
import { countUnread } from './count-unread.ts'
import { list } from './list.ts'
import { mark, markAll } from './mark.ts'
import { getPreferences, updatePreferences } from './preferences.ts'
import { tellAll } from './testing.ts'

withDatabase()

const listed = (person: Person, query: Record<string, string> = {}) =>
  list(person, listNotices.query.parse(query))

async function withNotices(count: number) {
  const tenant = await foundTenant()
  for (let made = 0; made < count; made += 1)
    await make(tenant.owner, { ownerId: tenant.member.actor.id, name: `Key ${made}` })
  await tellAll()
  return tenant
}

test('the inbox has the latest first, page by page, and says of each what happened', async () => {
  const { member } = await withNotices(5)
  const first = await listed(member, { limit: '3' })
  const rest = await listed(member, { limit: '3', cursor: first.nextCursor ?? '' })
  expect([...first.items, ...rest.items].map(({ key }) => key?.name)).toEqual(
    [4, 3, 2, 1, 0].map((at) => `Key ${at}`),
  )
  expect(rest.nextCursor).toBeNull()
  expect(first.items[0]).toMatchObject({
    type: 'key.created',
    title: 'Key made',
    text: expect.stringContaining('Olive Owner made the key “Key 4” for Mia Member.'),
    project: { name: 'First' },
    readAt: null,
  })
})

test('what is read and unread can be told apart, changed, and counted', async () => {
  const { member } = await withNotices(3)
  expect(await countUnread(member)).toEqual({ count: 3, more: false })
  const { items } = await listed(member)
  const [latest, middle] = items
  const read = await mark(member, { noticeId: latest?.id ?? '', read: true })
  expect(read.readAt).not.toBeNull()
  expect(await mark(member, { noticeId: latest?.id ?? '', read: true })).toEqual(read)
  expect((await listed(member, { unread: 'true' })).items).toHaveLength(2)
  expect((await listed(member, { unread: 'false' })).items).toEqual([read])
  await mark(member, { noticeId: latest?.id ?? '', read: false })
  // What came after what one has seen stays unread.
  expect(await markAll(member, { upTo: middle?.id })).toEqual({ marked: 2 })
  expect((await listed(member, { unread: 'true' })).items.map(({ id }) => id)).toEqual([latest?.id])
  expect(await markAll(member, {})).toEqual({ marked: 1 })
  expect(await countUnread(member)).toEqual({ count: 0, more: false })
})

test('types can be looked at, and marked, by themselves', async () => {
  const { owner, member } = await withNotices(1)
  const { items } = await listed(member)
  await revoke(owner, { keyId: items[0]?.key?.id ?? '' })
  await tellAll()
  expect((await listed(member, { type: 'key.revoked,key.expired' })).items.map(({ type }) => type)).toEqual([
    'key.revoked',
  ])
  expect(await markAll(member, { type: ['key.created'] })).toEqual({ marked: 1 })
  expect((await listed(member, { unread: 'true' })).items.map(({ type }) => type)).toEqual(['key.revoked'])
})

test('the count stops where it says that it does', async () => {
  const { organizationId, member } = await foundTenant()
  await database().pool.query(
    `WITH made AS (
       INSERT INTO notice (id, organization_id, type, subject, at, data)
       SELECT gen_random_uuid(), $1, 'key.created', n::text, now(), '{}' FROM generate_series(1, $3) n RETURNING id
     ) INSERT INTO notice_recipient (notice_id, user_id, organization_id) SELECT id, $2, $1 FROM made`,
    [organizationId, member.actor.id, countedUnread + 1],
  )
  expect(await countUnread(member)).toEqual({ count: countedUnread, more: true })
})

test('an inbox is one person’s, in one organization, and a key has none', async () => {
  const tenant = await withNotices(2)
  const { member, otherMember, owner } = tenant
  const { items } = await listed(member)
  const noticeId = items[0]?.id ?? ''
  expect((await listed(otherMember)).items).toEqual([])
  await refused(mark(otherMember, { noticeId, read: true }), 'not_found')
  await refused(mark(owner, { noticeId, read: true }), 'not_found')
  await refused(mark(member, { noticeId: randomUUID(), read: true }), 'not_found')
  await refused(markAll(otherMember, { upTo: noticeId }), 'not_found')
  const elsewhere = { ...member, organizationId: (await foundTenant()).organizationId }
  expect((await listed(elsewhere)).items).toEqual([])
  expect(await markAll(elsewhere, {})).toEqual({ marked: 0 })
  expect(await countUnread(elsewhere)).toEqual({ count: 0, more: false })
  const { id } = await make(member)
  await refused(list(await asKey(tenant, id), listNotices.query.parse({})), 'forbidden')
  expect(await countUnread(member)).toEqual({ count: 2, more: false })
})

test('what was told of a project is not shown once that is out of reach', async () => {
  const { member, otherProjectId } = await withNotices(1)
  const bound = { ...member, reach: [otherProjectId] }
  expect((await listed(bound)).items).toEqual([])
  expect(await countUnread(bound)).toEqual({ count: 0, more: false })
  expect(await markAll(bound, {})).toEqual({ marked: 0 })
})

test('a notice of a type that this version does not know is shown by its name', async () => {
  const { organizationId, member } = await foundTenant()
  await database().pool.query(
    `WITH made AS (
       INSERT INTO notice (id, organization_id, type, subject, at, data)
       VALUES (gen_random_uuid(), $1, 'moon.landed', 'once', now(), '{"key": 1}') RETURNING id
     ) INSERT INTO notice_recipient (notice_id, user_id, organization_id) SELECT id, $2, $1 FROM made`,
    [organizationId, member.actor.id],
  )
  expect((await listed(member)).items).toMatchObject([{ title: 'moon.landed', text: '', key: null }])
})

test('what goes out by mail is one’s own choice in each organization, and as usual until then', async () => {
  const { member, otherMember } = await foundTenant()
  const usual = await getPreferences(member)
  expect(usual.items).toEqual(
    noticeNames.map((type) => {
      const { title, mail } = noticeTypes[type]
      return { type, title, mail, usual: mail }
    }),
  )
  const chosen = await updatePreferences(member, { mail: { 'key.created': false, 'key.updated': true } })
  expect(chosen.items.filter((one) => one.mail !== one.usual).map(({ type }) => type)).toEqual([
    'key.created',
    'key.updated',
  ])
  await updatePreferences(member, { mail: { 'key.created': true } })
  expect((await getPreferences(member)).items.find(({ type }) => type === 'key.updated')?.mail).toBe(true)
  expect(await getPreferences(otherMember)).toMatchObject({ items: usual.items })
  const elsewhere = { ...member, organizationId: (await foundTenant()).organizationId }
  expect((await getPreferences(elsewhere)).items).toEqual(usual.items)
})
