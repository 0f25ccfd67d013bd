import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { meter } from '#lib/gate/meter.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { type Ask, askWith } from '#lib/http/testing/world.ts'
import { bulk } from '../keys/bulk.ts'
import { get } from '../keys/get.ts'
import { revoke } from '../keys/revoke.ts'
import { rotate } from '../keys/rotate.ts'
import { summarize } from '../keys/summarize.ts'
import { actionsOf, age, asKey, foundTenant, listed, make, refused } from '../keys/testing.ts'
import { update } from '../keys/update.ts'
import { explain } from './explain.ts'
import { narrow } from './narrow.ts'
import { refreshExcess } from './refresh-excess.ts'
import { getSizing } from './sizing.ts'

withDatabase()

let ask: Ask
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
})

/** Asks the contract with a key, as its service would. */
async function asked(secret: string, method: string, path: string, body?: unknown) {
  const answer = await ask({ method, path, token: secret, body })
  await meter().drain(5_000)
  return answer
}

/** Says when a key used a permission; `ago` in days. */
async function used(keyId: string, permission: string, ago: number): Promise<void> {
  await database().pool.query(
    `INSERT INTO key_permission_use (key_id, permission, count, last_used_at)
     VALUES ($1, $2, 1, now() - make_interval(days => $3))`,
    [keyId, permission, ago],
  )
}

describe('what a key uses', () => {
  test('is what verifications asked of it within the days, out of all that it holds', async () => {
    const { owner } = await foundTenant()
    const key = await make(owner, { permissions: ['data:read', 'data:write', 'users:read'] })
    await used(key.id, 'data:read', 10)
    await used(key.id, 'data:write', 40)
    const daysAgo = (at: string | null) => at && Math.round((Date.now() - Date.parse(at)) / 86_400_000)
    const { permissions } = await getSizing(owner, { keyId: key.id, days: 30 })
    expect(permissions.map(({ name, lastUsedAt }) => [name, daysAgo(lastUsedAt)])).toEqual([
      ['data:read', 10],
      ['data:write', 40],
      ['users:read', null],
    ])
    const usedIn = async (days: 30 | 90) =>
      (await getSizing(owner, { keyId: key.id, days })).permissions
        .filter((one) => one.used)
        .map(({ name }) => name)
    expect(await usedIn(30)).toEqual(['data:read'])
    expect(await usedIn(90)).toEqual(['data:read', 'data:write'])
    expect((await getSizing(owner, { keyId: key.id, days: 90 })).observed).toBe(false)
    await age(key.id, `created_at = now() - interval '91 days'`)
    expect((await getSizing(owner, { keyId: key.id, days: 90 })).observed).toBe(true)
  })

  test('is also what it called this contract by, and what it handed on to others', async () => {
    const { owner, projectId } = await foundTenant()
    const key = await make(owner, {
      permissions: ['api_key:verify', 'api_key:create:own', 'api_key:read:any', 'project:read', 'data:read'],
    })
    const usedNames = async () =>
      (await getSizing(owner, { keyId: key.id, days: 30 })).permissions
        .filter((one) => one.used)
        .map(({ name }) => name)
    expect(await usedNames()).toEqual([])
    await asked(key.secret ?? '', 'POST', '/api/v1/keys/verify', { key: 'lw_nothing' })
    expect(await usedNames()).toEqual(['api_key:verify'])
    const made = await asked(key.secret ?? '', 'POST', '/api/v1/keys', {
      name: 'Handed on',
      projectId,
      permissions: ['data:read'],
    })
    expect(made.status, made.text).toBe(201)
    expect(await usedNames()).toEqual(['api_key:create:own', 'api_key:verify', 'data:read'])
    await asked(key.secret ?? '', 'GET', '/api/v1/keys')
    expect(await usedNames()).toContain('api_key:read:any')
    expect(await usedNames()).not.toContain('project:read')
  })
})

