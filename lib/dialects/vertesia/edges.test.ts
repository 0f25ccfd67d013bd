import { beforeAll, describe, expect, test } from 'vitest'
import { metadata } from '#lib/contracts/api-key.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Failure } from '#lib/http/problem.ts'
import { issueForbidden, issueUnavailable, issueVendor, vendor } from './errors.ts'
import { type Client, clientOf } from './testing.ts'

/* What neither Vertesia's page nor its published contract says, and its clients may come to all the same. */

withDatabase()

let client: Client
beforeAll(async () => {
  client = await clientOf('vertesia-live')
}, 60_000)

const keys = '/api/v1/apikeys'
const nowhere = '0198c0de-0000-7000-8000-000000000000'

test('an edit that is refused makes no roles', async () => {
  const fresh = await clientOf('vertesia-live', 'fresh')
  const { organizationId } = fresh.tenant
  const roles = () => database().prisma.role.count({ where: { organizationId, name: 'developer' } })
  expect((await fresh.say('PUT', `${keys}/${nowhere}`, { role: 'developer' })).status).toBe(404)
  expect(await roles()).toBe(0)
  // A role that every organization has from the start.
  const { id } = await fresh.make({ role: 'reader' })
  expect((await fresh.say('PUT', `${keys}/${id}`, { role: 'developer' })).status).toBe(200)
  expect(await roles()).toBe(1)
})

test('ten who ask for a value at once: one has it', async () => {
  const { tenant, ask, say } = client
  const { token } = tenant.people.OWNER
  const body = { name: 'waits', role: 'developer' }
  const made = await ask({ method: 'POST', path: `/api/compat/vertesia${keys}`, token, body })
  const { id } = made.json as { id: string }
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => say('GET', `${keys}/${id}?withValue=true`)),
  )
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  expect(answers.filter(({ json }) => 'value' in (json as object))).toHaveLength(1)
})

test('a key that makes a key is shown as its owner, and hands on no more than it holds', async () => {
  const { tenant, say, make } = client
  const { MEMBER } = tenant.people
  await make()
  const { value = '' } = await make({}, MEMBER.token)
  const made = await say('POST', keys, { name: 'by a key', role: 'developer' }, value)
  expect(made.status, made.text).toBe(200)
  expect(made.json).toMatchObject({ created_by: `user:${MEMBER.id}`, updated_by: `user:${MEMBER.id}` })
  expect((await say('POST', keys, { name: 'by a key', role: 'admin' }, value)).status).toBe(403)
})

test('a key that has expired or is disabled gives no token', async () => {
  const { say, make } = client
  const expired = await make({ expires_at: '2020-01-01T00:00:00Z' })
  const disabled = await make()
  await say('PUT', `${keys}/${disabled.id}`, { enabled: false })
  for (const { id } of [expired, disabled]) {
    const answer = await say('GET', `${keys}/${id}/token`)
    expect([answer.status, answer.json]).toMatchObject([400, { error: 'Bad Request', status: 400 }])
  }
})

test('a key that was made otherwise has the role member, and the mask of all', async () => {
  const { tenant, ask, say } = client
  const { token } = tenant.people.OWNER
  const body = { name: 'native', permissions: ['data:read'], level: 2 }
  const { json } = await ask({ method: 'POST', path: '/api/v1/keys', token, body })
  const { id } = json as { id: string }
  expect((await say('GET', `${keys}/${id}`)).json).toMatchObject({
    role: 'member',
    maskedValue: 'sk-xxxxxxxxxxxxxxxxxxxxxxxxxx',
  })
})

test('a role of the organization’s own making is listed with all that it holds', async () => {
  const { tenant, say, make } = client
  await make()
  const { organizationId } = tenant
  const { prisma } = database()
  const own = Array.from({ length: 300 }, (_, n) => ({
    organizationId,
    name: `own${n}:read`,
    description: '',
  }))
  await prisma.permission.createMany({ data: own })
  const { id: roleId } = await prisma.role.findFirstOrThrow({ where: { organizationId, name: 'billing' } })
  const made = await prisma.permission.findMany({ where: { organizationId, name: { startsWith: 'own' } } })
  await prisma.rolePermission.createMany({ data: made.map(({ id }) => ({ roleId, permissionId: id })) })
  const held = async (path: string) => {
    const { status, json } = await say('GET', path)
    expect(status).toBe(200)
    return (json as { name: string; permissions: string[] }[]).find(({ name }) => name === 'billing')
  }
  expect((await held('/api/v1/iam/roles'))?.permissions).toHaveLength(303)
  // There the vendor's clients look for its own words alone.
  expect((await held('/api/v1/iam/roles/system'))?.permissions).toHaveLength(3)
})

