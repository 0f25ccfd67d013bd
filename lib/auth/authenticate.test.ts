import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { base64url, decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { changePassword } from '#lib/core/account/change-password.ts'
import { switchContext } from '#lib/core/account/switch-context.ts'
import { readAccessToken, sessionIn, signAccessToken } from '#lib/core/sessions/access-token.ts'
import { endAllSessions } from '#lib/core/sessions/end-all.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { env, forgetEnv } from '#lib/env.ts'
import { breakGround, plantKey } from '#lib/gate/testing.ts'
import { readJwt } from '#lib/signing/jwt.ts'
import { signer } from '#lib/signing/keys.ts'
import type { SigningKey } from '#lib/signing/stored.ts'
import { authenticate } from './authenticate.ts'
import { sessionCookieName } from './session-cookie.ts'
import { addMember, cookieOf, goodPassword, newPerson, type Person, request, signedIn } from './testing.ts'

withDatabase()

const get = (headers: Record<string, string> = {}) => authenticate(request('GET', '/api/v1/me', headers))
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const refused = { code: 'unauthenticated' }

let person: Person
let sessionId: string
let cookie: string
beforeAll(async () => {
  person = await newPerson()
  sessionId = (await signedIn(person)).sessionId
  cookie = await cookieOf(sessionId)
})

describe('a session', () => {
  test('is a person who acts in an organization with the permissions of the role', async () => {
    for (const headers of [{ cookie }, bearer(await signAccessToken(person.id, sessionId))]) {
      const ctx = await get(headers)
      expect(ctx.actor).toEqual({
        type: 'user',
        id: person.id,
        name: 'Ada Lovelace',
        email: person.email,
        sessionId,
      })
      expect(ctx).toMatchObject({
        organizationId: person.organizationId,
        projectId: person.projectId,
        role: 'OWNER',
      })
      expect(ctx.permissions.has('api_key:delete:any')).toBe(true)
    }
  })

  test('without a credential, the request is nobody’s', async () => {
    const ctx = await get()
    expect(ctx.actor).toEqual({ type: 'anonymous' })
    expect(ctx.permissions.size).toBe(0)
  })

  test('that was ended is refused at the next request, by cookie and by access token', async () => {
    const other = await signedIn(person)
    const headers = [
      { cookie: await cookieOf(other.sessionId) },
      bearer(await signAccessToken(person.id, other.sessionId)),
    ]
    for (const one of headers) expect((await get(one)).actor.type).toBe('user')
    await endAllSessions(other.ctx)
    for (const one of headers) await expect(get(one)).rejects.toMatchObject(refused)
    sessionId = (await signedIn(person)).sessionId
    cookie = await cookieOf(sessionId)
  })

  test('of every other browser ends when the password changes; the one that changed it stays', async () => {
    const someone = await newPerson()
    const here = await signedIn(someone)
    const there = await signedIn(someone)
    await changePassword(here.ctx, { currentPassword: goodPassword, newPassword: 'another long password' })
    await expect(get({ cookie: await cookieOf(there.sessionId) })).rejects.toMatchObject(refused)
    expect((await get({ cookie: await cookieOf(here.sessionId) })).actor.type).toBe('user')
  })

  test('holds nothing where the membership was removed, from the next request on', async () => {
    const someone = await newPerson()
    const headers = { cookie: await cookieOf((await signedIn(someone)).sessionId) }
    expect((await get(headers)).permissions.size).toBeGreaterThan(0)
    await database().prisma.membership.deleteMany({ where: { userId: someone.id } })
    const ctx = await get(headers)
    expect(ctx).toMatchObject({ organizationId: null, projectId: null, role: null })
    expect(ctx.permissions.size).toBe(0)
  })

  test('follows a change of role at the next request', async () => {
    const someone = await newPerson()
    const headers = { cookie: await cookieOf((await signedIn(someone)).sessionId) }
    await database().prisma.membership.updateMany({ where: { userId: someone.id }, data: { role: 'VIEWER' } })
    const ctx = await get(headers)
    expect(ctx.role).toBe('VIEWER')
    expect(ctx.permissions.has('api_key:create:own')).toBe(false)
  })

  test('ends at its expiry and after a week without a request', async () => {
    for (const column of ['expires_at', 'last_seen_at']) {
      const other = await signedIn(person)
      const headers = { cookie: await cookieOf(other.sessionId) }
      expect((await get(headers)).actor.type).toBe('user')
      const past = column === 'expires_at' ? `now()` : `now() - interval '7 days'`
      await database().pool.query(`update session set ${column} = ${past} where id = $1`, [other.sessionId])
      await expect(get(headers)).rejects.toMatchObject(refused)
    }
  })

  test('is touched at most once a minute', async () => {
    const other = await signedIn(person)
    const headers = { cookie: await cookieOf(other.sessionId) }
    const seen = async () => {
      const where = { id: other.sessionId }
      return (await database().prisma.session.findUniqueOrThrow({ where })).lastSeenAt.getTime()
    }
    const first = await seen()
    await get(headers)
    expect(await seen()).toBe(first)
    await database().pool.query(`update session set last_seen_at = now() - interval '61 s' where id = $1`, [
      other.sessionId,
    ])
    await get(headers)
    expect(await seen()).toBeGreaterThanOrEqual(first)
  })

  test('of a member of two organizations acts in the chosen one alone', async () => {
    const [someone, host] = [await newPerson(), await newPerson()]
    await addMember(someone, host.organizationId, 'VIEWER')
    const headers = { cookie: await cookieOf((await signedIn(someone)).sessionId) }
    const choices = [
      { organizationId: host.organizationId, role: 'VIEWER' },
      { organizationId: someone.organizationId, role: 'OWNER' },
    ] as const
    for (const { organizationId, role } of choices) {
      await switchContext(await get(headers), { organizationId })
      expect(await get(headers)).toMatchObject({ organizationId, role })
    }
  })
})

describe('an access token is refused where', () => {
  let good: string
  let payload: JWTPayload
  let ours: SigningKey
  beforeAll(async () => {
    sessionId = (await signedIn(person)).sessionId
    good = await signAccessToken(person.id, sessionId)
    payload = decodeJwt(good)
    ours = (await signer()).key
  })

  const header = () => decodeProtectedHeader(good)
  const signed = (claims: JWTPayload, more: Record<string, unknown> = {}, key = ours.privateKey) =>
    new SignJWT(claims).setProtectedHeader({ ...header(), alg: 'ES256', ...more }).sign(key as KeyObject)
  const raw = (head: object, claims: object, signature = '') =>
    `${base64url.encode(JSON.stringify(head))}.${base64url.encode(JSON.stringify(claims))}.${signature}`
  const refuse = async (token: string) => {
    await expect(get(bearer(token))).rejects.toMatchObject(refused)
  }

  test('(the token these are made of is good)', async () => {
    expect((await get(bearer(await signed(payload)))).actor).toMatchObject({ type: 'user', sessionId })
  })
  test('it says that it needs no signature', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) await refuse(raw({ ...header(), alg }, payload))
    const [head, claims] = good.split('.')
    await refuse(`${head}.${claims}.`)
  })
  test('it is an HMAC with our public key', async () => {
    const pem = ours.publicKey.export({ type: 'spki', format: 'pem' })
    const unsigned = raw({ ...header(), alg: 'HS256' }, payload).slice(0, -1)
    await refuse(`${unsigned}.${createHmac('sha256', pem).update(unsigned).digest('base64url')}`)
  })
  test('another key signed it, under our key’s id or under its own', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await refuse(await signed(payload, {}, privateKey))
    const jwk = publicKey.export({ format: 'jwk' })
    await refuse(await signed(payload, { jwk }, privateKey))
    await refuse(await signed(payload, { jku: 'https://evil.example/keys.json', kid: 'evil' }, privateKey))
  })
  test('it names a key or where to fetch one, though we signed it', async () => {
    await refuse(await signed(payload, { jku: 'https://evil.example/keys.json' }))
    await refuse(await signed(payload, { x5u: 'https://evil.example/cert.pem' }))
    await refuse(await signed(payload, { jwk: ours.publicJwk }))
    await refuse(await signed(payload, { crit: ['b64'], b64: true }))
  })
  test('its kid is stale or missing', async () => {
    await refuse(await signed(payload, { kid: 'the-key-before' }))
    await refuse(await signed(payload, { kid: undefined }))
  })
  test('its type is another', async () => {
    for (const typ of ['JWT', 'id+jwt', undefined]) await refuse(await signed(payload, { typ }))
  })
  test('its issuer or audience is another, or missing', async () => {
    for (const iss of ['https://evil.example', `${env().LATCHWORK_URL}/`, undefined])
      await refuse(await signed({ ...payload, iss }))
    for (const aud of ['https://evil.example', env().LATCHWORK_URL, undefined])
      await refuse(await signed({ ...payload, aud }))
  })
  test('it is past its time, or claims more time than we give', async () => {
    const now = Math.floor(Date.now() / 1000)
    await refuse(await signed({ ...payload, iat: now - 1000, exp: now - 60 }))
    await refuse(await signed({ ...payload, iat: now - 2000, exp: now + 1_000_000 }))
    await refuse(await signed({ ...payload, exp: undefined }))
  })
  test('its session is missing, of another shape, or nobody’s', async () => {
    for (const sid of [undefined, '', "' or 1=1", 'a'.repeat(36), '018f0000-0000-7000-8000-000000000000'])
      await refuse(await signed({ ...payload, sid }))
  })
  test('it is damaged', async () => {
    for (const token of ['a.b.c', '..', `${good}x`, good.slice(0, -4), `${good}.`]) await refuse(token)
  })
  test('its signing key is only remembered, since the database is away', async () => {
    const checked = await readJwt(good)
    if (!checked) throw new Error('Not a good token')
    expect(sessionIn(checked)).toBe(sessionId)
    const error = new Error('The database is away')
    expect(() => sessionIn({ ...checked, away: { error } })).toThrow(error)
  })
  test('the portal is at another address now', async () => {
    expect(await readAccessToken(good)).toBe(sessionId)
    process.env.LATCHWORK_URL = 'https://elsewhere.example'
    forgetEnv()
    try {
      expect(await readAccessToken(good)).toBeNull()
    } finally {
      delete process.env.LATCHWORK_URL
      forgetEnv()
    }
  })
})