describe('narrowing', () => {
  test('keeps an `:any` by which `:own` was used', async () => {
    const { owner } = await foundTenant()
    const key = await make(owner, { permissions: ['api_key:read:any', 'api_key:update:any'] })
    await used(key.id, 'api_key:read:own', 1)
    expect(await narrow(owner, { keyId: key.id, days: 30 })).toMatchObject({
      permissions: ['api_key:read:any'],
    })
  })

  test('leaves exactly what was used, as explicit permissions, and is told in the history', async () => {
    const { owner } = await foundTenant()
    const key = await make(owner, { permissions: ['data:read', 'users:read'], role: 'manager', level: 3 })
    await used(key.id, 'data:read', 1)
    const after = await narrow(owner, { keyId: key.id, days: 30 })
    expect(after).toMatchObject({ permissions: ['data:read'], role: null, level: null })
    expect((await get(owner, { keyId: key.id })).effectivePermissions).toEqual(['data:read'])
    expect(await actionsOf(key.id)).toEqual(['key.create', 'key.update'])
  })

  test('is refused where nothing was seen, for others’ keys, for another version, and once the key is revoked', async () => {
    const tenant = await foundTenant()
    const key = await make(tenant.member, { permissions: ['data:read', 'data:write'] })
    await refused(narrow(tenant.member, { keyId: key.id, days: 30 }), 'conflict')
    await used(key.id, 'data:read', 1)
    await refused(narrow(tenant.otherMember, { keyId: key.id, days: 30 }), 'not_found')
    await refused(getSizing(tenant.otherMember, { keyId: key.id, days: 30 }), 'not_found')
    await refused(narrow(tenant.viewer, { keyId: key.id, days: 30 }), 'forbidden')
    await refused(narrow(tenant.member, { keyId: key.id, days: 30, ifVersion: 7 }), 'precondition_failed')
    await revoke(tenant.member, { keyId: key.id })
    await refused(narrow(tenant.member, { keyId: key.id, days: 30 }), 'conflict')
    expect((await get(tenant.owner, { keyId: key.id })).permissions).toEqual(['data:read', 'data:write'])
  })
})

describe('over-privileged keys', () => {
  test('are those that work, are old enough, used something, and hold what they did not use', async () => {
    const tenant = await foundTenant()
    const { owner } = tenant
    const old = async (name: string, body: Record<string, unknown> = {}) => {
      const key = await make(owner, { name, permissions: ['data:read', 'data:write'], ...body })
      await age(key.id, `created_at = now() - interval '100 days'`)
      return key
    }
    const excessive = await old('holds too much')
    await used(excessive.id, 'data:read', 5)
    const byLevel = await old('holds too much by its level', { permissions: ['data:read'], level: 3 })
    await used(byLevel.id, 'data:read', 5)
    const fitting = await old('fits')
    await used(fitting.id, 'data:read', 5)
    await used(fitting.id, 'data:write', 80)
    const silent = await old('asked for nothing')
    const long = await old('used long ago')
    await used(long.id, 'data:read', 95)
    const young = await make(owner, { name: 'young', permissions: ['data:read', 'data:write'] })
    await used(young.id, 'data:read', 5)
    const off = await old('disabled')
    await used(off.id, 'data:read', 5)
    await update(owner, { keyId: off.id, enabled: false })

    expect(await refreshExcess(database().prisma, tenant.organizationId)).toBe(2)
    const names = async () => (await listed(owner, { excess: 'true' })).items.map(({ name }) => name).sort()
    expect(await names()).toEqual(['holds too much', 'holds too much by its level'])
    const others = (await listed(owner, { excess: 'false' })).items.map(({ id }) => id)
    expect(others.sort()).toEqual([fitting, silent, long, young, off].map(({ id }) => id).sort())
    expect((await summarize(owner, {})).excess).toBe(2)

    // A narrowed key is no longer one of them, before the next look.
    const answer = await bulk(owner, { action: 'narrow', ids: [excessive.id, silent.id] })
    expect(answer.results.map(({ ok, code }) => [ok, code])).toEqual([
      [true, undefined],
      [false, 'conflict'],
    ])
    expect(await names()).toEqual(['holds too much by its level'])
    expect(await refreshExcess(database().prisma, tenant.organizationId)).toBe(1)
  })

  test('are looked for beyond the first few hundred, and only within the organization', async () => {
    const tenant = await foundTenant()
    const other = await foundTenant('Other')
    const key = await make(tenant.owner, { permissions: ['data:read', 'data:write'] })
    await used(key.id, 'data:read', 5)
    await age(key.id, `created_at = now() - interval '100 days'`)
    await database().pool.query(
      `INSERT INTO api_key (id, organization_id, project_id, owner_user_id, name, start, last, created_by_type, updated_by_type, created_at)
       SELECT gen_random_uuid(), organization_id, project_id, owner_user_id, 'Filler ' || n, start, last, 'system', 'system',
         now() - interval '200 days' FROM api_key, generate_series(1, 1100) n WHERE id = $1`,
      [key.id],
    )
    expect(await refreshExcess(database().prisma, other.organizationId)).toBe(0)
    expect(await refreshExcess(database().prisma, tenant.organizationId)).toBe(1)
    expect((await listed(tenant.owner, { excess: 'true' })).items.map(({ id }) => id)).toEqual([key.id])
  })
})

