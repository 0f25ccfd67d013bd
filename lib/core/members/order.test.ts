import { beforeAll, expect, test } from 'vitest'
import type { Member } from '#lib/contracts/members.ts'
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
  (await asOwner('GET', `/members${query}`)).json as unknown as Page<Member>
const paged = (limit: number, query = '') => wholeList(listed, limit, query)

test('the list is in the order of the alphabet, whatever the capitals, page by page, each once', async () => {
  const { organizationId } = tenant
  for (const [at, name] of ['zoe', 'Yann', 'ada', 'ADA', 'Bela', 'aDa', 'Øyvind'].entries())
    await database().prisma.membership.create({
      data: {
        organization: { connect: { id: organizationId } },
        role: 'MEMBER',
        user: { create: { name, email: `${at}-${organizationId}@order.example` } },
      },
    })
  for (const limit of [1, 2, 4, 50]) {
    const members = await paged(limit, '&q=ORDER.example')
    const names = members.map(({ name }) => name.toLowerCase())
    expect(names, `pages of ${limit}`).toEqual(['ada', 'ada', 'ada', 'bela', 'yann', 'zoe', 'øyvind'])
    expect(new Set(members.map(({ id }) => id)).size).toBe(7)
  }
})
