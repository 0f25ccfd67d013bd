import { beforeAll, describe, expect, test } from 'vitest'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { keySorts } from '#lib/contracts/keys.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { revoke } from './revoke.ts'
import { summarize } from './summarize.ts'
import { age, foundTenant, lastUsed, listed, make, refused, type Tenant } from './testing.ts'

withDatabase()

let tenant: Tenant
let all: ApiKey[]

/** 26 keys of three owners in two projects, with ties and gaps in everything that is sorted by. */
beforeAll(async () => {
  tenant = await foundTenant()
  await make((await foundTenant('Other')).owner, { name: 'Stranger' })
  const owners = [tenant.member.actor.id, tenant.otherMember.actor.id, tenant.serviceAccountId]
  const ids: string[] = []
  for (let n = 0; n < 26; n += 1) {
    const key = await make(tenant.owner, {
      name: n % 3 === 0 ? 'same' : `${n % 2 ? 'Key' : 'key'} ${String.fromCharCode(97 + n)}_100%`,
      ownerId: owners[n % 3],
      projectId: n % 4 === 0 ? tenant.otherProjectId : tenant.projectId,
      expiresAt: n % 5 === 0 ? null : `20${30 + (n % 4)}-01-01T00:00:00Z`,
      ...(n % 6 === 0 ? { permissions: ['billing:write'] } : {}),
      ...(n % 6 === 1 ? { role: 'writer', level: 8 } : {}),
      ...(n % 6 === 2 ? { level: 8 } : {}),
    })
    ids.push(key.id)
    if (n % 4 !== 1) await lastUsed(key.id, `now() - interval '${n % 5} days'`)
    await age(key.id, `created_at = date_trunc('day', now()) - interval '${n % 7} days'`)
  }
  for (const id of ids.slice(0, 3)) await revoke(tenant.owner, { keyId: id })
  all = (await listed(tenant.owner, { limit: '200' })).items
  expect(all.map(({ id }) => id).sort()).toEqual(ids.sort())
})

async function pagesOf(
  query: Record<string, string>,
  limit: number,
  ctx: Ctx = tenant.owner,
): Promise<ApiKey[]> {
  const found: ApiKey[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await listed(ctx, { ...query, limit: String(limit), ...(cursor ? { cursor } : {}) })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    found.push(...page.items)
    cursor = page.nextCursor
  }
  return found
}

/** What a key is sorted by; a key without a value stands where the database puts it. */
function placeOf(key: ApiKey, sort: string): string {
  if (sort.endsWith('name')) return key.name.toLowerCase()
  // Sorted by the minute of last use, and by nothing closer.
  if (sort.endsWith('lastUsedAt')) return key.lastUsedAt?.slice(0, 16) ?? ''
  if (sort.endsWith('expiresAt')) return key.expiresAt ?? '~'
  return key.createdAt
}

const idsOf = (keys: readonly ApiKey[]) => keys.map(({ id }) => id).sort()

