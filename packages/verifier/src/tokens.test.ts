import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { answers, closePeers, drops, type Peer, peer, stalls } from './testing/server.ts'
import { createTokenVerifier, LatchworkError, type TokenVerifierOptions } from './tokens.ts'

closePeers()

type Pair = Awaited<ReturnType<typeof generateKeyPair>>

let signing: Pair
let next: Pair
beforeAll(async () => {
  signing = await generateKeyPair('ES256', { extractable: true })
  next = await generateKeyPair('ES256', { extractable: true })
})

async function jwk(pair: Pair, kid: string) {
  return { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256', use: 'sig' }
}

const audience = 'https://keys.example.com/projects/p'
const claims = {
  sub: 'key-1',
  client_id: 'key-1',
  scope: 'orders:read orders:write',
  project_id: 'project-1',
  organization_id: 'organization-1',
  secret_id: 'secret-1',
  jti: 'token-1',
}
const seconds = () => Math.floor(Date.now() / 1_000)

interface Minted {
  pair?: Pair
  header?: Record<string, unknown>
  payload?: Record<string, unknown>
}

/** A token as Latchwork signs them, but for what is given. */
function mint(issuer: string, { pair = signing, header = {}, payload = {} }: Minted = {}): Promise<string> {
  const full = { iss: issuer, aud: audience, iat: seconds(), exp: seconds() + 300, ...claims, ...payload }
  return new SignJWT(full)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'one', ...header })
    .sign(pair.privateKey, { crit: { novel: true } })
}

/** A Latchwork that publishes its keys. */
async function issuerOf(...pairs: [string, Pair][]): Promise<Peer> {
  const keys = await Promise.all(
    (pairs.length ? pairs : [['one', signing] as const]).map(([kid, pair]) => jwk(pair, kid)),
  )
  return peer(answers({ keys }))
}

const verifierFor = (issuer: string, options: Partial<TokenVerifierOptions> = {}) =>
  createTokenVerifier({ issuer, projectId: 'project-1', audience, ...options })

describe('a token of a key', () => {
  test('is good by itself, and says which key may do what', async () => {
    const { origin, received } = await issuerOf()
    const verdict = await verifierFor(origin).verify(await mint(origin), { permissions: ['orders:read'] })
    expect(verdict).toEqual({
      valid: true,
      claims: {
        keyId: 'key-1',
        secretId: 'secret-1',
        projectId: 'project-1',
        organizationId: 'organization-1',
        permissions: ['orders:read', 'orders:write'],
        tokenId: 'token-1',
        expiresAt: expect.any(Number),
      },
    })
    expect(received.map(({ path }) => path)).toEqual(['/.well-known/jwks.json'])
  })

  test('may do what its scope says and nothing that looks like it', async () => {
    const { origin } = await issuerOf()
    const { verify } = verifierFor(origin)
    for (const name of ['orders', 'orders:', 'orders:delete', 'orders:read orders:write', ''])
      expect(await verify(await mint(origin), { permissions: ['orders:read', name] })).toEqual({
        valid: false,
        code: 'INSUFFICIENT_PERMISSIONS',
      })
    const none = await mint(origin, { payload: { scope: undefined } })
    expect(await verify(none)).toMatchObject({ valid: true, claims: { permissions: [] } })
    expect(await verify(none, { permissions: ['orders:read'] })).toMatchObject({ valid: false })
  })

  test('is refused once it has ended, but for the seconds that clocks may differ', async () => {
    const { origin } = await issuerOf()
    const ended = (ago: number) => mint(origin, { payload: { exp: seconds() - ago } })
    const { verify } = verifierFor(origin, { clockTolerance: 10 })
    expect(await verify(await ended(5))).toMatchObject({ valid: true })
    expect(await verify(await ended(11))).toEqual({ valid: false, code: 'EXPIRED' })
    expect(await verifierFor(origin).verify(await ended(6))).toEqual({ valid: false, code: 'EXPIRED' })
  })
})

