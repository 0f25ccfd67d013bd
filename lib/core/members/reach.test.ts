import { beforeAll, beforeEach, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { type Ask, askWith, issueKey, makeTenant, password, type Tenant } from '#lib/http/testing/world.ts'
import { limitTo } from '../keys/testing.ts'

withDatabase()

let ask: Ask
let tenant: Tenant
let keys: Record<'first' | 'second', { id: string; secret: string }>
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  tenant = await makeTenant('aardvark')
  const issue = (projectId: string) =>
    issueKey(ask, tenant.people.OWNER.token, {
      name: 'Checkout',
      projectId,
      ownerId: tenant.people.MEMBER.id,
    })
  keys = { first: await issue(tenant.first.id), second: await issue(tenant.second.id) }
}, 60_000)

/** Limits the member; to nothing named: to nothing at all. */
async function limit(projectIds: readonly string[], role: 'MEMBER' | 'ADMIN' = 'MEMBER'): Promise<void> {
  const { organizationId } = tenant
  const userId = tenant.people.MEMBER.id
  await database().prisma.membership.update({
    where: { organizationId_userId: { organizationId, userId } },
    data: { role },
  })
  await limitTo({ organizationId, actor: { id: userId } }, projectIds)
}
beforeEach(() => limit([]))

const asMember = (method: string, path: string, body?: unknown) =>
  ask({ method, path: `/api/v1${path}`, token: tenant.people.MEMBER.token, body })
const listed = async (path: string) =>
  ((await asMember('GET', path)).json as { items: { id: string }[] }).items.map(({ id }) => id)

test('who is limited to no project reaches every one', async () => {
  expect((await listed('/projects')).sort()).toEqual([tenant.first.id, tenant.second.id].sort())
  expect((await listed('/keys')).sort()).toEqual([keys.first.id, keys.second.id].sort())
})

test('a limit is felt at the next request: projects, keys, counts, verifications and new keys are those of its projects', async () => {
  await limit([tenant.second.id])
  expect(await listed('/projects')).toEqual([tenant.second.id])
  expect(await listed('/keys')).toEqual([keys.second.id])
  expect((await asMember('GET', '/keys/summary')).json).toMatchObject({ total: 1 })
  expect((await asMember('GET', `/keys/${keys.first.id}`)).status).toBe(404)
  expect((await asMember('PATCH', `/keys/${keys.first.id}`, { name: 'Mine' })).status).toBe(404)
  expect((await asMember('DELETE', `/keys/${keys.first.id}`)).status).toBe(404)
  expect((await asMember('GET', `/projects/${tenant.first.id}`)).status).toBe(404)
  expect((await asMember('POST', '/keys', { name: 'New', projectId: tenant.first.id })).status).toBe(404)
  expect((await asMember('POST', '/keys/verify', { key: keys.first.secret })).json).toMatchObject({
    code: 'NOT_FOUND',
  })
  expect((await asMember('POST', '/keys/verify', { key: keys.second.secret })).json).toMatchObject({
    valid: true,
  })
})

test('a project out of reach is chosen by nobody: not by a session that had chosen it, nor a new one, nor by its id', async () => {
  expect((await asMember('GET', '/me')).json).toMatchObject({ project: { id: tenant.first.id } })
  await limit([tenant.second.id])
  expect((await asMember('GET', '/me')).json).toMatchObject({ project: null })
  const { organizationId } = tenant
  const chosen = await asMember('PUT', '/me/context', { organizationId, projectId: tenant.first.id })
  expect(chosen.status, chosen.text).toBe(404)
  const first = await asMember('PUT', '/me/context', { organizationId })
  expect(first.json).toMatchObject({ project: { id: tenant.second.id } })
  const { email } = tenant.people.MEMBER
  const session = await ask({ method: 'POST', path: '/api/v1/sessions', body: { email, password } })
  expect(session.json).toMatchObject({ project: null })
})

test('whoever governs reaches every project, whatever their membership names', async () => {
  await limit([tenant.second.id], 'ADMIN')
  expect((await listed('/projects')).sort()).toEqual([tenant.first.id, tenant.second.id].sort())
})
