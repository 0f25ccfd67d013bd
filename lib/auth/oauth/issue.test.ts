import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { ownUuid } from '#lib/contracts/fields.ts'
import { grantTypes, tokenTypes } from '#lib/contracts/tokens.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { basic, bearer, type OAuthStage, setOAuthStage } from '#lib/http/testing/oauth.ts'
import { type IssuedKey, origin, type Tenant } from '#lib/http/testing/world.ts'

withDatabase()

let ask: OAuthStage['ask']
let post: OAuthStage['post']
let make: OAuthStage['make']
let a: Tenant
let key: IssuedKey

beforeAll(async () => {
  ;({ ask, post, a, make } = await setOAuthStage())
  key = await make()
}, 60_000)

const credentials = ({ id, secret }: IssuedKey) => ({ client_id: id, client_secret: secret })
const grant = { grant_type: grantTypes.clientCredentials }
const tokenOf = async (of: IssuedKey, more: Record<string, string | string[]> = {}) => {
  const { status, json, text } = await post('token', { ...grant, ...credentials(of), ...more })
  if (status !== 200) throw new Error(text)
  return (json as { access_token: string }).access_token
}
const exchange = (subject: string, type: string, more: Record<string, string | string[]> = {}) => ({
  grant_type: grantTypes.exchange,
  subject_token: subject,
  subject_token_type: type,
  ...more,
})
const sql = (text: string, values: unknown[]) => database().pool.query(text, values)
const error = (answer: { json: unknown }) => (answer.json as { error: string }).error

describe('client credentials', () => {
  test('by Basic and in the form give a token that the published keys verify, for the project and five minutes', async () => {
    const jwks = (await ask({ method: 'GET', path: '/.well-known/jwks.json' })).json
    for (const answer of [
      await post('token', grant, basic(key)),
      await post('token', { ...grant, ...credentials(key) }),
      await post('token', { ...grant, client_id: key.id }, basic(key)),
    ]) {
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('pragma')).toBe('no-cache')
      const { access_token, ...rest } = answer.json as { access_token: string }
      expect(rest).toEqual({ token_type: 'Bearer', expires_in: 300, scope: 'data:read data:write' })
      const { payload, protectedHeader } = await jwtVerify(access_token, createLocalJWKSet(jwks as never), {
        issuer: origin,
        audience: `${origin}/projects/${a.first.id}`,
        typ: 'at+jwt',
      })
      expect(Object.keys(protectedHeader).sort()).toEqual(['alg', 'kid', 'typ'])
      expect(payload).toEqual({
        iss: origin,
        sub: key.id,
        client_id: key.id,
        aud: `${origin}/projects/${a.first.id}`,
        jti: expect.stringMatching(ownUuid),
        iat: expect.any(Number),
        exp: (payload.iat ?? 0) + 300,
        scope: 'data:read data:write',
        project_id: a.first.id,
        organization_id: a.organizationId,
        secret_id: expect.stringMatching(ownUuid),
      })
    }
  })

  test('that are no good in whatever way get one answer', async () => {
    const other = await make()
    const revoked = await make()
    const disabled = await make()
    const expired = await make()
    const elsewhere = await make({ ipAllowlist: ['203.0.113.0/24'] })
    await sql('update api_key set revoked_at = now() where id = $1', [revoked.id])
    await sql('update api_key set enabled = false where id = $1', [disabled.id])
    await sql(`update api_key set expires_at = date_trunc('milliseconds', now()) where id = $1`, [expired.id])
    const bad = [
      { id: key.id, secret: `${key.secret}x` },
      { id: key.id, secret: 'lw_nothing' },
      { id: other.id, secret: key.secret },
      { id: 'nobody', secret: key.secret },
      { id: key.id, secret: '' },
      revoked,
      disabled,
      expired,
      elsewhere,
    ]
    const answers = new Set<string>()
    for (const { id, secret } of bad)
      for (const answer of [
        await post('token', { ...grant, client_id: id, client_secret: secret }),
        await post('token', grant, basic({ id, secret })),
      ])
        answers.add(`${answer.status} ${answer.headers.get('www-authenticate')} ${answer.text}`)
    expect([...answers]).toEqual([
      '401 Basic realm="Latchwork" {"error":"invalid_client","error_description":"No working key has this id and secret."}',
    ])
    expect(error(await post('token', grant))).toBe('invalid_client')
  })

  test('are shown once: Basic beside a secret in the form, or another id, is refused', async () => {
    const other = await make()
    const shown: Record<string, string>[] = [
      credentials(key),
      { client_secret: key.secret },
      { client_id: other.id },
    ]
    for (const body of shown) {
      const answer = await post('token', { ...grant, ...body }, basic(key))
      expect([answer.status, error(answer)]).toEqual([400, 'invalid_request'])
    }
  })

  test('are form-decoded within Basic', async () => {
    const coded = [...key.secret].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')
    const authorization = `Basic ${Buffer.from(`${key.id}:${coded}`).toString('base64')}`
    expect((await post('token', grant, { authorization })).status).toBe(200)
  })
})

