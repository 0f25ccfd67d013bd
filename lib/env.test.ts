import { expect, test } from 'vitest'
import { mounts } from '#lib/contracts/mounts.ts'
import { EnvironmentError, parseEnv } from '#lib/env.ts'

function sentences(source: Record<string, string>): readonly string[] {
  try {
    parseEnv(source)
  } catch (error) {
    if (error instanceof EnvironmentError) return error.sentences
    throw error
  }
  return []
}

test('nothing has to be set', () => {
  expect(parseEnv({})).toMatchObject({
    NODE_ENV: 'development',
    HOST: 'localhost',
    PORT: 3000,
    LATCHWORK_HOME: '.latchwork',
    LATCHWORK_URL: 'http://localhost:3000',
    LATCHWORK_API_RATE: 600,
  })
})

test('a variable set to nothing counts as not set', () => {
  expect(parseEnv({ PORT: '', DATABASE_URL: '' })).toMatchObject({ PORT: 3000 })
  expect(parseEnv({ DATABASE_URL: '' }).DATABASE_URL).toBeUndefined()
})

test('the public origin is what is set, else the port on localhost', () => {
  expect(parseEnv({ LATCHWORK_URL: 'https://keys.example.com/' }).LATCHWORK_URL).toBe(
    'https://keys.example.com',
  )
  expect(parseEnv({ NEXTAUTH_URL: 'https://keys.example.com' }).LATCHWORK_URL).toBe(
    'https://keys.example.com',
  )
  expect(parseEnv({ PORT: '4000' }).LATCHWORK_URL).toBe('http://localhost:4000')
})

test.each([
  ['NODE_ENV', 'staging'],
  ['HOST', 'local host'],
  ['PORT', '65536'],
  ['PORT', '3e3'],
  ['PORT', '-1'],
  ['DATABASE_URL', 'mysql://a/b'],
  ['DATABASE_URL', 'somewhere'],
  ['DIRECT_DATABASE_URL', 'http://a/b'],
  ['LATCHWORK_URL', 'https://keys.example.com/portal'],
  ['LATCHWORK_URL', 'https://user:password@keys.example.com'],
  ['LATCHWORK_URL', 'keys.example.com'],
  ['LATCHWORK_URL', 'ftp://keys.example.com'],
  ['LATCHWORK_API_RATE', '0'],
  ['LATCHWORK_API_RATE', 'lots'],
  ['LATCHWORK_OWNER_EMAIL', 'me'],
  ['LATCHWORK_OWNER_PASSWORD', 'short'],
  ['OIDC_ISSUER', 'issuer'],
  ['LOG_LEVEL', 'loud'],
  ['WEBHOOK_ALLOW_INTERNAL', 'true'],
  ['WEBHOOK_ALLOW_INTERNAL', '10.20.0.0/16,localhost'],
  ['COMPAT_HOSTS', 'api.example.com'],
  ['COMPAT_HOSTS', 'api.example.com=stripe'],
  ['COMPAT_HOSTS', 'https://api.example.com=vertesia'],
  ['COMPAT_HOSTS', 'api.example.com=vertesia,api.example.com=freesewing'],
])('%s=%s is refused with one sentence that names it', (name, value) => {
  const said = sentences({ [name]: value })
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(new RegExp(`^${name} must .*\\.$`))
})

test('hosts of vendors are a table, empty unless it is set, and whoever sets it wrongly is told the mounts', () => {
  expect(parseEnv({}).COMPAT_HOSTS.size).toBe(0)
  expect(
    parseEnv({ COMPAT_HOSTS: 'API.example.com=vertesia-live, b.example=freesewing' }).COMPAT_HOSTS,
  ).toEqual(
    new Map([
      ['api.example.com', 'vertesia-live'],
      ['b.example', 'freesewing'],
    ]),
  )
  const [said] = sentences({ COMPAT_HOSTS: 'api.example.com=stripe' })
  for (const mount of mounts) expect(said).toContain(mount)
  // What is wrong may be long, and is in the person's own file; it is not said back.
  expect(said).not.toContain('stripe')
})

test('every wrong variable is named at once', () => {
  expect(sentences({ PORT: 'a', LOG_LEVEL: 'b' })).toHaveLength(2)
})

test.each([
  [{ LATCHWORK_OWNER_EMAIL: 'me@example.com' }, 'LATCHWORK_OWNER_EMAIL needs LATCHWORK_OWNER_PASSWORD too.'],
  [{ GITHUB_SECRET: 's' }, 'GITHUB_SECRET needs GITHUB_ID too.'],
  [{ OIDC_ISSUER: 'https://a.example', OIDC_ID: 'i' }, 'OIDC_ISSUER and OIDC_ID need OIDC_SECRET too.'],
])('%j is half of something', (source, sentence) => {
  expect(sentences(source as Record<string, string>)).toEqual([sentence])
})
