import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Verdict, verdict, verifyBody } from '#lib/contracts/verification.ts'
import { CoreError } from '#lib/core/errors.ts'
import { database, openDatabase } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { ring } from '#lib/secret/ring.ts'
import { lookup } from './lookup.ts'
import { meter } from './meter.ts'
import { breakGround, type Ground, hour, plantKey, replaceSecret } from './testing.ts'
import { type Caller, verdictOf, verdictText, verify } from './verify.ts'

withDatabase()

let ground: Ground
beforeAll(async () => {
  ground = await breakGround()
})

type Body = Partial<(typeof verifyBody)['_zod']['input']>

/** Asks as a request would, and holds the answer to the contract. */
async function ask(secret: string, body: Body = {}, caller: Caller = ground.gateway): Promise<Verdict> {
  const answer = await verify(caller, verifyBody.parse({ key: secret, ...body }))
  expect(verdict.parse(answer)).toEqual(answer)
  expect(answer.valid).toBe(answer.code === 'VALID')
  return answer
}

const inDatabase = (keyId: string, assignment: string) =>
  database().pool.query(`update api_key set ${assignment} where id = $1`, [keyId])

describe('verification', () => {
  test('of a good key tells what the key is and may do', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000)
    const metadata = { tier: 'gold', seats: 3, trial: false }
    const { id, secret } = await plantKey(ground, {
      granted: ['orders:read'],
      roleId: ground.roleId,
      level: 4,
      metadata,
      expiresAt,
    })
    expect(await ask(secret)).toEqual({
      valid: true,
      code: 'VALID',
      key: {
        id,
        name: 'Checkout',
        projectId: ground.projectId,
        owner: { type: 'user', id: ground.userId, name: 'Ada' },
        permissions: ['orders:read', 'orders:write', 'refunds:write'],
        role: 'consumer',
        level: 4,
        metadata,
        expiresAt: expiresAt.toISOString(),
      },
    })
  })

  test('of a service account’s key names the account as its owner', async () => {
    const { prisma } = database()
    const account = await prisma.serviceAccount.create({
      data: { organizationId: ground.organizationId, name: 'payments-api' },
    })
    const { secret } = await plantKey(ground, { ownerUserId: null, ownerServiceAccountId: account.id })
    const owner = { type: 'service_account', id: account.id, name: 'payments-api' }
    expect((await ask(secret)).key?.owner).toEqual(owner)
  })

  test('knows a secret made under a retired pepper by the version that its row names', async () => {
    const { id, secret } = await plantKey(ground)
    await database().pool.query('update key_secret set pepper_version = 7 where key_id = $1', [id])
    expect((await ask(secret)).code).toBe('NOT_FOUND')
  })

  test('answers an unknown secret, a forged one and nonsense with the same bytes', async () => {
    const { secret } = await plantKey(ground)
    const answers = await Promise.all(
      [
        ring().mint('lw').secret.reveal(),
        `${secret.slice(0, -1)}~`,
        'nonsense',
        `${secret} `,
        '\u0000',
        'é'.repeat(500),
      ].map((presented) => ask(presented)),
    )
    for (const answer of answers) expect(JSON.stringify(answer)).toBe('{"valid":false,"code":"NOT_FOUND"}')
  })

  test('asks the database nothing about a secret whose checksum is wrong', async () => {
    const url = process.env.DATABASE_URL ?? ''
    const asked = globalThis.latchworkDatabase
    const unused = openDatabase({ url, connections: 1 })
    globalThis.latchworkDatabase = unused
    try {
      await ask('lw_0123456789012345678901234567890123456789012345678')
      expect(unused.pool.totalCount).toBe(0)
    } finally {
      globalThis.latchworkDatabase = asked
      await unused.pool.end()
    }
  })

  test('refuses a revoked key', async () => {
    const { id, secret } = await plantKey(ground)
    await inDatabase(id, 'revoked_at = now()')
    expect(await ask(secret)).toMatchObject({ code: 'REVOKED', key: { id } })
  })

  test('refuses a disabled key', async () => {
    const { id, secret } = await plantKey(ground, { enabled: false })
    expect(await ask(secret)).toMatchObject({ code: 'DISABLED', key: { id } })
  })

  test('refuses a key from the instant at which it expires, by the database’s clock', async () => {
    const { id, secret } = await plantKey(ground)
    await inDatabase(id, `expires_at = now() + interval '1 minute'`)
    expect((await ask(secret)).code).toBe('VALID')
    await inDatabase(id, `expires_at = date_trunc('milliseconds', now())`)
    expect(await ask(secret)).toMatchObject({ code: 'EXPIRED', key: { id } })
  })

  test('refuses an address that is not on the list, and no address at all', async () => {
    const { secret } = await plantKey(ground, { ipAllowlist: ['203.0.113.0/24', '2001:db8::/32'] })
    expect((await ask(secret, { ip: '203.0.113.7' })).code).toBe('VALID')
    expect((await ask(secret, { ip: '::ffff:203.0.113.7' })).code).toBe('VALID')
    expect((await ask(secret, { ip: '2001:db8::7' })).code).toBe('VALID')
    expect((await ask(secret, { ip: '198.51.100.7' })).code).toBe('IP_NOT_ALLOWED')
    expect((await ask(secret)).code).toBe('IP_NOT_ALLOWED')
  })

  test('refuses a key that lacks what the query asks, by its permissions, role and level together', async () => {
    const { secret } = await plantKey(ground, { granted: ['audit'], roleId: ground.roleId, level: 2 })
    expect((await ask(secret, { permissions: 'audit and refunds:write and orders:read' })).code).toBe('VALID')
    expect((await ask(secret, { permissions: 'orders:write' })).code).toBe('INSUFFICIENT_PERMISSIONS')
    expect((await ask(secret, { permissions: 'audit or orders:write and nothing:here' })).code).toBe('VALID')
    expect((await ask(secret, { permissions: '(audit or orders:write) and nothing:here' })).code).toBe(
      'INSUFFICIENT_PERMISSIONS',
    )
  })

  test('refuses what is over a limit, says where the limits stand, and takes nothing from the others', async () => {
    const { secret } = await plantKey(ground, {
      rateLimits: [
        { name: 'burst', limit: 2, window: 60 },
        { name: 'daily', limit: 10, window: 86_400 },
      ],
    })
    const remaining = async (cost: number) => {
      const { code, rateLimits } = await ask(secret, { cost })
      return [code, ...(rateLimits ?? []).map((one) => `${one.name} ${one.remaining}`)]
    }
    expect(await remaining(2)).toEqual(['VALID', 'burst 0', 'daily 8'])
    expect(await remaining(1)).toEqual(['RATE_LIMITED', 'burst 0', 'daily 8'])
    expect(await remaining(0)).toEqual(['VALID', 'burst 0', 'daily 8'])
  })

  test('takes from no limit where it refuses for another reason', async () => {
    const { secret } = await plantKey(ground, { rateLimits: [{ name: 'burst', limit: 1, window: 60 }] })
    const refused = await ask(secret, { permissions: 'orders:read' })
    expect(refused).toMatchObject({ code: 'INSUFFICIENT_PERMISSIONS' })
    expect(refused.rateLimits).toBeUndefined()
    expect((await ask(secret)).code).toBe('VALID')
    expect((await ask(secret)).code).toBe('RATE_LIMITED')
  })

  test('gives the first code of all that apply, in the documented order', async () => {
    const { id, secret } = await plantKey(ground, {
      enabled: false,
      expiresAt: new Date(0),
      revokedAt: new Date(0),
      ipAllowlist: ['203.0.113.7'],
      rateLimits: [{ name: 'burst', limit: 1, window: 60 }],
    })
    const code = async (ip = '198.51.100.1', permissions: string | undefined = 'orders:read') =>
      (await ask(secret, { ip, ...(permissions ? { permissions } : {}), cost: 2 })).code
    expect(await code()).toBe('REVOKED')
    await inDatabase(id, 'revoked_at = null')
    expect(await code()).toBe('EXPIRED')
    await inDatabase(id, 'expires_at = null')
    expect(await code()).toBe('DISABLED')
    await inDatabase(id, 'enabled = true')
    expect(await code()).toBe('IP_NOT_ALLOWED')
    expect(await code('203.0.113.7')).toBe('INSUFFICIENT_PERMISSIONS')
    expect(await code('203.0.113.7', '')).toBe('RATE_LIMITED')
  })
})