describe('a token request is refused where', () => {
  const raw = (body: string, type = 'application/x-www-form-urlencoded') =>
    ask({
      method: 'POST',
      path: '/api/oauth2/token',
      body,
      encoding: 'form',
      headers: { 'content-type': type },
    })
  const good = () => `grant_type=client_credentials&client_id=${key.id}&client_secret=${key.secret}`

  test('a parameter is given twice', async () => {
    for (const more of [
      'grant_type=client_credentials',
      'scope=a&scope=b',
      `client_id=${key.id}`,
      'x=1&x=1',
    ]) {
      const answer = await raw(`${good()}&${more}`)
      expect([answer.status, error(answer)], more).toEqual([400, 'invalid_request'])
    }
  })
  test('it is no form', async () => {
    expect((await raw(good(), 'application/json')).status).toBe(415)
    expect(error(await raw('{}', 'application/json'))).toBe('invalid_request')
    expect(error(await raw(`${good()}&x=%zz`))).toBe('invalid_request')
    expect(error(await raw(`${good()}&x=%ff`))).toBe('invalid_request')
    expect(error(await raw(''))).toBe('invalid_request')
  })
  test('the grant is another', async () => {
    for (const grant_type of ['authorization_code', 'password', 'refresh_token', 'CLIENT_CREDENTIALS']) {
      const answer = await post('token', { ...credentials(key), grant_type })
      expect([answer.status, error(answer)]).toEqual([400, 'unsupported_grant_type'])
    }
    expect(error(await post('token', credentials(key)))).toBe('invalid_request')
  })
  test('the credentials stand in the address', async () => {
    const path = `/api/oauth2/token?client_id=${key.id}&client_secret=${key.secret}`
    const answer = await ask({ method: 'POST', path, body: grant, encoding: 'form' })
    expect(error(answer)).toBe('invalid_request')
  })
  test('(what has no value is left out, and what is not known is ignored)', async () => {
    expect((await raw(`${good()}&scope=&nonsense=1&resource=`)).status).toBe(200)
  })
})

describe('a scope', () => {
  test('narrows the token, and never holds more than the key', async () => {
    expect(decodeJwt(await tokenOf(key, { scope: 'data:read' })).scope).toBe('data:read')
    expect(decodeJwt(await tokenOf(key, { scope: 'data:write data:read' })).scope).toBe(
      'data:read data:write',
    )
    for (const scope of [
      'data:delete',
      'data:read api_key:verify',
      ' ',
      'data:read  data:write',
      'DATA:READ',
    ]) {
      const answer = await post('token', { ...grant, ...credentials(key), scope })
      expect([answer.status, error(answer)], scope).toEqual([400, 'invalid_scope'])
    }
  })
  test('of a key that holds nothing is not written', async () => {
    const bare = await make({ permissions: [] })
    const { json } = await post('token', { ...grant, ...credentials(bare) })
    expect(json).not.toHaveProperty('scope')
    expect(decodeJwt((json as { access_token: string }).access_token)).not.toHaveProperty('scope')
  })
})

describe('an audience', () => {
  const one = 'https://api.example.com/v1'
  test('is an absolute URI, or five, by either name', async () => {
    expect(decodeJwt(await tokenOf(key, { resource: one })).aud).toBe(one)
    expect(decodeJwt(await tokenOf(key, { audience: one, resource: one })).aud).toBe(one)
    const five = [one, 'urn:example:service', 'https://b.example', 'https://c.example', 'https://d.example']
    expect(
      decodeJwt(await tokenOf(key, { resource: five.slice(0, 3), audience: five.slice(3) })).aud,
    ).toEqual(five)
    expect(decodeJwt(await tokenOf(key, { audience: `${origin}/api/v1` })).aud).toBe(`${origin}/api/v1`)
  })
  test.each([
    ['no URI', ['service']],
    ['one with a fragment', ['https://api.example.com/#x']],
    ['a relative one', ['/api/v1']],
    ['another project', [`${origin}/projects/0198c0de-0000-7000-8000-000000000000`]],
    [
      'another project, in capitals',
      [`${origin.toUpperCase()}/projects/0198c0de-0000-7000-8000-000000000000`],
    ],
    ['this server', [origin]],
    ['our own API and another', [`${origin}/api/v1`, one]],
    ['six', ['a:1', 'a:2', 'a:3']],
  ])('is refused where it is %s', async (_, audience) => {
    const resource = audience.length === 3 ? ['a:4', 'a:5', 'a:6'] : []
    const answer = await post('token', { ...grant, ...credentials(key), audience, resource })
    expect([answer.status, error(answer)]).toEqual([400, 'invalid_target'])
  })
})