describe('bulk', () => {
  test('gives many keys one end, and refuses one that is past', async () => {
    const { owner } = await foundTenant()
    const ids = [(await make(owner)).id, (await make(owner)).id]
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
    const set = await bulk(owner, { action: 'expire', ids, expiresAt })
    expect(set.results.every(({ ok }) => ok)).toBe(true)
    for (const keyId of ids) expect((await get(owner, { keyId })).expiresAt).toBe(expiresAt)
    const past = await bulk(owner, { action: 'expire', ids, expiresAt: '2020-01-01T00:00:00Z' })
    expect(past.results.map(({ ok, code }) => [ok, code])).toEqual([
      [false, 'invalid'],
      [false, 'invalid'],
    ])
    await bulk(owner, { action: 'expire', ids, expiresAt: null })
    for (const keyId of ids) expect((await get(owner, { keyId })).expiresAt).toBeNull()
  })
})

describe('why a key is refused', () => {
  test('says of every check how it comes out, and agrees with what a verification is told; nothing is counted', async () => {
    const { owner } = await foundTenant()
    const caller = await make(owner, { permissions: ['api_key:verify'] })
    const key = await make(owner, {
      permissions: ['data:read'],
      ipAllowlist: ['203.0.113.0/24'],
      rateLimits: [{ name: 'calls', limit: 1, window: 3600 }],
    })
    const told = async (body: { permissions?: string; ip?: string }) => {
      const explained = await explain(owner, { keyId: key.id, ...body })
      const verified = await asked(caller.secret ?? '', 'POST', '/api/v1/keys/verify', {
        key: key.secret,
        cost: 0,
        ...body,
      })
      expect((verified.json as { code: string }).code, JSON.stringify(body)).toBe(
        explained.code === 'RATE_LIMITED' ? 'VALID' : explained.code,
      )
      return explained.checks.filter(({ passed }) => !passed).map(({ check }) => check)
    }
    expect(await told({ permissions: 'data:read', ip: '203.0.113.9' })).toEqual([])
    expect(await told({ permissions: 'data:write', ip: '198.51.100.1' })).toEqual(['address', 'permissions'])
    expect(await told({ permissions: 'data:read' })).toEqual(['address'])
    await asked(caller.secret ?? '', 'POST', '/api/v1/keys/verify', { key: key.secret, ip: '203.0.113.9' })
    expect(await told({ ip: '203.0.113.9' })).toEqual(['rate_limits'])
    await update(owner, { keyId: key.id, enabled: false })
    expect(await told({ ip: '203.0.113.9' })).toEqual(['enabled', 'rate_limits'])
    const counted = () =>
      database().prisma.keyUsage.aggregate({ where: { keyId: key.id }, _sum: { count: true } })
    const before = await counted()
    await explain(owner, { keyId: key.id })
    await meter().drain(5_000)
    expect(await counted()).toEqual(before)
  })

  test('is told of the secret that was presented; of one that the key never had, nothing', async () => {
    const { owner } = await foundTenant()
    const key = await make(owner)
    await rotate(owner, { keyId: key.id, graceSeconds: 0 })
    expect((await explain(owner, { keyId: key.id, generation: 1 })).code).toBe('EXPIRED')
    expect((await explain(owner, { keyId: key.id })).code).toBe('VALID')
    await refused(explain(owner, { keyId: key.id, generation: 3 }), 'not_found')
  })

  test('is nobody’s business who may not see the key', async () => {
    const tenant = await foundTenant()
    const stranger = await foundTenant('Other')
    const key = await make(tenant.member)
    await refused(explain(tenant.otherMember, { keyId: key.id }), 'not_found')
    await refused(explain(stranger.owner, { keyId: key.id }), 'not_found')
    expect(
      (
        await explain(
          await asKey(tenant, key.id).then((ctx) => ({ ...ctx, permissions: new Set(['api_key:read:own']) })),
          { keyId: key.id },
        )
      ).code,
    ).toBe('VALID')
  })
})
