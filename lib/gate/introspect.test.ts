import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { basic, bearer, type OAuthStage, setOAuthStage } from '#lib/http/testing/oauth.ts'
import { type IssuedKey, makeTenant, origin, type Tenant } from '#lib/http/testing/world.ts'

withDatabase()

let ask: OAuthStage['ask']
let post: OAuthStage['post']
let make: OAuthStage['make']
let a: Tenant
let b: Tenant
let service: IssuedKey

beforeAll(async () => {
  ;({ ask, post, a, make } = await setOAuthStage())
  b = await makeTenant('zebra')
  service = await make({ name: 'service', permissions: ['api_key:verify'] })
}, 60_000)

const sql = (text: string, values: unknown[]) => database().pool.query(text, values)
const tokenOf = async (key: IssuedKey, more: Record<string, string> = {}) => {
  const { json, text } = await post('token', { grant_type: 'client_credentials', ...more }, basic(key))
  const token = (json as { access_token?: string }).access_token
  if (!token) throw new Error(text)
  return token
}
const introspected = async (token: string, headers = basic(service), more: Record<string, string> = {}) => {
  const { status, json, text } = await post('introspect', { token, ...more }, headers)
  expect(status, text).toBe(200)
  return json as Record<string, unknown>
}
const inactive = { active: false }

describe('introspection', () => {
  test('tells of a good token what it says, and of a key what it holds', async () => {
    const key = await make({ expiresAt: '2031-01-31T12:00:00Z' })
    const token = await tokenOf(key, { scope: 'data:read' })
    const { iat, exp, jti } = decodeJwt(token)
    const whose = {
      active: true,
      client_id: key.id,
      sub: key.id,
      token_type: 'Bearer',
      iss: origin,
      aud: `${origin}/projects/${a.first.id}`,
      project_id: a.first.id,
      organization_id: a.organizationId,
    }
    expect(await introspected(token)).toEqual({ ...whose, scope: 'data:read', iat, exp, jti })
    expect(await introspected(key.secret)).toEqual({
      ...whose,
      scope: 'data:read data:write',
      exp: Date.parse('2031-01-31T12:00:00Z') / 1000,
    })
  })

  test('is asked with any credential that may verify: Basic, in the form, Bearer, x-api-key', async () => {
    const token = await tokenOf(await make())
    const form = { client_id: service.id, client_secret: service.secret }
    expect(await introspected(token, {} as never, form)).toMatchObject({ active: true })
    const serviceToken = await tokenOf(service, { audience: `${origin}/api/v1` })
    for (const headers of [
      basic(service),
      bearer(service.secret),
      { 'x-api-key': service.secret },
      bearer(a.people.OWNER.token),
      bearer(serviceToken),
    ])
      expect(await introspected(token, headers as never)).toMatchObject({ active: true })
    const both = await post('introspect', { token, ...form }, bearer(service.secret))
    expect([both.status, both.json]).toMatchObject([400, { error: 'invalid_request' }])
    const none = await post('introspect', { token })
    expect([none.status, none.json]).toMatchObject([401, { error: 'invalid_client' }])
    const powerless = await post('introspect', { token }, basic(await make()))
    expect([powerless.status, powerless.json]).toMatchObject([403, { error: 'insufficient_scope' }])
  })

  test.each([
    ['a revoked key', 'update api_key set revoked_at = now() where id = $1'],
    ['a disabled key', 'update api_key set enabled = false where id = $1'],
    ['an expired key', `update api_key set expires_at = date_trunc('milliseconds', now()) where id = $1`],
    [
      'a secret that has ended',
      `update key_secret set not_after = date_trunc('milliseconds', now()) where key_id = $1`,
    ],
    ['a key of another address', `update api_key set ip_allowlist = '{203.0.113.0/24}' where id = $1`],
  ])('says of %s that it is inactive, at once and nothing else, and so of its token', async (_, change) => {
    const key = await make()
    const token = await tokenOf(key)
    await sql(change, [key.id])
    expect(await introspected(token)).toEqual(inactive)
    expect(await introspected(key.secret)).toEqual(inactive)
  })

  test('of what is not of the caller’s project, or of nothing, says the same', async () => {
    const second = await make({ projectId: a.second.id })
    const foreign = await make({}, b)
    for (const token of [
      await tokenOf(second),
      second.secret,
      await tokenOf(foreign),
      foreign.secret,
      'nothing',
      'a.b.c',
      a.people.OWNER.token,
      `${await tokenOf(await make())}x`,
    ])
      expect(await introspected(token)).toEqual(inactive)
    // A person may ask about every project of the organization.
    expect(await introspected(second.secret, bearer(a.people.OWNER.token))).toMatchObject({ active: true })
  })

  test('knows the client’s address where it is told', async () => {
    const key = await make({ ipAllowlist: ['203.0.113.0/24'] })
    expect(await introspected(key.secret, basic(service), { ip: '203.0.113.9' })).toMatchObject({
      active: true,
    })
    expect(await introspected(key.secret, basic(service), { ip: '198.51.100.9' })).toEqual(inactive)
  })

  test('shows of a token’s scope what the key still holds', async () => {
    const key = await make()
    const token = await tokenOf(key)
    const path = `/api/v1/keys/${key.id}`
    await ask({ method: 'PATCH', path, token: a.people.OWNER.token, body: { permissions: ['data:read'] } })
    expect(await introspected(token)).toMatchObject({ active: true, scope: 'data:read' })
  })

  test('counts, and takes from the key’s rate limits', async () => {
    const key = await make({ rateLimits: [{ name: 'calls', limit: 2, window: 60 }] })
    const token = await tokenOf(key)
    expect(await introspected(token)).toMatchObject({ active: true })
    expect(await introspected(token)).toEqual(inactive)
    await globalThis.latchworkMeter?.flush()
    const counts =
      'select outcome, sum(count)::int as count from key_usage where key_id = $1 group by 1 order by 1'
    const { rows } = await sql(counts, [key.id])
    expect(rows).toEqual(
      expect.arrayContaining([
        { outcome: 'VALID', count: 2 },
        { outcome: 'RATE_LIMITED', count: 1 },
      ]),
    )
  })
})

