import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { preset } from './preset.ts'
import { type Client, clientOf } from './testing.ts'

/* Vertesia's page, line by line, at the mount that answers as it says. */

withDatabase()

let client: Client
beforeAll(async () => {
  client = await clientOf('vertesia')
}, 60_000)

const keys = '/api/v1/apikeys'
const shape = ['id', 'name', 'type', 'role', 'maskedValue', 'account', 'project', 'enabled'] as const
const stamps = ['created_by', 'updated_by', 'created_at', 'updated_at'] as const
const maskedValue = 'sk-xxxxxxxxxxxxxxxxxxxxxxxxxx'

describe('a key', () => {
  test('is made as the page shows it, and its value is not in the answer', async () => {
    const { tenant, say } = client
    const body = { name: 'My API Key', type: 'sk', role: 'developer', expires_at: '2024-04-19T12:34:56.000Z' }
    const answer = await say('POST', keys, body)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const owner = `user:${tenant.people.OWNER.id}`
    expect(answer.json).toEqual({
      id: expect.any(String),
      ...body,
      maskedValue,
      account: tenant.organizationId,
      project: tenant.first.id,
      enabled: true,
      created_by: owner,
      updated_by: owner,
      created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      updated_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    })
    expect(Object.keys(answer.json as object)).toEqual([...shape, ...stamps, 'expires_at'])
  })

  test('has no expires_at where it never expires', async () => {
    const made = await client.make()
    expect(Object.keys(made)).toEqual([...shape, ...stamps])
  })

  test('is listed, of the current project or of all', async () => {
    const { tenant, say, make } = client
    const made = await make()
    const elsewhere = { name: 'elsewhere', projectId: tenant.second.id, expiresAt: null }
    const path = '/api/v1/keys'
    const { json } = await client.ask({
      method: 'POST',
      path,
      token: tenant.people.OWNER.token,
      body: elsewhere,
    })
    const { id } = json as { id: string }
    const ids = async (query: string) =>
      ((await say('GET', keys + query)).json as { id: string }[]).map((one) => one.id)
    for (const query of ['', '?level=project']) {
      expect(await ids(query)).toContain(made.id)
      expect(await ids(query)).not.toContain(id)
    }
    expect(await ids('?level=account')).toEqual(expect.arrayContaining([made.id, id]))
    expect((await say('GET', `${keys}?level=all`)).status).toBe(400)
  })

  test('is changed, and shows who changed it', async () => {
    const { tenant, say, make } = client
    const made = await make({}, tenant.people.MEMBER.token)
    const body = {
      name: 'My Updated API Key',
      role: 'admin',
      enabled: false,
      expires_at: '2025-04-19T12:34:56.000Z',
    }
    const answer = await say('PUT', `${keys}/${made.id}`, body)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.json).toMatchObject({
      ...body,
      created_by: `user:${tenant.people.MEMBER.id}`,
      updated_by: `user:${tenant.people.OWNER.id}`,
    })
  })

  test('is deleted, and then not there', async () => {
    const { say, make } = client
    const made = await make()
    const answer = await say('DELETE', `${keys}/${made.id}`)
    expect([answer.status, answer.text]).toEqual([200, '{"acknowledged":true,"deletedCount":1}'])
    for (const [method, body] of [
      ['GET', undefined],
      ['DELETE', undefined],
      ['PUT', { name: 'again' }],
    ] as const) {
      const again = await say(method, `${keys}/${made.id}`, body)
      expect(again.status).toBe(404)
      expect(again.json).toMatchObject({ error: 'Not Found', status: 404 })
    }
  })
})

describe('its value', () => {
  test('is given once, to who may have it, and verifies', async () => {
    const { tenant, say, make, ask } = client
    const { MEMBER, OWNER, VIEWER } = tenant.people
    const { id } = await make({}, MEMBER.token)
    expect((await say('GET', `${keys}/${id}?withValue=true`, undefined, VIEWER.token)).status).toBe(403)
    expect((await say('GET', `${keys}/${id}`)).json).not.toHaveProperty('value')
    expect((await say('GET', `${keys}/${id}?withValue=false`)).json).not.toHaveProperty('value')
    const first = await say('GET', `${keys}/${id}?withValue=true`, undefined, MEMBER.token)
    const { value = '' } = first.json as { value?: string }
    expect(value).toMatch(/^sk-[0-9A-Za-z]{49}$/)
    expect(Object.keys(first.json as object)).toEqual([
      ...['id', 'name', 'type', 'role', 'value', 'maskedValue', 'account', 'project', 'enabled'],
      ...stamps,
    ])
    expect((await say('GET', `${keys}/${id}?withValue=true`)).json).not.toHaveProperty('value')
    const asked = { method: 'POST', path: '/api/v1/keys/verify', token: OWNER.token, body: { key: value } }
    expect((await ask(asked)).json).toMatchObject({ valid: true, key: { id } })
    expect((await say('GET', keys, undefined, value)).status).toBe(200)
  })

  test('is not opened by a request for the headers alone, and is gone after a quarter of an hour', async () => {
    const { say, make } = client
    const { id } = await make()
    const { GET } = await import('#app/api/compat/vertesia/api/v1/apikeys/[keyId]/route.ts')
    const address = `http://localhost:3000/api/compat/vertesia${keys}/${id}?withValue=true`
    const headers = { authorization: `Bearer ${client.tenant.people.OWNER.token}` }
    const head = await GET(new Request(address, { method: 'HEAD', headers }), {
      params: Promise.resolve({ keyId: id }),
    })
    expect(head.status).toBe(200)
    const waits = await database().prisma.envelope.findFirstOrThrow({ where: { keyId: id } })
    expect(waits.expiresAt.getTime() - waits.createdAt.getTime()).toBe(15 * 60 * 1000)
    expect(waits.sealed).not.toBeNull()
    await database().pool.query(`update envelope set expires_at = now() where key_id = $1`, [id])
    expect((await say('GET', `${keys}/${id}?withValue=true`)).json).not.toHaveProperty('value')
  })
})