describe('an API key', () => {
  test('is taken as Bearer, bare, as x-api-key and as Basic, and acts within its project with its effective set', async () => {
    const ground = await breakGround()
    const { id, secret } = await plantKey(ground, { granted: ['orders:read'] })
    const basic = (user: string) => ({
      authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`,
    })
    const ways = [bearer(secret), { authorization: secret }, { 'x-api-key': secret }, basic(id), basic('')]
    for (const headers of ways) {
      const ctx = await get(headers)
      expect(ctx.actor).toEqual({
        type: 'key',
        id,
        name: 'Checkout',
        owner: { userId: ground.userId, serviceAccountId: null },
      })
      expect(ctx).toMatchObject({
        organizationId: ground.organizationId,
        projectId: ground.projectId,
        role: null,
      })
      expect([...ctx.permissions]).toEqual(['orders:read'])
    }
    await expect(get(basic(ground.userId))).rejects.toMatchObject(refused)
  })

  test('that is unknown, revoked, disabled, expired or used from elsewhere gets one answer', async () => {
    const ground = await breakGround()
    const bad = [
      { revokedAt: new Date() },
      { enabled: false },
      { expiresAt: new Date(Date.now() - 1000) },
      { ipAllowlist: ['203.0.113.0/24'] },
    ]
    const answers = new Set<string>()
    const answer = (secret: string) =>
      get(bearer(secret)).then(
        () => answers.add('accepted'),
        (error) => answers.add(`${error.code} ${error.message}`),
      )
    for (const fields of bad) await answer((await plantKey(ground, fields)).secret)
    await answer('lw_nothing')
    expect(answers.size).toBe(1)
    expect([...answers][0]).toMatch(/^unauthenticated/)
  })
})

describe('credentials', () => {
  test('two at once are refused, good or not', async () => {
    const token = await signAccessToken(person.id, sessionId)
    const mine = await cookieOf(sessionId)
    await expect(get({ cookie: mine, ...bearer(token) })).rejects.toMatchObject(refused)
    await expect(get({ cookie: mine, 'x-api-key': 'lw_nothing' })).rejects.toMatchObject(refused)
    await expect(get({ ...bearer(token), 'x-api-key': 'lw_nothing' })).rejects.toMatchObject(refused)
  })

  test('that cannot be read are refused, never taken for none', async () => {
    const bad = [
      'Bearer',
      'Bearer ',
      'Bearer a b',
      'Digest abc',
      'Basic !!',
      'Basic YWJj',
      'Basic Og==',
      ' ',
      'x'.repeat(5000),
    ]
    for (const authorization of bad) await expect(get({ authorization })).rejects.toMatchObject(refused)
    await expect(get({ 'x-api-key': '' })).rejects.toMatchObject(refused)
    await expect(get({ cookie: `${sessionCookieName()}=nonsense` })).rejects.toMatchObject(refused)
  })

  test('in the query string mean nothing', async () => {
    const token = await signAccessToken(person.id, sessionId)
    const path = `/api/v1/me?access_token=${token}&api_key=${token}&key=${token}`
    expect((await authenticate(request('GET', path))).actor.type).toBe('anonymous')
  })

  test('of a cookie made with another session key are refused', async () => {
    const { encode } = await import('next-auth/jwt')
    const forged = await encode({
      token: { sid: sessionId },
      secret: 'another secret of thirty-two characters',
    })
    await expect(get({ cookie: `${sessionCookieName()}=${forged}` })).rejects.toMatchObject(refused)
  })
})

describe('a change asked for with the cookie', () => {
  const change = async (method: string, headers: Record<string, string> = {}) =>
    authenticate(request(method, '/api/v1/me', { cookie: await cookieOf(sessionId), ...headers }))
  const ours = () => env().LATCHWORK_URL
  const foreign = (): Record<string, string>[] => [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: `${ours()}.evil.example` },
    { origin: 'http://localhost:3001' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { referer: `${ours()}/keys` },
    {},
  ]

  test('passes from our own page and is forbidden from any other, from null and from nowhere', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect((await change(method, { origin: ours() })).actor.type).toBe('user')
      expect((await change(method, { 'sec-fetch-site': 'same-origin' })).actor.type).toBe('user')
      for (const headers of foreign())
        await expect(change(method, headers)).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect((await change('GET', { origin: 'https://evil.example' })).actor.type).toBe('user')
  })

  test('needs no Origin where a script sends a token', async () => {
    const token = await signAccessToken(person.id, sessionId)
    expect((await authenticate(request('POST', '/api/v1/me', bearer(token)))).actor.type).toBe('user')
  })
})
