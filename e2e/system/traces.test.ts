import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { disguises } from '#lib/http/testing/canary.ts'
import type { Portal } from '../portal.ts'
import { ask, createKey, signIn } from './testing/contract.ts'
import { cleanUp, freePort, newHome, owner, start } from './testing/portal.ts'

/*
 * A secret leaves nothing behind: not in the log at its most talkative, not in a file of the database or its write-ahead
 * log, not in the build. Looked for as it is, in hexadecimal, in base64 and as in a URL.
 */

cleanUp()

let portal: Portal
let home: string
/** What a portal must not keep at all. */
const shown: Record<string, string> = {}
/** What it keeps in secrets.json, and nowhere else. */
const kept: Record<string, string> = {}

beforeAll(async () => {
  home = await newHome()
  portal = await start({ home, port: await freePort(), environment: { LOG_LEVEL: 'trace' } })
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
  Object.assign(shown, {
    'a secret': key.secret,
    'the random part of a secret': key.secret.slice(-49, -6),
    'a rotated secret': String(rotated.json.secret),
    'a calling key': secret,
    'an access token': token.split('.')[2],
    'the password': owner.password,
    'a wrong password': typed,
    'the secret of an authenticator': String(factor.json.secret),
  })
  for (const [name, value] of Object.entries(shown))
    if (value.length < 16) throw new Error(`${name} was not shown`)
  await everyWay(url, token, secret, key.secret, typed)
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