describe('properties, clearance and compartments', () => {
  test.each([600, 5_000, 40_000, 100_000])('%d levels deep are refused', async (depth) => {
    const deep = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
    const answer = await client.say('POST', keys, `{"name":"a","role":"developer","properties":${deep}}`)
    expect([answer.status, answer.json]).toMatchObject([400, { error: 'Bad Request', status: 400 }])
  })

  test.each([
    ['plain letters', 'plain'],
    ['a NUL', '\u0000'],
    ['half a surrogate pair', '\ud800'],
    ['a line separator', '\u2028'],
    ['a DEL', '\u007f'],
    ['a control character beyond ASCII', '\u0085'],
  ])('with %s are refused, or given back as they came and fit for every other contract', async (_, text) => {
    const { tenant, ask, say } = client
    const properties = { [text]: text }
    const { status, json } = await say('POST', keys, { name: 'a', role: 'developer', properties })
    if (status === 400) return
    expect(json).toMatchObject({ properties })
    const { id } = json as { id: string }
    const { token } = tenant.people.OWNER
    const native = await ask({ method: 'GET', path: `/api/v1/keys/${id}`, token })
    expect(metadata.safeParse((native.json as { metadata: unknown }).metadata).error).toBeUndefined()
  })

  test('are refused where the key’s metadata is full, and leave what is there', async () => {
    const { tenant, ask, say, make } = client
    const { id } = await make()
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, n]))
    const native = { path: `/api/v1/keys/${id}`, token: tenant.people.OWNER.token }
    expect((await ask({ method: 'PATCH', ...native, body: { metadata: full } })).status).toBe(200)
    const answer = await say('PUT', `${keys}/${id}`, { clearance: 3 })
    expect([answer.status, answer.json]).toMatchObject([400, { error: 'Bad Request', status: 400 }])
    expect((await say('PUT', `${keys}/${id}`, { name: 'still' })).status).toBe(200)
    expect((await ask({ method: 'GET', ...native })).json).toMatchObject({ metadata: full, name: 'still' })
  })
})

describe('the exchange of a key for a token', () => {
  test('takes the same key twice, however the header writes it', async () => {
    const { ask, make } = client
    const { value = '' } = await make()
    const path = '/api/compat/vertesia-live/token/issue'
    for (const authorization of [`Bearer ${value}`, `bearer  ${value}`, value]) {
      const body = { type: 'apikey', key: value }
      const answer = await ask({ method: 'POST', path, headers: { authorization }, body })
      expect(answer.status, answer.text).toBe(200)
    }
  })

  test('of a key that is no text is a mistake in the body', async () => {
    const { say, make } = client
    const { value = '' } = await make()
    expect((await say('POST', '/token/issue', { type: 'apikey', key: 5 }, value)).status).toBe(400)
  })

  test('has refusals of its own for 403 and 503, and the others of all', () => {
    const failed = (code: Failure['code'], status: number): Failure => ({
      code,
      status,
      detail: 'No.',
      fields: [],
      retryAfter: undefined,
    })
    expect(issueForbidden.parse(issueVendor.refusal(failed('forbidden', 403), {}).body)).toEqual({
      error: 'Forbidden',
      message: 'No.',
      errorCode: 'token_issuance_forbidden',
    })
    const away = issueVendor.refusal(failed('unavailable', 503), {})
    expect([away.status, issueUnavailable.strict().parse(away.body)]).toEqual([
      503,
      { error: 'Service Unavailable', message: 'No.' },
    ])
    for (const failure of [failed('conflict', 409), failed('rate_limited', 429), failed('internal', 500)])
      expect(issueVendor.refusal(failure, {})).toEqual(vendor.refusal(failure, {}))
  })
})
