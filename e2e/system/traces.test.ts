import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { disguises } from '#lib/http/testing/canary.ts'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, createKey, type Key, signIn } from './testing/contract.ts'
import { cleanUp, newHome, owner, start } from './testing/portal.ts'

/*
 * A secret leaves nothing behind: not in the log at its most talkative, not in a file of the database or its write-ahead
 * log, not in the build. Looked for as it is, in hexadecimal, in base64 and as in a URL.
 */

cleanUp()

let portal: Portal
let home: string
/** What a portal must not keep at all. */
const shown: Record<string, string> = {}
const metricsToken = 'what only the collector knows'
/** What it keeps in secrets.json, and nowhere else. */
const kept: Record<string, string> = {}

beforeAll(async () => {
  home = await newHome()
  portal = await start({
    home,
    port: await freePort(),
    environment: { LOG_LEVEL: 'trace', LATCHWORK_METRICS_TOKEN: metricsToken },
  })
  const { url } = portal
  const token = await signIn(url)
  const key = await createKey(url, token, 'canary in the mine')
  const permissions = ['api_key:read:any', 'api_key:verify']
  const caller = await ask(url, '/api/v1/keys', { token, body: { name: 'caller', permissions } })
  const secret = String(caller.json.secret)
  const rotated = await ask(url, `/api/v1/keys/${key.id}/rotate`, {
    token,
    headers: { 'idempotency-key': 'traces' },
    body: { graceSeconds: 600 },
  })
  const typed = 'a password that nobody has'
  const factor = await ask(url, '/api/v1/me/second-factor', { token, body: { password: owner.password } })
  const tokens = await tokensOf(url, key)
  Object.assign(shown, {
    ...tokens,
    'a secret': key.secret,
    'the random part of a secret': key.secret.slice(-49, -6),
    'a rotated secret': String(rotated.json.secret),
    'a calling key': secret,
    'an access token': token.split('.')[2],
    'the password': owner.password,
    'a wrong password': typed,
    'the token of the collector': metricsToken,
    'the secret of an authenticator': String(factor.json.secret),
  })
  for (const [name, value] of Object.entries(shown))
    if (value.length < 16) throw new Error(`${name} was not shown`)
  await everyWay(url, token, secret, key.secret, typed)
  await asTokens(url, secret, key, String(tokens['a token of a key']))
  await portal.stop()
  Object.assign(kept, JSON.parse(await readFile(join(home, 'secrets.json'), 'utf8')) as object)
}, 180_000)

/** Shows the secrets in every place where a caller can put one, the wrong ones first of all. */
async function everyWay(
  url: string,
  token: string,
  caller: string,
  canary: string,
  typed: string,
): Promise<void> {
  const basic = (value: string) => `Basic ${Buffer.from(`:${value}`).toString('base64')}`
  const ways: Parameters<typeof ask>[] = [
    [
      url,
      '/api/v1/keys/verify',
      { token, body: { key: canary, permissions: 'data:write', ip: '203.0.113.1' } },
    ],
    [url, '/api/v1/keys/verify', { token: caller, body: { key: canary } }],
    [url, '/api/v1/keys/verify', { token, body: { key: canary, nonsense: canary } }],
    [url, '/api/v1/keys/verify', { token, body: `{"key": "${canary}"` }],
    [url, '/api/v1/keys/verify', { token, headers: { 'content-type': 'text/plain' }, body: canary }],
    [url, '/api/v1/keys/me', { headers: { 'x-api-key': caller } }],
    [url, '/api/v1/keys/me', { headers: { authorization: caller } }],
    [url, '/api/v1/keys/me', { headers: { authorization: basic(caller) } }],
    [url, '/api/v1/keys/me', { headers: { authorization: `Bearer ${canary}x` } }],
    [url, '/api/v1/keys/me', { headers: { authorization: `Bearer ${canary}`, 'x-api-key': canary } }],
    [url, '/api/v1/keys/me', { headers: { cookie: `latchwork.session=${canary}` } }],
    [url, `/api/v1/keys?q=${canary}`, { token }],
    [url, `/api/v1/keys?api_key=${canary}`, {}],
    [url, `/api/v1/keys?access_token=${token}`, {}],
    [url, `/api/v1/keys/${canary}`, { token }],
    [url, `/keys?q=${canary}`, {}],
    [url, '/api/v1/sessions', { body: { email: owner.email, password: typed } }],
    [url, '/api/v1/sessions', { body: { email: owner.email, password: typed, nonsense: typed } }],
    [url, '/api/v1/sessions', { body: `{"email": "x", "password": "${typed}"` }],
    [
      url,
      '/api/v1/me/password',
      { method: 'PUT', token, body: { currentPassword: typed, newPassword: `${typed} ${typed}` } },
    ],
    [
      url,
      '/api/auth/callback/credentials',
      {
        method: 'POST',
        headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ email: owner.email, password: typed }).toString(),
      },
    ],
    [url, '/api/v1/me', { token: `${token}x` }],
  ]
  for (const way of ways) expect((await ask(...way)).status, way[1]).toBeLessThan(500)
}

