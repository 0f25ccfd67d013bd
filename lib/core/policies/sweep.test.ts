import { beforeEach, describe, expect, test } from 'vitest'
import type { PolicyRules, RuleName } from '#lib/contracts/policy-rules.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { create as createRole } from '../catalogue/create-role.ts'
import { update as updateRole } from '../catalogue/update-role.ts'
import { age, foundTenant, lastUsed, make, refused, type Tenant } from '../keys/testing.ts'
import { update } from '../keys/update.ts'
import { update as updateProject } from '../projects/update.ts'
import { putDraft } from './put-draft.ts'
import { sweep } from './sweep.ts'
import { begin, inDays, inForce, tried } from './testing.ts'

withDatabase()

let acme: Tenant
let scopeId: string
beforeEach(async () => {
  // A sweep is of every organization: those of tests before have no policies left.
  await database().prisma.policy.deleteMany({})
  acme = await foundTenant()
  scopeId = acme.organizationId
})

const day = 86_400
const run = () => sweep(database().prisma)
const read = (id: string) =>
  database().prisma.apiKey.findUniqueOrThrow({
    where: { id },
    include: { permissions: { include: { permission: true } }, role: true },
  })
const eventsOf = (id: string) =>
  database().prisma.auditEvent.findMany({ where: { targetId: id }, orderBy: { seq: 'asc' } })

/** One key for each way to break a rule and for each way to keep it, by what it is. */
async function cast() {
  const at = (days: number) => `now() - interval '${days} days'`
  const keys = {
    endless: await make(acme.member, { expiresAt: null }),
    long: await make(acme.member, { expiresIn: 400 * day }),
    short: await make(acme.member, { expiresIn: 10 * day, ipAllowlist: ['203.0.113.7'] }),
    old: await make(acme.member, { expiresIn: 400 * day, ipAllowlist: ['203.0.113.7'] }),
    writes: await make(acme.owner, { permissions: ['data:write', 'data:read'], expiresIn: 10 * day }),
    writer: await make(acme.owner, { role: 'writer', expiresIn: 10 * day, ipAllowlist: ['203.0.113.7'] }),
    levelled: await make(acme.owner, { level: 3, permissions: ['users:read'], expiresIn: 10 * day }),
    disabled: await make(acme.member, { expiresIn: 10 * day }),
    unused: await make(acme.member, { expiresIn: 100 * day, ipAllowlist: ['203.0.113.7'] }),
    used: await make(acme.member, { expiresIn: 100 * day, ipAllowlist: ['203.0.113.7'] }),
    revoked: await make(acme.member, { expiresAt: null }),
    expired: await make(acme.member, { expiresIn: 100 * day }),
    elsewhere: await make(acme.member, { expiresAt: null, projectId: acme.otherProjectId }),
  }
  await update(acme.member, { keyId: keys.disabled.id, enabled: false })
  await age(keys.old.id, `created_at = ${at(200)}, updated_at = ${at(200)}`)
  await lastUsed(keys.old.id, at(1))
  // Outside the window, too, in which the makers of keys are looked at.
  for (const { id } of [keys.unused, keys.used])
    await age(id, `created_at = ${at(90)}, updated_at = ${at(90)}`)
  await lastUsed(keys.used.id, at(2))
  await lastUsed(keys.unused.id, at(61))
  await age(keys.revoked.id, `revoked_at = now(), revoked_by_type = 'system'`)
  await age(keys.expired.id, `expires_at = now() - interval '1 hour'`)
  await database().pool.query(`UPDATE key_secret SET created_at = ${at(200)} WHERE key_id = $1`, [
    keys.old.id,
  ])
  return keys
}
type Cast = Awaited<ReturnType<typeof cast>>

const namesOf = (keys: Cast, ids: readonly string[]) =>
  Object.entries(keys)
    .filter(([, { id }]) => ids.includes(id))
    .map(([name]) => name)
    .sort()

