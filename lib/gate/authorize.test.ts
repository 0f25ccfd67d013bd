import { beforeAll, describe, expect, test } from 'vitest'
import { authorizeRequest } from '#lib/contracts/verification.ts'
import { CoreError } from '#lib/core/errors.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { ownAudience } from '#lib/signing/jwt.ts'
import type { Grant } from '#lib/signing/key-token.ts'
import { authorize, type GatewayClient } from './authorize.ts'
import { meter } from './meter.ts'
import { breakGround, countsOf, type Ground, plantKey, replaceSecret, tokenOfKey } from './testing.ts'
import type { Caller } from './verify.ts'

withDatabase()

let ground: Ground
beforeAll(async () => {
  ground = await breakGround()
})

const origin = { requestId: 'request', ip: '192.0.2.1' }
type Asked = Partial<GatewayClient> & { query?: Record<string, string>; caller?: Caller; projectId?: string }

function ask(secret: string | null, { query = {}, caller, projectId, ...client }: Asked = {}) {
  const shown = secret === null ? null : { type: 'key' as const, secret, id: null }
  return authorize(
    { ...(caller ?? ground.gateway), origin, client: { shown, ip: null, userAgent: null, ...client } },
    { projectId: projectId ?? ground.projectId, ...authorizeRequest.query.parse(query) },
  )
}

/** The refusal, as far as anybody outside can tell it from another. */
async function refusal(asked: Promise<unknown>) {
  const error = await asked.catch((thrown: unknown) => thrown)
  if (!(error instanceof CoreError)) throw new Error(`Not refused: ${JSON.stringify(error)}`)
  const { code, message, fields, retryAfter, limits } = error
  return { code, message, fields, retryAfter, limits }
}

const inDatabase = (keyId: string, change: string) =>
  database().pool.query(`update api_key set ${change} where id = $1`, [keyId])

describe('a good key', () => {
  test('is let through, with whose it is and what it holds', async () => {
    const { id, secret } = await plantKey(ground, { granted: ['audit'], roleId: ground.roleId })
    expect(await ask(secret, { query: { permissions: 'audit and refunds:write' } })).toEqual({
      keyId: id,
      owner: { type: 'user', id: ground.userId, name: 'Ada' },
      permissions: ['audit', 'refunds:write'],
      rateLimits: [],
    })
  })

  test('counts as verified, with where it came from and by what agent', async () => {
    const { id, secret } = await plantKey(ground)
    await ask(secret, { ip: '203.0.113.7', userAgent: 'curl/8' })
    await ask(secret)
    await meter().drain(5_000)
    expect(Object.values(await countsOf(id))).toEqual([2])
  })

  test('is good from the addresses on its list, as the gateway saw them, and from no unknown one', async () => {
    const { secret } = await plantKey(ground, { ipAllowlist: ['203.0.113.0/24'] })
    expect(await ask(secret, { ip: '203.0.113.7' })).toMatchObject({ rateLimits: [] })
    for (const ip of ['198.51.100.7', null])
      expect(await refusal(ask(secret, { ip }))).toMatchObject({ code: 'forbidden' })
  })

  test('that lacks a permission is forbidden, and takes from no limit', async () => {
    const { secret } = await plantKey(ground, { rateLimits: [{ name: 'burst', limit: 1, window: 60 }] })
    const refused = await refusal(ask(secret, { query: { permissions: 'orders:read' } }))
    expect(refused).toMatchObject({ code: 'forbidden', limits: [] })
    expect(await ask(secret)).toMatchObject({ rateLimits: [{ remaining: 0 }] })
  })
})

describe('limits', () => {
  test('are told with their windows, of what passes and of what does not', async () => {
    const { secret } = await plantKey(ground, {
      rateLimits: [
        { name: 'burst', limit: 2, window: 60 },
        { name: 'daily', limit: 10, window: 86_400 },
      ],
    })
    expect((await ask(secret, { query: { cost: '2' } })).rateLimits).toEqual([
      { name: 'burst', limit: 2, remaining: 0, reset: 60, window: 60 },
      { name: 'daily', limit: 10, remaining: 8, reset: 86_400, window: 86_400 },
    ])
    const refused = await refusal(ask(secret))
    expect(refused).toMatchObject({ code: 'rate_limited', message: expect.stringContaining('burst') })
    expect(refused.limits.map(({ name, remaining }) => [name, remaining])).toEqual([
      ['burst', 0],
      ['daily', 8],
    ])
    // The daily one has enough left, so it is the burst that one must wait for.
    expect(refused.retryAfter).toBeGreaterThan(50)
    expect(refused.retryAfter).toBeLessThanOrEqual(60)
    expect((await ask(secret, { query: { cost: '0' } })).rateLimits).toHaveLength(2)
  })
})