describe('a list of keys', () => {
  test.each(keySorts)(
    'sorted by %s gives every key once, in order, whatever the length of its pages',
    async (sort) => {
      const sign = sort.startsWith('-') ? -1 : 1
      const expected = all
        .toSorted((a, b) => {
          const [x, y] = [placeOf(a, sort), placeOf(b, sort)]
          if (x !== y) return x < y ? -sign : sign
          return a.id < b.id ? -sign : sign
        })
        .map(({ id }) => id)
      for (const limit of [1, 3, 7, 26, 200])
        expect(
          (await pagesOf({ sort }, limit)).map(({ id }) => id),
          `${limit}`,
        ).toEqual(expected)
    },
  )

  test('loses and repeats nothing when keys are made and revoked between its pages', async () => {
    const other = await foundTenant('Busy')
    const made: string[] = []
    for (let n = 0; n < 6; n += 1) made.push((await make(other.owner)).id)
    const first = await listed(other.owner, { limit: '3' })
    await make(other.owner)
    await revoke(other.owner, { keyId: made[1] ?? '' })
    const second = await listed(other.owner, { limit: '3', cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.toReversed())
    expect(second.nextCursor).toBeNull()
  })

  test('refuses a cursor that is not its own', async () => {
    const { nextCursor } = await listed(tenant.owner, { limit: '1' })
    const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const id = all[0]?.id
    for (const cursor of [
      'x',
      '{}',
      forged(null),
      forged({}),
      forged([]),
      forged(['keys -createdAt', 'yesterday', id]),
      forged(['keys -createdAt', '', id]),
      forged(['keys -createdAt', 'infinity', id]),
      forged(['keys -createdAt', '2026-02-31T99:00:00.000Z', id]),
      forged(['keys -createdAt', 7, id]),
      forged(['keys -createdAt', '2026-01-01T00:00:00.000Z', 'x']),
      forged(['projects', 'a', id]),
      forged(['keys -createdAt', "2026-01-01T00:00:00.000Z' OR true --", id]),
    ]) {
      const error = await refused(listed(tenant.owner, { cursor }), 'invalid')
      expect(error.fields[0]?.path).toBe('cursor')
    }
    await refused(listed(tenant.owner, { sort: 'name', cursor: nextCursor ?? '' }), 'invalid')
    await refused(listed(tenant.owner, { sort: 'name', cursor: forged(['keys name', 'a\0', id]) }), 'invalid')
  })
})

describe('a filter', () => {
  const cases: [string, () => Record<string, string>, (key: ApiKey) => boolean][] = [
    [
      'owner (person)',
      () => ({ owner: tenant.member.actor.id }),
      (key) => key.owner.id === tenant.member.actor.id,
    ],
    [
      'owner (service account)',
      () => ({ owner: tenant.serviceAccountId }),
      (key) => key.owner.type === 'service_account',
    ],
    ['project', () => ({ project: tenant.otherProjectId }), (key) => key.projectId === tenant.otherProjectId],
    ['status', () => ({ status: 'revoked' }), (key) => key.status === 'revoked'],
    ['statuses', () => ({ status: 'active,revoked' }), (key) => ['active', 'revoked'].includes(key.status)],
    ['neverUsed', () => ({ neverUsed: 'true' }), (key) => key.lastUsedAt === null],
    ['used', () => ({ neverUsed: 'false' }), (key) => key.lastUsedAt !== null],
    ['without an end', () => ({ neverExpires: 'true' }), (key) => key.expiresAt === null],
    ['with an end', () => ({ neverExpires: 'false' }), (key) => key.expiresAt !== null],
    [
      'expiresBefore',
      () => ({ expiresBefore: '2032-01-01T00:00:00Z' }),
      (key) => (key.expiresAt ?? '~') < '2032',
    ],
    [
      'permission (explicit, role and level)',
      () => ({ permission: 'billing:write' }),
      (key) =>
        key.permissions.includes('billing:write') || key.role?.name === 'writer' || (key.level ?? 0) >= 8,
    ],
    ['permission that nothing holds', () => ({ permission: 'billing:refund' }), () => false],
    [
      'permission :own, held by :any',
      () => ({ permission: 'api_key:read:own' }),
      (key) => (key.level ?? 0) >= 4,
    ],
    ['q, part of a name in any case', () => ({ q: 'KEY' }), (key) => key.name.toLowerCase().includes('key')],
    ['q, as it is written', () => ({ q: '_100%' }), (key) => key.name.includes('_100%')],
    ['q, no pattern', () => ({ q: 'k%y' }), () => false],
    ['q, no pattern either', () => ({ q: 'k_y' }), () => false],
    [
      'q, two characters at the beginning of a word',
      () => ({ q: 'KE' }),
      (key) => key.name.toLowerCase().startsWith('ke'),
    ],
    [
      'q, one character at the beginning of a later word',
      () => ({ q: 'b' }),
      (key) => key.name.toLowerCase().includes(' b'),
    ],
    ['q, not in the middle of a word where it is short', () => ({ q: 'ey' }), () => false],
    ['q, part of an owner’s name', () => ({ q: 'max mem' }), (key) => key.owner.name === 'Max Member'],
    ['q, a service account', () => ({ q: 'robot' }), (key) => key.owner.type === 'service_account'],
    [
      'several',
      () => ({ q: 'key', status: 'active', permission: 'billing:write', neverUsed: 'false' }),
      (key) =>
        key.name.toLowerCase().includes('key') &&
        key.status === 'active' &&
        key.lastUsedAt !== null &&
        (key.permissions.includes('billing:write') || key.role?.name === 'writer' || (key.level ?? 0) >= 8),
    ],
  ]
  test.each(cases)('by %s shows those keys and counts them', async (_, query, holds) => {
    const expected = all.filter(holds)
    for (const sort of ['-createdAt', 'name', 'lastUsedAt'])
      expect(idsOf(await pagesOf({ ...query(), sort }, 4)), sort).toEqual(idsOf(expected))
    expect((await listed(tenant.owner, query())).total).toBe(expected.length)
  })

  test('by use shows what was not used since, keys never used among them', async () => {
    const since = new Date(Date.now() - 2.5 * 24 * 3600 * 1000).toISOString()
    const found = await pagesOf({ unusedSince: since }, 5)
    expect(idsOf(found)).toEqual(idsOf(all.filter((key) => (key.lastUsedAt ?? '') < since)))
    expect(found.length).toBeGreaterThan(0)
  })

  test('by the start of a key or its whole mask finds the key, and a whole key in an address is refused', async () => {
    const key = await make(tenant.member, { name: 'Masked' })
    const start = key.mask.split('…')[0] ?? ''
    expect((await listed(tenant.member, { q: start })).items.map(({ id }) => id)).toContain(key.id)
    expect((await listed(tenant.member, { q: key.mask })).items.map(({ id }) => id)).toEqual([key.id])
    expect((await listed(tenant.member, { q: `${start}…zzzz` })).total).toBe(0)
    const error = await refused(listed(tenant.member, { q: key.secret ?? '' }), 'invalid')
    expect(JSON.stringify([error.message, error.fields])).not.toContain(key.secret)
    await database().prisma.apiKey.delete({ where: { id: key.id } })
  })
})

test('a list says how many keys match, up to a thousand and no further', async () => {
  const crowd = await foundTenant('Crowd')
  const { id } = await make(crowd.owner)
  const add = (count: number) =>
    database().pool.query(
      `INSERT INTO api_key (id, organization_id, project_id, owner_user_id, name, start, last, created_by_type, updated_by_type)
       SELECT gen_random_uuid(), organization_id, project_id, owner_user_id, 'Crowd', start, last, 'system', 'system'
       FROM api_key, generate_series(1, $2) WHERE id = $1`,
      [id, count],
    )
  await add(999)
  expect((await listed(crowd.owner, { limit: '1' })).total).toBe(1000)
  expect((await listed(crowd.owner, { q: 'crowd' })).total).toBe(999)
  await add(2)
  expect(await listed(crowd.owner, { limit: '1' })).not.toHaveProperty('total')
  expect(await listed(crowd.owner, { status: 'active,revoked,disabled' })).not.toHaveProperty('total')
})

test('a list of more keys than are counted gives each once and in order, whatever is asked of it', async () => {
  const crowd = await foundTenant('Multitude')
  const { id } = await make(crowd.owner, { role: 'reader' })
  await database().pool.query(
    `INSERT INTO api_key (id, organization_id, project_id, owner_user_id, name, role_id, start, last, created_by_type,
       updated_by_type, created_at, enabled)
     SELECT gen_random_uuid(), organization_id, project_id, owner_user_id, 'Crowd ' || n % 400, role_id, start, last,
       'system', 'system', now() - make_interval(hours => n % 500), n % 10 > 0
     FROM api_key, generate_series(1, 1400) n WHERE id = $1`,
    [id],
  )
  await database().pool.query(
    `UPDATE key_last_use SET at = now() - make_interval(mins => (random() * 5000)::int)
     WHERE organization_id = $1 AND key_id::text < '9'`,
    [crowd.organizationId],
  )
  const everything = await pagesOf({}, 200, crowd.owner)
  expect(new Set(idsOf(everything)).size).toBe(1401)
  const enabled = everything.filter((key) => key.enabled)
  for (const [query, expected] of [
    [{ sort: 'name' }, everything],
    [{ sort: '-lastUsedAt' }, everything],
    [{ sort: 'createdAt', status: 'active' }, enabled],
    [{ sort: '-name', status: 'active,revoked,expired' }, enabled],
    [{ sort: 'lastUsedAt', permission: 'data:read' }, everything],
    [{ sort: '-createdAt', q: 'crowd' }, everything.filter(({ name }) => name.startsWith('Crowd'))],
    [{ sort: 'name', q: 'olive', status: 'active,disabled' }, everything],
  ] as const) {
    const found = await pagesOf(query, 150, crowd.owner)
    expect(idsOf(found), JSON.stringify(query)).toEqual(idsOf(expected))
    const places = found.map((key) => placeOf(key, query.sort))
    expect(places).toEqual(query.sort.startsWith('-') ? places.toSorted().reverse() : places.toSorted())
  }
})

test('the summary counts what the lists show', async () => {
  const idle = await make(tenant.owner, { name: 'Idle', expiresAt: null })
  await lastUsed(idle.id, `now() - interval '91 days'`)
  const soon = await make(tenant.owner, { name: 'Soon', expiresIn: 3600 })
  const over = await make(tenant.owner, { name: 'Over' })
  await age(over.id, `expires_at = now() - interval '1 hour'`)
  const off = await make(tenant.owner, { name: 'Off' })
  await age(off.id, `enabled = false, created_at = now() - interval '1 year'`)
  const keys = (await listed(tenant.owner, { limit: '200' })).items
  const working = keys.filter(({ status }) => ['active', 'expiring', 'rotating'].includes(status))
  const unused = working.filter((key) => key.lastUsedAt === null)
  const summary = await summarize(tenant.owner, {})
  expect(summary).toMatchObject({
    total: keys.filter(({ status }) => status !== 'revoked').length,
    active: working.length,
    disabled: 1,
    expired: 1,
    expiring: 1,
    idle: 1,
    neverUsed: unused.length,
    neverExpires: working.filter((key) => key.expiresAt === null).length,
  })
  const first = unused.map(({ id }) => id).sort()[0]
  expect(summary.oldestUnusedAt).toBe(keys.find(({ id }) => id === first)?.createdAt)
  expect((await summarize(tenant.owner, { project: tenant.otherProjectId })).total).toBeLessThan(
    summary.total,
  )
  expect((await summarize(tenant.owner, { project: '0198c0de-0000-7000-8000-000000000000' })).total).toBe(0)
  for (const { id } of [idle, soon, over, off]) await database().prisma.apiKey.delete({ where: { id } })
})