const expected: Readonly<Record<RuleName, { rules: PolicyRules; broken: string[] }>> = {
  maxLifetime: {
    rules: { maxLifetime: 90 * day },
    broken: ['elsewhere', 'endless', 'long', 'old', 'unused', 'used'],
  },
  requireExpiry: { rules: { requireExpiry: true }, broken: ['elsewhere', 'endless'] },
  requireAddresses: {
    rules: { requireAddresses: true },
    broken: ['elsewhere', 'endless', 'levelled', 'long', 'writes'],
  },
  bannedPermissions: {
    rules: { bannedPermissions: ['data:write'] },
    broken: ['levelled', 'writer', 'writes'],
  },
  disableUnusedAfter: { rules: { disableUnusedAfter: 60 }, broken: ['unused'] },
  rotateWithin: { rules: { rotateWithin: 180 }, broken: ['old'] },
  creators: {
    rules: { creators: 'admins' },
    broken: ['disabled', 'elsewhere', 'endless', 'expired', 'long', 'short'],
  },
  approvalFor: { rules: { approvalFor: ['data:write'] }, broken: ['levelled', 'writer', 'writes'] },
}

describe('a dry run', () => {
  test.each(Object.entries(expected))(
    'of %s counts and lists exactly the keys that break it',
    async (rule, { rules, broken }) => {
      const keys = await cast()
      await putDraft(acme.owner, { scopeId, ...rules })
      const counts = await tried.counts(acme.owner, scopeId)
      const { items } = await tried.keys(acme.owner, scopeId, { rule })
      expect(
        namesOf(
          keys,
          items.map(({ key }) => key.id),
        ),
      ).toEqual(broken)
      expect(counts.rules).toMatchObject([{ rule, keys: broken.length }])
      const owners = await tried.owners(acme.owner, scopeId, { rule })
      expect(owners.items.reduce((sum, one) => sum + one.keys, 0)).toBe(broken.length)
      expect(counts.rules[0]?.owners).toBe(owners.items.length)
      for (const { rules: said } of items) expect(said).toContain(rule)
    },
  )

  test('changes nothing, counts a key once that breaks several rules, and tells what would be done to it', async () => {
    const keys = await cast()
    const before = await database().prisma.apiKey.findMany({ orderBy: { id: 'asc' } })
    await putDraft(acme.owner, {
      scopeId,
      maxLifetime: 90 * day,
      requireExpiry: true,
      requireAddresses: true,
      rotateWithin: 180,
    })
    const from = inDays(10)
    const counts = await tried.counts(acme.owner, scopeId, { from })
    expect(counts).toMatchObject({ of: 'draft', from })
    const { items } = await tried.keys(acme.owner, scopeId, { from })
    expect(counts.keys).toBe(items.length)
    const endless = items.find(({ key }) => key.id === keys.endless.id)
    expect(endless?.rules).toEqual(['maxLifetime', 'requireExpiry', 'requireAddresses'])
    expect(endless?.becomes).toEqual({
      expiresAt: new Date(Date.parse(keys.endless.createdAt) + 90 * day * 1000).toISOString(),
      disabled: true,
    })
    // Older than it may be by then: its end is when the rules begin.
    expect(items.find(({ key }) => key.id === keys.old.id)?.becomes).toEqual({ expiresAt: from })
    expect(await database().prisma.apiKey.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
  })

  test('of a project is of its keys, and of a member of their own', async () => {
    const keys = await cast()
    await putDraft(acme.owner, { scopeId: acme.otherProjectId, requireExpiry: true })
    const { items } = await tried.keys(acme.owner, acme.otherProjectId)
    expect(
      namesOf(
        keys,
        items.map(({ key }) => key.id),
      ),
    ).toEqual(['elsewhere'])
    await putDraft(acme.owner, { scopeId, bannedPermissions: ['data:write'] })
    expect(await tried.counts(acme.member, scopeId)).toMatchObject({ keys: 0, owners: 0 })
    expect((await tried.keys(acme.member, scopeId)).items).toEqual([])
    expect((await tried.owners(acme.member, scopeId)).items).toEqual([])
  })

  test('gives keys and owners page by page, each once', async () => {
    await cast()
    await make(acme.admin, { expiresAt: null })
    await putDraft(acme.owner, { scopeId, requireAddresses: true })
    const all = await tried.keys(acme.owner, scopeId)
    const ids: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await tried.keys(acme.owner, scopeId, { limit: '2', ...(cursor ? { cursor } : {}) })
      ids.push(...page.items.map(({ key }) => key.id))
      cursor = page.nextCursor
    }
    expect(ids).toEqual(all.items.map(({ key }) => key.id))
    const first = await tried.owners(acme.owner, scopeId, { limit: '1' })
    const second = await tried.owners(acme.owner, scopeId, { limit: '2', cursor: first.nextCursor })
    expect([...first.items, ...second.items].map(({ owner, keys }) => [owner.name, keys])).toEqual([
      ['Mia Member', 3],
      ['Olive Owner', 2],
      ['Adam Admin', 1],
    ])
    expect(second.nextCursor).toBeNull()
  })
})