describe('roles', () => {
  test('are the sixteen, and a role that is none of them is refused', async () => {
    const { json } = await client.say('GET', '/api/v1/iam/roles')
    const names = (json as { name: string }[]).map(({ name }) => name)
    expect(names).toEqual(preset.roles.map(({ name }) => name))
    expect(names).toHaveLength(16)
    const answer = await client.say('POST', keys, { name: 'a', role: 'king' })
    expect([answer.status, (answer.json as { error: string }).error]).toEqual([400, 'Bad Request'])
  })

  test('are made by the first call of who may make them, and by nobody else’s', async () => {
    const fresh = await clientOf('vertesia', 'fresh')
    const { MEMBER, OWNER } = fresh.tenant.people
    const body = { name: 'a', role: 'developer' }
    const refused = await fresh.say('POST', keys, body, MEMBER.token)
    expect(refused.status).toBe(400)
    expect((refused.json as { message: string }).message).toMatch(/an owner installs the preset Vertesia/)
    expect((await fresh.say('POST', keys, body, OWNER.token)).status).toBe(200)
    expect((await fresh.say('POST', keys, body, MEMBER.token)).status).toBe(200)
  })

  test('are made once by two first calls at once, and both have their key', async () => {
    const fresh = await clientOf('vertesia', 'hasty')
    const { ADMIN, OWNER } = fresh.tenant.people
    const tokens = [OWNER.token, ADMIN.token, OWNER.token, ADMIN.token]
    const body = { name: 'a', role: 'developer' }
    const answers = await Promise.all(tokens.map((token) => fresh.say('POST', keys, body, token)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const { organizationId } = fresh.tenant
    expect(await database().prisma.role.count({ where: { organizationId, name: 'developer' } })).toBe(1)
  })

  test('are not handed on by who holds less', async () => {
    const { tenant, say, make } = client
    await make()
    for (const role of ['owner', 'admin', 'manager']) {
      const answer = await say('POST', keys, { name: 'a', role }, tenant.people.MEMBER.token)
      expect([answer.status, (answer.json as { error: string }).error]).toEqual([403, 'Forbidden'])
      const own = await make({}, tenant.people.MEMBER.token)
      const edit = await say('PUT', `${keys}/${own.id}`, { role }, tenant.people.MEMBER.token)
      expect([edit.status, edit.json]).toMatchObject([403, { error: 'Forbidden', status: 403 }])
    }
  })
})

describe('a token', () => {
  test('carries what the vendor’s clients read, works here, and ends with its key', async () => {
    const { tenant, say, make } = client
    const made = await make({ name: 'for tokens' })
    const answer = await say('GET', `${keys}/${made.id}/token`)
    expect(Object.keys(answer.json as object)).toEqual(['token'])
    const { token } = answer.json as { token: string }
    const [head = '', payload = ''] = token.split('.')
    const read = (part: string) =>
      JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>
    expect(read(head).alg).toBe('ES256')
    const account = { id: tenant.organizationId, name: 'vertesia organization' }
    const claims = read(payload)
    expect(claims).toMatchObject({
      sub: made.id,
      name: 'for tokens',
      type: 'apikey',
      account,
      account_roles: [],
      accounts: [account],
      project: { id: tenant.first.id, name: tenant.first.name, account: account.id },
      project_roles: ['developer'],
      apps: [],
      iss: expect.any(String),
      aud: expect.any(String),
    })
    expect(Number(claims.exp) - Date.now() / 1000).toBeGreaterThan(60)
    expect((await say('GET', `${keys}/${made.id}`, undefined, token)).status).toBe(200)
    await say('DELETE', `${keys}/${made.id}`)
    expect((await say('GET', `${keys}/${made.id}`, undefined, token)).status).toBe(401)
  })

  test('is not given to who holds less than the key', async () => {
    const { tenant, say, make } = client
    const { id } = await make({ role: 'admin' })
    const answer = await say('GET', `${keys}/${id}/token`, undefined, tenant.people.VIEWER.token)
    expect([answer.status, answer.json]).toMatchObject([403, { error: 'Forbidden' }])
  })
})

test('the exchange of a key for a token is not on this page', async () => {
  const answer = await client.say('POST', '/token/issue')
  expect([answer.status, answer.json]).toMatchObject([404, { error: 'Not Found', status: 404 }])
})