describe('refused is', () => {
  const unsigned = (issuer: string) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${part({ alg: 'none', typ: 'at+jwt', kid: 'one' })}.${part({ iss: issuer, aud: audience, iat: seconds(), exp: seconds() + 300, ...claims })}.`
  }
  const withPublicKey = async (issuer: string) => {
    const { x } = await exportJWK(signing.publicKey)
    const payload = { iss: issuer, aud: audience, iat: seconds(), exp: seconds() + 300, ...claims }
    const header = { alg: 'HS256', typ: 'at+jwt', kid: 'one' }
    return new SignJWT(payload).setProtectedHeader(header).sign(Buffer.from(x ?? ''))
  }
  const altered = async (issuer: string) => {
    const [head, body, signature] = (await mint(issuer)).split('.')
    const richer = { ...JSON.parse(Buffer.from(body ?? '', 'base64url').toString()), scope: 'admin' }
    return `${head}.${Buffer.from(JSON.stringify(richer)).toString('base64url')}.${signature}`
  }
  const byAnother = async (issuer: string, header: Record<string, unknown> = {}) =>
    mint(issuer, { pair: next, header })
  const own = async (issuer: string) => byAnother(issuer, { jwk: await jwk(next, 'one') })
  const elsewhere = (issuer: string) => byAnother(issuer, { jku: `${issuer}/mine.json` })
  const claim = (payload: Record<string, unknown>) => (issuer: string) => mint(issuer, { payload })
  const head = (header: Record<string, unknown>) => (issuer: string) => mint(issuer, { header })

  test.each<[string, string, (issuer: string) => string | Promise<string>]>([
    ['no token at all', 'UNTRUSTED', () => 'lw_a_key'],
    ['nothing', 'UNTRUSTED', () => ''],
    ['more than any token is', 'UNTRUSTED', async (issuer) => `${await mint(issuer)}${'x'.repeat(20_000)}`],
    ['one without a signature', 'UNTRUSTED', unsigned],
    ['one signed with the public key as a secret', 'UNTRUSTED', withPublicKey],
    ['one that was altered', 'UNTRUSTED', altered],
    ['one signed by another', 'UNTRUSTED', byAnother],
    ['one that brings its own key', 'UNTRUSTED', own],
    ['one that says where its key is', 'UNTRUSTED', elsewhere],
    ['one of a key id that nobody has', 'UNTRUSTED', head({ kid: 'two' })],
    [
      'one with an extension nobody knows',
      'UNTRUSTED',
      (issuer) => mint(issuer, { header: { crit: ['novel'], novel: true } }),
    ],
    ['one of another type', 'UNTRUSTED', head({ typ: 'JWT' })],
    ['one without a type', 'UNTRUSTED', head({ typ: undefined })],
    ['one of another issuer', 'UNTRUSTED', claim({ iss: 'https://evil.example' })],
    ['one for another audience', 'WRONG_AUDIENCE', claim({ aud: 'https://keys.example.com/projects/q' })],
    ['one of another project’s key', 'WRONG_AUDIENCE', claim({ project_id: 'project-2' })],
    ['one for no audience', 'WRONG_AUDIENCE', claim({ aud: undefined })],
    ['one without an end', 'UNTRUSTED', claim({ exp: undefined })],
    ['one that does not count yet', 'UNTRUSTED', claim({ nbf: seconds() + 600 })],
    ['one of no key', 'UNTRUSTED', claim({ sub: undefined })],
    ['one of two keys', 'UNTRUSTED', claim({ client_id: 'key-2' })],
    ['one of no project', 'UNTRUSTED', claim({ project_id: undefined })],
    ['one whose scope is a list', 'UNTRUSTED', claim({ scope: ['orders:read'] })],
  ])('%s', async (_, code, token) => {
    const { origin } = await issuerOf()
    expect(await verifierFor(origin).verify(await token(origin))).toEqual({ valid: false, code })
  })
})

describe('the public keys', () => {
  test('are fetched once for many tokens', async () => {
    const { origin, received } = await issuerOf()
    const { verify } = verifierFor(origin)
    const token = await mint(origin)
    await Promise.all(Array.from({ length: 20 }, () => verify(token)))
    expect(received).toHaveLength(1)
  })

  test('are fetched anew for the first token that a new one signed', async () => {
    const first = answers({ keys: [await jwk(signing, 'one')] })
    const { origin, received } = await peer(
      first,
      answers({ keys: [await jwk(signing, 'one'), await jwk(next, 'two')] }),
    )
    const { verify } = verifierFor(origin, { cooldown: 0 })
    expect(await verify(await mint(origin))).toMatchObject({ valid: true })
    const rotated = await mint(origin, { pair: next, header: { kid: 'two' } })
    expect(await verify(rotated)).toMatchObject({ valid: true })
    expect(await verify(await mint(origin))).toMatchObject({ valid: true })
    expect(received).toHaveLength(2)
  })

  test('are not fetched for every key id that somebody invents', async () => {
    const { origin, received } = await issuerOf()
    const { verify } = verifierFor(origin)
    for (let round = 0; round < 50; round += 1)
      expect(await verify(await mint(origin, { header: { kid: `made-up-${round}` } }))).toMatchObject({
        valid: false,
      })
    expect(received).toHaveLength(1)
  })

  test('that no longer hold a key end the tokens it signed, at the latest when they are fetched again', async () => {
    const { origin } = await peer(
      answers({ keys: [await jwk(signing, 'one')] }),
      answers({ keys: [await jwk(next, 'two')] }),
    )
    const { verify } = verifierFor(origin, { cacheMaxAge: 0, cooldown: 0 })
    expect(await verify(await mint(origin))).toMatchObject({ valid: true })
    expect(await verify(await mint(origin))).toEqual({ valid: false, code: 'UNTRUSTED' })
  })

  test.each([
    ['an error', answers({}, 503), 'unavailable'],
    ['a redirect', answers({}, 302, { location: 'https://evil.example/jwks.json' }), 'unavailable'],
    ['no JSON', answers('keys'), 'unavailable'],
    ['no keys', answers({ nothing: [] }), 'unavailable'],
    ['a broken connection', drops, 'unavailable'],
    ['nothing at all', stalls, 'timeout'],
  ] as const)('that are answered with %s leave no verdict', async (_, reaction, code) => {
    const { origin } = await peer(reaction)
    const verdict = verifierFor(origin, { timeout: 200 }).verify(await mint(origin))
    await expect(verdict).rejects.toMatchObject({ name: 'LatchworkError', code })
    await expect(verdict).rejects.toBeInstanceOf(LatchworkError)
  })
})

describe('with introspection', () => {
  const introspect = { key: 'lw_the_key_of_this_service', timeout: 1_000 }
  async function latchwork(reply: unknown, status = 200): Promise<Peer> {
    return peer(answers({ keys: [await jwk(signing, 'one')] }), answers(reply, status))
  }

  test('a token that Latchwork no longer accepts is refused', async () => {
    const { origin, received } = await latchwork({ active: false })
    const token = await mint(origin)
    expect(await verifierFor(origin, { introspect }).verify(token)).toEqual({
      valid: false,
      code: 'INACTIVE',
    })
    expect(received[1]?.path).toBe('/api/oauth2/introspect')
    expect(received[1]?.headers.authorization).toBe(`Bearer ${introspect.key}`)
    expect(new URLSearchParams(received[1]?.body).get('token')).toBe(token)
  })

  test('one that it accepts is good', async () => {
    const scope = 'orders:read orders:write admin'
    const { origin, received } = await latchwork({ active: true, sub: 'key-1', jti: 'token-1', scope })
    const verdict = await verifierFor(origin, { introspect }).verify(await mint(origin), {
      ip: '203.0.113.7',
    })
    const permissions = ['orders:read', 'orders:write']
    expect(verdict).toMatchObject({ valid: true, claims: { keyId: 'key-1', permissions } })
    expect(new URLSearchParams(received[1]?.body).get('ip')).toBe('203.0.113.7')
  })

  test('one may do no more than its key still may', async () => {
    const reply = { active: true, sub: 'key-1', jti: 'token-1', scope: 'orders:read' }
    const { origin } = await latchwork(reply)
    const { verify } = verifierFor(origin, { introspect })
    const token = await mint(origin)
    expect(await verify(token)).toMatchObject({ valid: true, claims: { permissions: ['orders:read'] } })
    expect(await verify(token, { permissions: ['orders:write'] })).toEqual({
      valid: false,
      code: 'INSUFFICIENT_PERMISSIONS',
    })
  })

  test.each<[string, unknown, number, string]>([
    ['of another key', { active: true, sub: 'key-2', jti: 'token-1' }, 200, 'unavailable'],
    ['of no token', { active: true, sub: 'key-1' }, 200, 'unavailable'],
    ['of another token', { active: true, sub: 'key-1', jti: 'token-2' }, 200, 'unavailable'],
    ['that is almost a yes', { active: 'true', sub: 'key-1', jti: 'token-1' }, 200, 'unavailable'],
    ['that says nothing', {}, 200, 'unavailable'],
    ['that refuses the caller', {}, 401, 'unauthorized'],
    ['that fails', {}, 500, 'unavailable'],
  ])('an answer %s is no verdict', async (_, reply, status, code) => {
    const { origin } = await latchwork(reply, status)
    await expect(verifierFor(origin, { introspect }).verify(await mint(origin))).rejects.toMatchObject({
      code,
    })
  })

  test('a token that is no good anyway is asked about nowhere', async () => {
    const { origin, received } = await latchwork({ active: true })
    await verifierFor(origin, { introspect }).verify(await mint(origin, { payload: { exp: 1 } }))
    expect(received).toHaveLength(1)
  })
})

test.each([
  ['no issuer', { issuer: 'keys.example.com' }],
  ['no audience', { audience: '' }],
  ['no project', { projectId: '' }],
  ['a tolerance of an hour', { clockTolerance: 3_600 }],
])('options with %s are refused', (_, wrong) => {
  const options = { issuer: 'https://keys.example.com', projectId: 'project-1', audience, ...wrong }
  expect(() => createTokenVerifier(options)).toThrow(/must be/)
})