describe('a sweep', () => {
  const everything: PolicyRules = {
    maxLifetime: 90 * day,
    requireExpiry: true,
    requireAddresses: true,
    bannedPermissions: ['data:write'],
    disableUnusedAfter: 60,
    rotateWithin: 180,
    creators: 'admins',
    approvalFor: ['billing:write'],
  }

  test('makes of each key exactly what the dry run told, and no more the second time', async () => {
    const keys = await cast()
    const holdings = new Map(
      await Promise.all(Object.values(keys).map(async ({ id }) => [id, await read(id)] as const)),
    )
    await inForce(acme.owner, scopeId, everything)
    const { items } = await tried.keys(acme.owner, scopeId)
    const told = new Map(items.map(({ key, becomes }) => [key.id, becomes]))
    const { keys: changed } = await run()
    expect(changed).toBe(told.size)
    for (const { id } of Object.values(keys)) {
      const [before, after, becomes] = [holdings.get(id), await read(id), told.get(id)]
      expect(after.expiresAt).toEqual(becomes?.expiresAt ? new Date(becomes.expiresAt) : before?.expiresAt)
      expect(after.enabled).toBe(becomes?.disabled ? false : before?.enabled)
      if (!becomes) expect(after).toEqual(before)
    }
    expect((await read(keys.writes.id)).permissions.map(({ permission }) => permission.name)).toEqual([
      'data:read',
    ])
    expect((await read(keys.writer.id)).role).toBeNull()
    const levelled = await read(keys.levelled.id)
    expect(levelled.level).toBeNull()
    expect(levelled.permissions.map(({ permission }) => permission.name).sort()).toEqual([
      'api_key:read:own',
      'data:read',
      'events:read',
      'files:read',
      'users:read',
    ])
    expect((await tried.counts(acme.owner, scopeId)).keys).toBe(0)
    expect(await run()).toEqual({ policies: 0, keys: 0 })
    await database().pool.query(`UPDATE policy SET swept_at = now() - interval '25 hours'`)
    expect(await run()).toEqual({ policies: 1, keys: 0 })
  })

  test('is told of in the history of each key, as the policy’s doing', async () => {
    const { id } = await make(acme.member)
    await inForce(acme.owner, scopeId, { requireAddresses: true })
    await run()
    const event = (await eventsOf(id)).at(-1)
    expect(event).toMatchObject({
      action: 'key.disable',
      actorType: 'system',
      actorName: 'Policy of Acme',
      detail: { enabled: { from: true, to: false } },
    })
  })

  test('does nothing before its time, and then does it by itself', async () => {
    const { id } = await make(acme.member)
    await inForce(acme.owner, scopeId, { requireAddresses: true }, inDays(14))
    await run()
    expect((await read(id)).enabled).toBe(true)
    await begin(scopeId)
    await run()
    expect((await read(id)).enabled).toBe(false)
  })

  test('is held up by no edit of the policy once its time has come', async () => {
    const { id } = await make(acme.member)
    await inForce(acme.owner, scopeId, { maxLifetime: 400 * day })
    await run()
    await inForce(acme.owner, scopeId, { maxLifetime: 400 * day, requireAddresses: true }, inDays(14))
    await run()
    expect((await read(id)).enabled).toBe(true)
    await begin(scopeId)
    // It is done for today with what was in force before.
    await putDraft(acme.owner, {
      scopeId,
      maxLifetime: 400 * day,
      requireAddresses: true,
      requireExpiry: true,
    })
    await run()
    expect((await read(id)).enabled).toBe(false)
  })

  test('leaves alone what its owner set right, and what is enabled again for being of use', async () => {
    const { id } = await make(acme.member)
    const ago = `now() - interval '90 days'`
    await age(id, `created_at = ${ago}, updated_at = ${ago}, expires_at = now() + interval '1 year'`)
    await inForce(acme.owner, scopeId, { disableUnusedAfter: 30 })
    await run()
    expect((await read(id)).enabled).toBe(false)
    await update(acme.member, { keyId: id, enabled: true })
    await database().pool.query(`UPDATE policy SET swept_at = NULL`)
    await run()
    expect((await read(id)).enabled).toBe(true)
  })

  test('ends a key that is over its time for good: it is not extended past what it may be', async () => {
    const { id } = await make(acme.member, { expiresAt: null })
    const ago = `now() - interval '90 days'`
    await age(id, `created_at = ${ago}, updated_at = ${ago}`)
    await inForce(acme.owner, scopeId, { maxLifetime: 30 * day })
    await run()
    const { expiresAt } = await read(id)
    expect(expiresAt && expiresAt.getTime() <= Date.now()).toBe(true)
    await refused(update(acme.member, { keyId: id, expiresAt: inDays(1) }), 'invalid')
  })

  test('goes on where it was broken off, also two at once, and changes each key once', async () => {
    const made = await Promise.all(Array.from({ length: 45 }, () => make(acme.member)))
    await inForce(acme.owner, scopeId, { requireAddresses: true })
    // A sweep that dies on its way: what it has committed stays, and nothing says that the rest is done.
    const broken = new Error('killed')
    let transactions = 0
    const dying = new Proxy(database().prisma, {
      get(target, name) {
        const value = Reflect.get(target, name)
        if (name !== '$transaction') return typeof value === 'function' ? value.bind(target) : value
        return (...args: unknown[]) => {
          transactions += 1
          // The first tells the owners, the second is the first batch of keys.
          if (transactions > 2) throw broken
          return (value as (...all: unknown[]) => unknown).apply(target, args)
        }
      },
    })
    await expect(sweep(dying)).rejects.toBe(broken)
    const disabled = () =>
      database().prisma.apiKey.count({ where: { organizationId: scopeId, enabled: false } })
    expect(await disabled()).toBe(20)
    const both = await Promise.all([run(), run()])
    expect(await disabled()).toBe(45)
    expect(both.reduce((sum, { keys }) => sum + keys, 0)).toBe(25)
    for (const { id } of made) expect(await eventsOf(id)).toHaveLength(2)
  })

  test('is due again as soon as a role, a rung or a project’s limit gives keys what is banned', async () => {
    const named = async (id: string) =>
      (await read(id)).permissions.map(({ permission }) => permission.name).sort()
    const { organizationId, otherProjectId, owner } = acme
    const role = await createRole(owner, { name: 'Growing', permissions: ['data:read'] })
    const grown = await make(owner, { role: role.id, projectId: otherProjectId })
    const cut = await make(owner, { permissions: ['data:read', 'users:write'] })
    await updateProject(owner, { projectId: acme.projectId, allowedPermissions: ['data:read'] })
    await inForce(owner, otherProjectId, { bannedPermissions: ['data:write'] })
    await inForce(owner, organizationId, { bannedPermissions: ['users:write'] })
    await run()
    expect(await run()).toEqual({ policies: 0, keys: 0 })

    await updateRole(owner, { roleId: role.id, permissions: ['data:read', 'data:write'] })
    await updateProject(owner, { projectId: acme.projectId, allowedPermissions: null })
    expect((await run()).keys).toBe(2)
    expect(await read(grown.id)).toMatchObject({ roleId: null })
    expect(await named(grown.id)).toEqual(['data:read'])
    expect(await named(cut.id)).toEqual(['data:read'])
    expect(await run()).toEqual({ policies: 0, keys: 0 })
  })

  test('of one organization touches no key of another', async () => {
    const other = await foundTenant('Other')
    const { id } = await make(other.member)
    await inForce(acme.owner, scopeId, { requireAddresses: true })
    await run()
    expect((await read(id)).enabled).toBe(true)
  })
})