describe('a revoked token', () => {
  const own = `${origin}/api/v1`
  const works = async (token: string) =>
    (await ask({ method: 'GET', path: '/api/v1/keys/me', headers: bearer(token) })).status === 200

  test('is inactive and refused by our own API in the next request, with what it was exchanged for; the key’s others live', async () => {
    const key = await make()
    const token = await tokenOf(key, { audience: own })
    const other = await tokenOf(key, { audience: own })
    const { json } = await post('token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    })
    const child = (json as { access_token: string }).access_token
    for (const one of [token, child, other]) {
      expect(await introspected(one)).toMatchObject({ active: true })
      expect(await works(one)).toBe(true)
    }
    const answer = await post('revoke', { token, token_type_hint: 'access_token' }, basic(key))
    expect([answer.status, answer.text]).toEqual([200, ''])
    for (const one of [token, child]) {
      expect(await introspected(one)).toEqual(inactive)
      expect(await works(one)).toBe(false)
    }
    expect(await works(other)).toBe(true)
    expect(await works(key.secret)).toBe(true)
    // Again is no error, and is not told a second time.
    expect((await post('revoke', { token }, basic(key))).status).toBe(200)
    const told = `select count(*)::int as count from audit_event where action = 'token.revoke' and target_id = $1`
    expect((await sql(told, [key.id])).rows[0].count).toBe(1)
  })

  test('is revoked by who may revoke the key, and by nobody else; what is no token is no error', async () => {
    const key = await make()
    const token = await tokenOf(key)
    const viewer = await post('revoke', { token }, bearer(a.people.VIEWER.token))
    expect([viewer.status, viewer.json]).toMatchObject([403, { error: 'insufficient_scope' }])
    for (const headers of [basic(await make({}, b)), bearer(b.people.OWNER.token), basic(service)])
      expect((await post('revoke', { token }, headers)).status).toBe(200)
    expect(await introspected(token)).toMatchObject({ active: true })
    for (const nothing of ['x', 'a.b.c', `${token}x`, a.people.OWNER.token])
      expect((await post('revoke', { token: nothing }, basic(key))).status).toBe(200)
    expect((await post('revoke', { token }, bearer(a.people.OWNER.token))).status).toBe(200)
    expect(await introspected(token)).toEqual(inactive)
    const unsupported = await post('revoke', { token: key.secret }, basic(key))
    expect([unsupported.status, unsupported.json]).toMatchObject([400, { error: 'unsupported_token_type' }])
    expect((await post('revoke', { token })).status).toBe(401)
  })

  test('is forgotten once its time is past, and no more than a thousand of a key lie revoked', async () => {
    const key = await make()
    const fill = `insert into revoked_token (jti, key_id, secret_id, expires_at)
      select gen_random_uuid(), $1, gen_random_uuid(), now() + $2::interval from generate_series(1, 1000)`
    await sql(fill, [key.id, '-2 minutes'])
    expect((await post('revoke', { token: await tokenOf(key) }, basic(key))).status).toBe(200)
    const count = 'select count(*)::int as count from revoked_token where key_id = $1'
    expect((await sql(count, [key.id])).rows[0].count).toBe(1)
    await sql(fill, [key.id, '1 hour'])
    const full = await post('revoke', { token: await tokenOf(key) }, basic(key))
    expect([full.status, full.json]).toMatchObject([503, { error: 'temporarily_unavailable' }])
  })
})
