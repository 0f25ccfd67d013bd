import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, type Key, signIn } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'

/*
 * The verifier as its users get it: packed by npm, unpacked into a folder that knows nothing of this project, and used from plain
 * JavaScript against a portal.
 */

cleanUp()

const run = promisify(execFile)
let portal: Portal
let token: string
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchwork-verifier-'))
  portal = await start({ home: await newHome(), port: await freePort() })
  token = await signIn(portal.url)
  await run('npm', ['pack', '--pack-destination', folder], { cwd: 'packages/verifier' })
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  const home = join(folder, 'node_modules', '@latchwork', 'verifier')
  await mkdir(home, { recursive: true })
  await run('tar', ['-xzf', join(folder, tarball), '-C', home, '--strip-components', '1'])
  // All that it depends on, from where it is installed here.
  await symlink(resolve('node_modules/jose'), join(folder, 'node_modules', 'jose'), 'dir')
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
}, 240_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs plain JavaScript with the verifier at hand, and gives the JSON that it prints. */
async function program(body: string, variables: Record<string, string>): Promise<unknown> {
  const path = join(folder, 'program.js')
  const imports = `import { createVerifier, LatchworkError } from '@latchwork/verifier'
import { createTokenVerifier } from '@latchwork/verifier/tokens'
const { ORIGIN: origin, CALLER: key, SHOWN: shown, PROJECT: project } = process.env
const told = []
${body}
console.log(JSON.stringify(told))`
  await writeFile(path, imports)
  const { PATH = '' } = process.env
  const environment = { PATH, ORIGIN: portal.url, ...variables } as unknown as NodeJS.ProcessEnv
  const { stdout } = await run(process.execPath, [path], { cwd: folder, env: environment, timeout: 30_000 })
  return JSON.parse(stdout)
}

async function makeKey(name: string, permissions: readonly string[]): Promise<Key & { projectId: string }> {
  const { status, json } = await ask(portal.url, '/api/v1/keys', { token, body: { name, permissions } })
  expect(status).toBe(201)
  return { id: String(json.id), secret: String(json.secret), projectId: String(json.projectId) }
}

async function revoke({ id }: Key): Promise<void> {
  const answer = await ask(portal.url, `/api/v1/keys/${id}`, { method: 'DELETE', token })
  expect(answer.status).toBe(200)
}

test('the package holds what it needs and nothing else', async () => {
  const home = join(folder, 'node_modules', '@latchwork', 'verifier')
  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  const names = files.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'verifier.js', 'tokens.d.ts']),
  )
  expect(
    names.filter((name) => !/^(LICENSE|README\.md|package\.json|[a-z]+\.(js|d\.ts))$/.test(name)),
  ).toEqual([])
})

test('a service learns of keys what the portal says of them, and of a revocation at once', async () => {
  const caller = await makeKey('service', ['api_key:verify'])
  const shown = await makeKey('checkout', ['data:read'])
  const variables = { CALLER: caller.secret, SHOWN: shown.secret }
  const body = `
    const { verify, verifyMany } = createVerifier({ origin, key, timeout: 10_000 })
    told.push(await verify(shown, { permissions: ['data:read'] }))
    told.push(await verify(shown, { permissions: 'data:write', ip: '203.0.113.7', userAgent: 'a test', cost: 0 }))
    for (const one of await verifyMany([{ key: shown }, { key: 'lw_nobody' }, { key: '' }])) told.push(one)
    const stranger = createVerifier({ origin, key: shown, timeout: 10_000 })
    told.push(await stranger.verify(shown).catch((error) => [error instanceof LatchworkError, error.code]))
    const nobody = createVerifier({ origin, key: 'lw_nobody', timeout: 10_000 })
    told.push(await nobody.verify(shown).catch((error) => [error.code, typeof error.requestId]))
    told.push(await verify(shown, { permissions: 'and and' }).catch((error) => error.code))`
  expect(await program(body, variables)).toEqual([
    expect.objectContaining({ valid: true, code: 'VALID', key: expect.objectContaining({ id: shown.id }) }),
    { valid: false, code: 'INSUFFICIENT_PERMISSIONS', keyId: shown.id, rateLimits: [] },
    expect.objectContaining({ valid: true }),
    { valid: false, code: 'NOT_FOUND', keyId: null, rateLimits: [] },
    { valid: false, code: 'NOT_FOUND', keyId: null, rateLimits: [] },
    [true, 'forbidden'],
    ['unauthorized', 'string'],
    'invalid',
  ])
  await revoke(shown)
  const after = `told.push(await createVerifier({ origin, key, timeout: 10_000 }).verify(shown))`
  expect(await program(after, variables)).toMatchObject([{ valid: false, code: 'REVOKED', keyId: shown.id }])
})

