import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EnvironmentError } from '#lib/env.ts'
import { parseSecrets } from '#lib/secrets.ts'
import { generateSecrets, secretsFile, settleSecrets } from '#scripts/secrets-file.ts'

const names = ['NEXTAUTH_SECRET', 'LATCHWORK_PEPPER', 'LATCHWORK_PEPPER_RETIRED'] as const
let home = ''
let before: Record<string, string | undefined> = {}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'latchwork-secrets-'))
  before = Object.fromEntries(names.map((name) => [name, process.env[name]]))
  for (const name of names) delete process.env[name]
})

afterEach(async () => {
  for (const name of names) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
  await rm(home, { recursive: true, force: true })
})

async function sentences(work: () => unknown): Promise<readonly string[]> {
  try {
    await work()
  } catch (error) {
    if (error instanceof EnvironmentError) return error.sentences
    throw error
  }
  return []
}

test('secrets are made once, whole, and readable by nobody else', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => secretsFile(home)))
  expect(new Set(made.map((secrets) => JSON.stringify(secrets))).size).toBe(1)
  expect((await stat(join(home, 'secrets.json'))).mode & 0o777).toBe(0o600)
  expect(await secretsFile(home)).toEqual(JSON.parse(await readFile(join(home, 'secrets.json'), 'utf8')))
})

test('a process gets the secrets of its home where none are set', async () => {
  await settleSecrets({}, { home, embedded: true })
  const first = parseSecrets(process.env)
  for (const name of names) delete process.env[name]
  await settleSecrets({}, { home, embedded: true })
  expect(parseSecrets(process.env).peppers.current.key.equals(first.peppers.current.key)).toBe(true)
})

test('a secret that is set wins over the file', async () => {
  const given = generateSecrets()
  Object.assign(process.env, given)
  await settleSecrets(given, { home, embedded: true })
  expect(parseSecrets(process.env).sessionKey).toBe(given.NEXTAUTH_SECRET)
  await expect(stat(join(home, 'secrets.json'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('production on a database of its own makes no secrets and names each that is missing', async () => {
  const said = await sentences(() => settleSecrets({ NODE_ENV: 'production' }, { home, embedded: false }))
  expect(said).toHaveLength(2)
  expect(said[0]).toBe(
    'NEXTAUTH_SECRET is missing: set it to at least 32 random bytes, made with: openssl rand -base64 32.',
  )
  await expect(stat(join(home, 'secrets.json'))).rejects.toMatchObject({ code: 'ENOENT' })
})

const strong = () => randomBytes(32).toString('base64')
const good = () => ({ NEXTAUTH_SECRET: strong(), LATCHWORK_PEPPER: strong() })

test.each([
  ['NEXTAUTH_SECRET', 'short'],
  ['NEXTAUTH_SECRET', 'a'.repeat(64)],
  ['LATCHWORK_PEPPER', Buffer.alloc(32).toString('base64')],
  ['LATCHWORK_PEPPER', randomBytes(16).toString('hex')],
  ['LATCHWORK_PEPPER', 'not base64 at all, however long it may be'],
  ['LATCHWORK_PEPPER_RETIRED', '2:weak'],
])('a weak %s is refused with one sentence that does not repeat it', async (name, value) => {
  const said = await sentences(() => parseSecrets({ ...good(), [name]: value }))
  expect(said).toHaveLength(1)
  expect(said[0]).toContain(name)
  expect(said[0]).not.toContain(value)
})

test('peppers are taken in base64, base64url and hex, with a version before them or as version 1', () => {
  const bytes = randomBytes(32)
  for (const text of [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')]) {
    const { current } = parseSecrets({ ...good(), LATCHWORK_PEPPER: text }).peppers
    expect(current).toEqual({ version: 1, key: bytes })
    expect(parseSecrets({ ...good(), LATCHWORK_PEPPER: `7:${text}` }).peppers.current.version).toBe(7)
  }
})

test('retired peppers keep their versions, and no version is there twice', async () => {
  const ring = { LATCHWORK_PEPPER: `3:${strong()}`, LATCHWORK_PEPPER_RETIRED: `2:${strong()}, 1:${strong()}` }
  expect(parseSecrets({ ...good(), ...ring }).peppers.retired.map(({ version }) => version)).toEqual([2, 1])
  const twice = { ...ring, LATCHWORK_PEPPER_RETIRED: `3:${strong()}` }
  expect(await sentences(() => parseSecrets({ ...good(), ...twice }))).toHaveLength(1)
})