describe('while a secret is being replaced', () => {
  test('both secrets pass in the grace, and the old one is refused after it', async () => {
    const { id, secret } = await plantKey(ground)
    const newer = await replaceSecret(id, '1 hour')
    expect((await ask(secret)).key?.id).toBe(id)
    expect((await ask(newer)).key?.id).toBe(id)
    await database().pool.query(
      `update key_secret set not_after = date_trunc('milliseconds', now()) where key_id = $1 and generation = 1`,
      [id],
    )
    expect((await ask(secret)).code).toBe('EXPIRED')
    expect((await ask(newer)).code).toBe('VALID')
  })

  test('the old secret ends with the key, however long its grace', async () => {
    const { id, secret } = await plantKey(ground)
    await replaceSecret(id, '1 hour')
    await inDatabase(id, `expires_at = date_trunc('milliseconds', now())`)
    expect((await ask(secret)).code).toBe('EXPIRED')
  })
})

describe('who asks', () => {
  const unknown = { valid: false, code: 'NOT_FOUND' }

  test('a key of one project learns nothing of another project’s keys', async () => {
    const { secret } = await plantKey(ground, { projectId: ground.otherProjectId, revokedAt: new Date() })
    expect(await ask(secret)).toEqual(unknown)
  })

  test('a person asks about every project of the organization, whichever is chosen', async () => {
    for (const projectId of [ground.projectId, ground.otherProjectId]) {
      const { id, secret } = await plantKey(ground, { projectId })
      expect(await ask(secret, {}, ground.person)).toMatchObject({ code: 'VALID', key: { id, projectId } })
    }
  })

  test('a person who is limited to projects asks about those, and learns nothing of others', async () => {
    const limited: Caller = { ...ground.person, reach: [ground.otherProjectId] }
    const within = await plantKey(ground, { projectId: ground.otherProjectId })
    const beyond = await plantKey(ground, { projectId: ground.projectId })
    expect(await ask(within.secret, {}, limited)).toMatchObject({ code: 'VALID' })
    expect(await ask(beyond.secret, {}, limited)).toEqual(unknown)
  })

  test('nobody learns anything of another organization’s keys', async () => {
    const elsewhere = await breakGround()
    const { secret } = await plantKey(ground)
    for (const caller of [elsewhere.person, elsewhere.gateway])
      expect(await ask(secret, {}, caller)).toEqual(unknown)
    // Not even one that names the project of the other.
    const crossed: Caller = { ...elsewhere.gateway, reach: [ground.projectId] }
    expect(await ask(secret, {}, crossed)).toEqual(unknown)
  })

  test('who asks about a key beyond their reach leaves no trace on it', async () => {
    const { id, secret } = await plantKey(ground, { projectId: ground.otherProjectId })
    await ask(secret)
    await meter().drain(5_000)
    expect(await database().prisma.keyUsage.count({ where: { keyId: id } })).toBe(0)
  })

  test.each([
    ['without api_key:verify', { permissions: new Set(['api_key:read:any']) }],
    ['without an organization', { organizationId: null }],
    ['that is a key without a project', { reach: null }],
  ])('a caller %s is forbidden to ask', async (_, without) => {
    const { secret } = await plantKey(ground)
    await expect(ask(secret, {}, { ...ground.gateway, ...without })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('a query that cannot be read is the caller’s mistake', async () => {
    const { secret } = await plantKey(ground)
    const input = { ...verifyBody.parse({ key: secret }), permissions: 'orders:read and' }
    await expect(verify(ground.gateway, input)).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: 'permissions' }],
    })
  })
})