describe('whatever is wrong with a client’s key', () => {
  test('is told in one and the same way', async () => {
    const revoked = await plantKey(ground, { revokedAt: new Date() })
    const expired = await plantKey(ground, { expiresAt: new Date(0) })
    const disabled = await plantKey(ground, { enabled: false })
    const foreign = await plantKey(ground, { projectId: ground.otherProjectId })
    const replaced = await plantKey(ground)
    await replaceSecret(replaced.id, '-1 second')
    const stranger = await plantKey(await breakGround())
    const unlisted = await plantKey(ground, { revokedAt: new Date(), ipAllowlist: ['203.0.113.7'] })
    const bad = [revoked, expired, disabled, foreign, replaced, stranger, unlisted].map(
      ({ secret }) => secret,
    )
    const answers = await Promise.all(
      [null, 'nothing', `${revoked.secret}x`, ...bad].map((secret) => refusal(ask(secret))),
    )
    expect(answers[0]?.code).toBe('unauthenticated')
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })

  test('includes another id beside the secret, and takes nothing from the key', async () => {
    const { id, secret } = await plantKey(ground, { rateLimits: [{ name: 'burst', limit: 1, window: 60 }] })
    const other = await plantKey(ground)
    const shown = (named: string) => ({ shown: { type: 'key' as const, secret, id: named } })
    expect(await refusal(ask(null, shown(other.id)))).toMatchObject({ code: 'unauthenticated' })
    expect(await ask(null, shown(id.toUpperCase()))).toMatchObject({ keyId: id })
  })

  test('is felt at once when it happens', async () => {
    const { id, secret } = await plantKey(ground)
    await ask(secret)
    await inDatabase(id, 'revoked_at = now()')
    expect(await refusal(ask(secret))).toMatchObject({ code: 'unauthenticated' })
  })
})

describe('an access token of a key', () => {
  const tokenOf = (keyId: string, more: Partial<Grant> = {}) => tokenOfKey(ground, keyId, more)
  const show = (token: string, query: Record<string, string> = {}) =>
    ask(null, { shown: { type: 'access token', token }, query })

  test('is let through as its key, with what of its scope the key holds, and counts as the key', async () => {
    const { id } = await plantKey(ground, { granted: ['audit', 'orders:read'] })
    const token = await tokenOf(id)
    expect(await show(token, { permissions: 'audit' })).toMatchObject({ keyId: id, permissions: ['audit'] })
    for (const permissions of ['orders:read', 'refunds:write'])
      expect(await refusal(show(token, { permissions }))).toMatchObject({ code: 'forbidden' })
    await meter().drain(5_000)
    const counted = Object.entries(await countsOf(id)).map(([hour, count]) => [hour.split(' ')[1], count])
    expect(Object.fromEntries(counted)).toEqual({ VALID: 1, INSUFFICIENT_PERMISSIONS: 2 })
  })

  test('ends at once with its key', async () => {
    const { id } = await plantKey(ground)
    const token = await tokenOf(id)
    expect(await show(token)).toMatchObject({ keyId: id })
    await inDatabase(id, 'revoked_at = now()')
    expect(await refusal(show(token))).toMatchObject({ code: 'unauthenticated' })
  })

  test('is good for the audience that it names, and refused like any bad key for another', async () => {
    const { id } = await plantKey(ground)
    const audience = 'https://orders.example.com'
    const special = await tokenOf(id, { audience: [audience] })
    expect(await show(special, { audience })).toMatchObject({ keyId: id })
    const ours = await tokenOf(id, { audience: [ownAudience()] })
    const old = await tokenOf(id, { now: Date.now() - 600_000 })
    const plain = await tokenOf(id)
    const bad = [
      show(special),
      show(ours),
      show(old),
      show(plain, { audience }),
      show(`${plain}x`),
      show('a.b.c'),
      ask('nothing'),
    ]
    const answers = await Promise.all(bad.map((one) => refusal(one)))
    expect(answers[0]?.code).toBe('unauthenticated')
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })
})

describe('a gateway', () => {
  test('that is no key of the project which may verify is told that there is nothing, whatever the reason', async () => {
    const { secret } = await plantKey(ground)
    const { gateway, person } = ground
    const elsewhere = await breakGround()
    const callers: Asked[] = [
      { caller: { ...gateway, permissions: new Set(['api_key:read:any']) } },
      { caller: { ...person, projectId: ground.projectId } },
      { caller: { ...gateway, actor: { type: 'anonymous' } } },
      { caller: { ...gateway, projectId: ground.otherProjectId } },
      { caller: { ...gateway, projectId: null } },
      { caller: elsewhere.gateway },
      { projectId: elsewhere.projectId },
      { projectId: '0198c0de-0000-7000-8000-000000000000' },
    ]
    const answers = await Promise.all(callers.map((asked) => refusal(ask(secret, asked))))
    expect(answers[0]?.code).toBe('not_found')
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })

  test('is told so before anything is said of its client', async () => {
    const powerless = { ...ground.gateway, permissions: new Set<string>() }
    expect(await refusal(ask(null, { caller: powerless }))).toMatchObject({ code: 'not_found' })
  })
})

describe('what a gateway may ask', () => {
  const fits = (query: Record<string, string>) => authorizeRequest.query.safeParse(query).success

  test('is a permission query and a cost in digits, and nothing else', () => {
    expect(authorizeRequest.query.parse({})).toEqual({ cost: 1 })
    expect(authorizeRequest.query.parse({ cost: '1000000' })).toEqual({ cost: 1_000_000 })
    for (const cost of ['', ' ', '-1', '1.5', '1e2', '0x10', '1000001', '+1', '１'])
      expect(fits({ cost }), JSON.stringify(cost)).toBe(false)
    for (const permissions of ['', 'a and', 'x/orders']) expect(fits({ permissions })).toBe(false)
    expect(fits({ ip: '203.0.113.7' })).toBe(false)
  })
})
