import { beforeAll, expect, test } from 'vitest'
import type { Invitation } from '#lib/contracts/invitations.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { type Page, wholeList } from '#lib/http/testing/whole-list.ts'
import { type Ask, askWith, makeTenant, type Tenant } from '#lib/http/testing/world.ts'

withDatabase()

let ask: Ask
let tenant: Tenant
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  tenant = await makeTenant('aardvark')
})

const asOwner = (method: string, path: string, body?: unknown) =>
  ask({ method, path: `/api/v1${path}`, token: tenant.people.OWNER.token, body })
const listed = async (query: string) =>
  (await asOwner('GET', `/invitations${query}`)).json as unknown as Page<Invitation>
const paged = (limit: number, query = '') => wholeList(listed, limit, query)

test('the list has those that wait first, page by page, each once', async () => {
  for (const name of ['one', 'two', 'three', 'four', 'five'])
    await asOwner('POST', '/invitations', { emails: [`${name}@example.com`], role: 'MEMBER' })
  const idOf = async (name: string) => (await listed(`?q=${name}@`)).items[0]?.id ?? ''
  await asOwner('DELETE', `/invitations/${await idOf('five')}`)
  await database().prisma.invitation.update({
    where: { id: await idOf('three') },
    data: { expiresAt: new Date(Date.now() - 1000) },
  })
  for (const limit of [1, 2, 3, 4, 5, 50]) {
    const emails = (await paged(limit)).map(({ email }) => email)
    const expected = ['four', 'two', 'one', 'five', 'three'].map((name) => `${name}@example.com`)
    expect(emails, `pages of ${limit}`).toEqual(expected)
  }
  const over = await paged(1, '&state=expired,withdrawn')
  expect(over.map(({ state }) => state)).toEqual(['withdrawn', 'expired'])
  expect((await paged(1, '&state=pending')).map(({ state }) => state)).toEqual(Array(3).fill('pending'))
})

test('a cursor that is none of this list’s is refused', async () => {
  const made = (value: string) =>
    Buffer.from(JSON.stringify(['invitations', value, crypto.randomUUID()])).toString('base64url')
  for (const value of ['2026-11-28T09:30:00.000Z', 'else 2026-11-28T09:30:00.000Z', 'over yesterday', ''])
    expect((await asOwner('GET', `/invitations?cursor=${made(value)}`)).status, value).toBe(400)
  expect((await asOwner('GET', `/invitations?cursor=${made('over 2026-11-28T09:30:00.000Z')}`)).status).toBe(
    200,
  )
})