describe('while the database is away', () => {
  const asked = () => globalThis.latchworkDatabase
  let real: ReturnType<typeof asked>
  beforeEach(() => {
    real = asked()
  })
  afterAll(() => {
    globalThis.latchworkDatabase = real
  })

  test('no key is accepted: the answer is unavailable, with when to come again', async () => {
    const { secret } = await plantKey(ground)
    const nowhere = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', connections: 1 })
    globalThis.latchworkDatabase = nowhere
    const refusal = await ask(secret).catch((error: unknown) => error)
    globalThis.latchworkDatabase = real
    await nowhere.pool.end()
    expect(refusal).toBeInstanceOf(CoreError)
    expect(refusal).toMatchObject({ code: 'unavailable', retryAfter: 2 })
    expect((await ask(secret)).code).toBe('VALID')
  })
})

test('a verdict is the same as text, however often a key is asked about', async () => {
  const limits = [{ name: 'minute', limit: 100, window: 60 }]
  const key = await plantKey(ground, {
    name: 'Größe "Ω"',
    rateLimits: limits,
    metadata: { team: 'müller', on: true },
    expiresAt: new Date(Date.now() + hour),
  })
  const unknown = { record: null, code: 'NOT_FOUND', states: [] } as const
  expect(verdictText({ ...unknown, states: [] })).toBe(JSON.stringify(verdictOf({ ...unknown, states: [] })))
  const { record } = (await lookup(key.secret)) ?? {}
  if (!record) throw new Error('The key is not there')
  const states = [{ name: 'minute', limit: 100, remaining: 99, reset: 60 }]
  for (const code of ['VALID', 'VALID', 'RATE_LIMITED', 'REVOKED', 'VALID'] as const)
    for (const some of [[], states]) {
      const decision = { record, code, states: some }
      expect(verdictText(decision)).toBe(JSON.stringify(verdictOf(decision)))
    }
})