type Form = Record<string, string>

/** Sends a form to one of the addresses of OAuth. */
function send(url: string, path: string, form: Form, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(form).toString()
  return ask(url, `/api/oauth2/${path}`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  })
}

const exchange = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' }
const ofKey = { ...exchange, subject_token_type: 'urn:latchwork:token-type:api-key' }
const ofToken = { ...exchange, subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' }

/** Tokens of a key, by both of the grants there are. */
async function tokensOf(url: string, { id, secret }: Key): Promise<Record<string, string>> {
  const grant = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
  const issued = await send(url, 'token', grant)
  const exchanged = await send(url, 'token', { ...ofKey, subject_token: secret })
  const [whole, other] = [issued, exchanged].map(({ json }) => String(json.access_token))
  return {
    'a token of a key': whole ?? '',
    'its signature': whole?.split('.')[2] ?? '',
    'an exchanged token': other?.split('.')[2] ?? '',
  }
}

/** Shows a key and a token of it wherever tokens are asked for and asked about, the wrong way too. */
async function asTokens(url: string, caller: string, { id, secret }: Key, token: string): Promise<void> {
  const basic = { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }
  const bearer = { authorization: `Bearer ${caller}` }
  const grant = { grant_type: 'client_credentials' }
  const sent = [
    send(url, 'token', grant, basic),
    send(url, 'token', { ...grant, client_id: id, client_secret: `${secret}x` }),
    send(url, 'token', { ...grant, client_secret: secret, nonsense: secret }),
    send(url, 'token', { ...grant, scope: secret }, basic),
    send(url, `token?client_secret=${secret}`, grant),
    send(url, 'token', { ...ofToken, subject_token: token }, basic),
    send(url, 'token', { ...ofToken, subject_token: `${token}x` }),
    send(url, 'token', { ...ofKey, subject_token: secret, actor_token: token }),
    send(url, 'introspect', { token }, bearer),
    send(url, 'introspect', { token: secret }, bearer),
    send(url, 'introspect', { token: `${token}x` }, bearer),
    send(url, 'introspect', { token, client_id: id, client_secret: secret }),
    send(url, `introspect?token=${secret}`, {}, bearer),
    ask(url, '/api/v1/keys/verify-batch', {
      token: caller,
      body: { keys: [{ key: secret }, { key: token }] },
    }),
    ask(url, '/api/v1/keys/verify-batch', { token: caller, body: { keys: [{ key: secret, cost: 'x' }] } }),
    ask(url, '/api/v1/keys/me', { token }),
    ask(url, '/api/v1/authorize/0198c0de-0000-7000-8000-000000000000', {
      headers: { 'x-latchwork-gateway-key': caller, authorization: `Bearer ${secret}` },
    }),
    ask(url, `/metrics?token=${secret}`, { token: secret }),
    send(url, 'revoke', { token, client_id: id, client_secret: secret }),
  ]
  for (const answer of await Promise.all(sent)) expect(answer.status, answer.text).toBeLessThan(500)
}

/** Which of the secrets a run of bytes holds, in which form. */
function found(bytes: Buffer, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    disguises(secret).flatMap((form) =>
      bytes.includes(form, 0, 'latin1') ? [`${name} as ${form.slice(0, 6)}…`] : [],
    ),
  )
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function hits(files: readonly string[], secrets: Readonly<Record<string, string>>): Promise<string[]> {
  const all: string[] = []
  for (const file of files)
    for (const hit of found(await readFile(file), secrets)) all.push(`${file}: ${hit}`)
  return all
}

test('the log names the request in every line that is of one', () => {
  const lines = portal
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  const requests = lines
    .map((line) => JSON.parse(line))
    .filter(({ msg, method }) => msg === 'request' || method)
  expect(requests.length).toBeGreaterThan(40)
  for (const line of requests) expect(line.requestId, JSON.stringify(line)).toMatch(/^[\w.-]{8,64}$/)
})

test('the log, at its most talkative', async () => {
  const text = Buffer.from(portal.output())
  expect(text.includes('"msg":"request"')).toBe(true)
  expect(found(text, { ...shown, ...kept })).toEqual([])
})

describe('the files of the portal', () => {
  test('the database, its write-ahead log and its own log', async () => {
    const files = (await filesIn(home)).filter((file) => !file.endsWith('/secrets.json'))
    expect(files.some((file) => file.includes('pg_wal'))).toBe(true)
    // That the search reaches into them: what may be kept is found.
    expect(await hits(files, { 'the name of a key': 'canary in the mine' })).not.toEqual([])
    expect(await hits(files, { ...shown, ...kept })).toEqual([])
  }, 120_000)

  test('the build', async () => {
    const files = (await filesIn('.next')).filter((file) => !file.includes('/cache/'))
    expect(files.length).toBeGreaterThan(20)
    expect(await hits(files, { ...shown, ...kept })).toEqual([])
  }, 120_000)

  test('its own secrets are for its owner alone', async () => {
    for (const name of ['secrets.json', 'cluster.json'])
      expect(((await stat(join(home, name))).mode & 0o777).toString(8), name).toBe('600')
  })
})