describe('a token exchange', () => {
  test('takes a key by its secret alone', async () => {
    const answer = await post('token', exchange(key.secret, tokenTypes.apiKey, { scope: 'data:read' }))
    expect(answer.json).toMatchObject({
      issued_token_type: tokenTypes.accessToken,
      token_type: 'Bearer',
      scope: 'data:read',
    })
  })

  test('narrows an access token, which lives no longer by it', async () => {
    const path = `/api/v1/keys/${key.id}/token?lifetime=60`
    const short = await ask({ method: 'GET', path, token: a.people.OWNER.token })
    const { accessToken: first } = short.json as { accessToken: string }
    const second = await post('token', exchange(first, tokenTypes.accessToken, { scope: 'data:read' }))
    const { access_token: narrow } = second.json as { access_token: string }
    const [was, is] = [decodeJwt(first), decodeJwt(narrow)]
    expect(is).toMatchObject({ aud: was.aud, scope: 'data:read', sub: key.id, root_jti: was.jti })
    expect(is.exp).toBe(was.exp)
    const wider = await post('token', exchange(narrow, tokenTypes.accessToken, { scope: 'data:write' }))
    expect(error(wider)).toBe('invalid_scope')
    const whole = await post('token', exchange(narrow, tokenTypes.accessToken))
    expect(whole.json).toMatchObject({ scope: 'data:read' })
  })

  test('gives another audience to the key itself and to a service that verifies, and never our own API to a service', async () => {
    const first = await tokenOf(key)
    const service = await make({ permissions: ['api_key:verify'] })
    const stranger = await make({ permissions: [] })
    const ask = (audience: string, client: Record<string, string> = {}) =>
      post('token', exchange(first, tokenTypes.accessToken, { audience, ...client }))
    const [far, near] = ['https://far.example/', `${origin}/api/v1`]
    expect(error(await ask(far))).toBe('invalid_target')
    expect(error(await ask(near))).toBe('invalid_target')
    expect((await ask(far, credentials(key))).status).toBe(200)
    expect((await ask(near, credentials(key))).status).toBe(200)
    expect((await ask(far, credentials(service))).status).toBe(200)
    expect(error(await ask(near, credentials(service)))).toBe('invalid_target')
    expect(error(await ask(far, credentials(stranger)))).toBe('invalid_request')
    expect(error(await ask(far, { client_id: service.id }))).toBe('invalid_request')
  })

  test('refuses an actor, types it does not know, and what is no good', async () => {
    const first = await tokenOf(key)
    const gone = await make()
    await sql('update api_key set revoked_at = now() where id = $1', [gone.id])
    for (const body of [
      exchange(first, tokenTypes.accessToken, {
        actor_token: first,
        actor_token_type: tokenTypes.accessToken,
      }),
      exchange(first, 'urn:ietf:params:oauth:token-type:id_token'),
      exchange(first, tokenTypes.accessToken, {
        requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token',
      }),
      exchange(first, tokenTypes.apiKey),
      exchange(key.secret, tokenTypes.accessToken),
      exchange(gone.secret, tokenTypes.apiKey),
      exchange(`${first}x`, tokenTypes.accessToken),
      exchange(a.people.OWNER.token, tokenTypes.accessToken),
      exchange(key.secret, tokenTypes.apiKey, { client_id: gone.id }),
      { grant_type: grantTypes.exchange },
    ]) {
      const answer = await post('token', body as Record<string, string>)
      expect([answer.status, error(answer)], JSON.stringify(body)).toEqual([400, 'invalid_request'])
    }
  })
})

describe('to issue a token', () => {
  test('takes from the key’s rate limits and is counted', async () => {
    const limited = await make({ rateLimits: [{ name: 'calls', limit: 2, window: 60 }] })
    await tokenOf(limited)
    await tokenOf(limited)
    const answer = await post('token', { ...grant, ...credentials(limited) })
    expect([answer.status, error(answer)]).toEqual([429, 'temporarily_unavailable'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await globalThis.latchworkMeter?.flush()
    const { rows } = await sql(
      'select outcome, sum(count)::int as count from key_usage where key_id = $1 group by 1',
      [limited.id],
    )
    expect(Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]))).toEqual({
      VALID: 2,
      RATE_LIMITED: 1,
    })
  })

  test('for our own API makes the token a credential of the key, with its scope alone', async () => {
    const reader = await make({ permissions: ['project:read', 'api_key:read:own'] })
    const audience = `${origin}/api/v1`
    const token = await tokenOf(reader, { audience, scope: 'project:read' })
    expect(decodeProtectedHeader(token).typ).toBe('at+jwt')
    const get = (path: string, credential: string) =>
      ask({ method: 'GET', path, headers: bearer(credential) })
    expect((await get('/api/v1/keys/me', token)).json).toMatchObject({ id: reader.id })
    expect((await get('/api/v1/projects', token)).status).toBe(200)
    expect((await get('/api/v1/keys', token)).status).toBe(403)
    expect((await get('/api/v1/keys', await tokenOf(reader, { audience }))).status).toBe(200)
    expect((await get('/api/v1/keys/me', await tokenOf(reader))).status).toBe(401)
    await sql('update api_key set enabled = false where id = $1', [reader.id])
    expect((await get('/api/v1/keys/me', token)).status).toBe(401)
  })
})
