import { beforeAll, describe, expect, test } from 'vitest'
import { operations } from '#lib/contracts/operations.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { found } from './testing/canary.ts'
import { credentialsOf, goodRequest, type Stage, setStage } from './testing/stage.ts'
import { type IssuedKey, issueKey, password } from './testing/world.ts'

/* A secret is shown once: in the answer that makes it, and in nothing that is said or kept afterwards. */

withDatabase()

let stage: Stage
let key: IssuedKey
let rotated: string
const secrets: Record<string, string> = {}

beforeAll(async () => {
  stage = await setStage()
  const { token } = stage.a.people.OWNER
  const headers = { 'idempotency-key': 'made-once' }
  const made = await stage.ask({
    method: 'POST',
    path: '/api/v1/keys',
    token,
    headers,
    body: { name: 'canary' },
  })
  key = made.json as IssuedKey
  const path = `/api/v1/keys/${key.id}/rotate`
  const answer = await stage.ask({ method: 'POST', path, token, headers, body: { graceSeconds: 600 } })
  rotated = (answer.json as IssuedKey).secret
  const session = await stage.ask({
    method: 'POST',
    path: '/api/v1/sessions',
    body: { email: stage.a.people.MEMBER.email, password },
  })
  const { accessToken } = session.json as { accessToken: string }
  const ofKey = await stage.ask({ method: 'GET', path: `/api/v1/keys/${key.id}/token`, token })
  const exchanged = await stage.ask({
    method: 'POST',
    path: '/api/oauth2/token',
    encoding: 'form',
    body: { grant_type: 'client_credentials', client_id: key.id, client_secret: rotated },
  })
  const { accessToken: keyToken } = ofKey.json as { accessToken: string }
  const { access_token: exchangedToken } = exchanged.json as { access_token: string }
  const factor = await stage.ask({
    method: 'POST',
    path: '/api/v1/me/second-factor',
    token: accessToken,
    body: { password },
  })
  const { secret: totp } = factor.json as { secret: string }
  for (const secret of [key.secret, rotated, totp]) expect(secret).toEqual(expect.any(String))
  Object.assign(secrets, {
    'the secret': key.secret,
    'the rotated secret': rotated,
    'the random part of the secret': key.secret.slice(-49, -6),
    'the access token': accessToken,
    'the signature of the access token': accessToken.split('.')[2],
    'the key’s token': keyToken,
    'the signature of the key’s token': keyToken.split('.')[2],
    'the token it was exchanged for': exchangedToken,
    'the password': password,
    'the secret of the authenticator': totp,
  })
  // Something that shows it to us, and is told to keep it nowhere.
  await stage.ask({
    method: 'POST',
    path: '/api/v1/keys/verify',
    token,
    body: { key: key.secret, permissions: 'data:write' },
  })
  await stage.ask({ method: 'GET', path: '/api/v1/keys/me', token: rotated })
  await globalThis.latchworkMeter?.flush()
}, 120_000)

describe('after the answer that showed it, a secret is in no other:', () => {
  const later = operations.filter(
    ({ right, method, path }) => right.kind !== 'key' && method === 'GET' && path.startsWith('/api/'),
  )

  test.each(later)('$id', async (operation) => {
    const good = goodRequest(operation, stage)
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      name === 'keyId' ? key.id : (good.params[name] ?? ''),
    )
    const { token, headers } = credentialsOf(operation, stage)
    const query = new URLSearchParams(good.query).toString()
    const answer = await stage.ask({ method: 'GET', path: query ? `${path}?${query}` : path, token, headers })
    expect(answer.status).toBe(operation.status)
    expect(found(answer.text + JSON.stringify([...answer.headers]), secrets)).toEqual([])
  })

  test('the replay of the very request that showed it', async () => {
    const { token } = stage.a.people.OWNER
    const headers = { 'idempotency-key': 'made-once' }
    const again = await stage.ask({
      method: 'POST',
      path: '/api/v1/keys',
      token,
      headers,
      body: { name: 'canary' },
    })
    expect(again.status).toBe(201)
    expect(again.json).toMatchObject({ id: key.id, secret: null })
    expect(found(again.text, secrets)).toEqual([])
    const path = `/api/v1/keys/${key.id}/rotate`
    const rotation = await stage.ask({ method: 'POST', path, token, headers, body: { graceSeconds: 600 } })
    expect(rotation.json).toMatchObject({ id: key.id, secret: null, generation: 2 })
    expect(found(rotation.text, secrets)).toEqual([])
  })

  test('an edit, a verification and a revocation', async () => {
    const { token } = stage.a.people.OWNER
    const path = `/api/v1/keys/${key.id}`
    const answers = [
      await stage.ask({ method: 'PATCH', path, token, body: { description: 'edited' } }),
      await stage.ask({ method: 'POST', path: '/api/v1/keys/verify', token, body: { key: rotated } }),
      await stage.ask({ method: 'DELETE', path, token }),
    ]
    for (const { status, text } of answers) {
      expect(status).toBe(200)
      expect(found(text, secrets)).toEqual([])
    }
  })

  test('a refusal that is about it', async () => {
    const { token } = stage.a.people.OWNER
    for (const sent of [
      { method: 'POST', path: '/api/v1/keys/verify', token, body: { key: key.secret, nonsense: key.secret } },
      { method: 'POST', path: '/api/v1/keys/verify', token, body: { key: [key.secret] } },
      { method: 'GET', path: `/api/v1/keys?q=${key.secret}`, token },
      {
        method: 'POST',
        path: '/api/v1/sessions',
        body: { email: 'nobody@example.com', password: key.secret },
      },
      { method: 'GET', path: '/api/v1/me', token: `${key.secret}x` },
    ]) {
      const { status, text } = await stage.ask(sent)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(found(text, secrets)).toEqual([])
    }
  })
})

test('no table holds a secret, raw or in hexadecimal, base64 or a URL', async () => {
  const { pool } = database()
  const { rows: tables } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  )
  expect(tables.length).toBeGreaterThan(20)
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(
      `select coalesce(string_agg(t::text, E'\\n'), '') as text from "${name}" t`,
    )
    expect(found(rows[0]?.text ?? '', secrets), name).toEqual([])
    // bytea prints as hexadecimal; what is text within it would show here.
    expect(
      found(Buffer.from(rows[0]?.text.replaceAll(/[^0-9a-f]/g, '') ?? '', 'hex').toString('latin1'), secrets),
      name,
    ).toEqual([])
  }
})

test('the search for secrets finds one in each of its forms', () => {
  const secret = 'lw_9Zk3T0aQ'
  for (const around of ['', 'a', 'ab']) {
    expect(found(Buffer.from(`${around}${secret}tail`).toString('base64'), { it: secret })).not.toEqual([])
    expect(found(Buffer.from(`${around}${secret}`).toString('base64url'), { it: secret })).not.toEqual([])
  }
  expect(found(Buffer.from(secret).toString('hex'), { it: secret })).not.toEqual([])
  expect(found(`x=${encodeURIComponent(`${secret}/+`)}`, { it: `${secret}/+` })).not.toEqual([])
  expect(found('nothing of the kind', { it: secret })).toEqual([])
})

test('a key whose secret was shown in a search is told to be rotated, and the search is not done', async () => {
  const other = await issueKey(stage.ask, stage.a.people.OWNER.token, { name: 'searched' })
  const answer = await stage.ask({
    method: 'GET',
    path: `/api/v1/keys?q=${other.secret}`,
    token: stage.a.people.OWNER.token,
  })
  expect(answer.status).toBe(400)
  expect(answer.text).toContain('rotate')
})