test('a token is good offline until it ends, and asked about, until its key is revoked', async () => {
  const caller = await makeKey('introspector', ['api_key:verify'])
  const key = await makeKey('till', ['data:read'])
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: key.id,
    client_secret: key.secret,
  })
  const issued = await ask(portal.url, '/api/oauth2/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  expect(issued.status, issued.text).toBe(200)
  const variables = { CALLER: caller.secret, SHOWN: String(issued.json.access_token), PROJECT: key.projectId }
  const body = `
    const ours = { issuer: origin, projectId: project }
    const offline = createTokenVerifier(ours)
    const live = createTokenVerifier({ ...ours, introspect: { key, timeout: 10_000 } })
    const elsewhere = createTokenVerifier({ ...ours, audience: 'https://elsewhere.example' })
    for (const one of [offline, live, elsewhere]) told.push(await one.verify(shown, { permissions: ['data:read'] }))
    told.push(await offline.verify(shown, { permissions: ['data:write'] }))`
  const good = {
    valid: true,
    claims: { keyId: key.id, projectId: key.projectId, permissions: ['data:read'] },
  }
  const refused = (code: string) => ({ valid: false, code })
  expect(await program(body, variables)).toMatchObject([
    good,
    good,
    refused('WRONG_AUDIENCE'),
    refused('INSUFFICIENT_PERMISSIONS'),
  ])
  await revoke(key)
  expect(await program(body, variables)).toMatchObject([
    good,
    refused('INACTIVE'),
    refused('WRONG_AUDIENCE'),
    refused('INSUFFICIENT_PERMISSIONS'),
  ])
})

test('its types say to a TypeScript program that only a valid verdict has a key', async () => {
  const check = async (lines: string) => {
    await writeFile(
      join(folder, 'program.ts'),
      `import { createVerifier, type Verdict } from '@latchwork/verifier'
import { createTokenVerifier, type TokenVerdict } from '@latchwork/verifier/tokens'
const verdict: Verdict = await createVerifier({ origin: 'https://keys.example.com', key: 'k' }).verify('s')
const token: TokenVerdict = await createTokenVerifier({ issuer: 'https://i', projectId: 'p' }).verify('t')
${lines}`,
    )
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--types',
      '',
      'program.ts',
    ]
    const compiler = resolve('node_modules/.bin/tsc')
    return run(compiler, options, { cwd: folder }).then(
      () => 'compiles',
      ({ stdout }: { stdout: string }) => stdout,
    )
  }
  expect(await check(`export const id: string | null = verdict.valid ? verdict.key.id : verdict.keyId`)).toBe(
    'compiles',
  )
  expect(await check(`export const id = token.valid ? token.claims.keyId : token.code`)).toBe('compiles')
  expect(await check(`export const id = verdict.key.id`)).toContain(`Property 'key' does not exist`)
  expect(await check(`if (!verdict.valid) console.log(verdict.key)`)).toContain(
    `Property 'key' does not exist`,
  )
  expect(await check(`export const id = token.claims.keyId`)).toContain(`Property 'claims' does not exist`)
})
