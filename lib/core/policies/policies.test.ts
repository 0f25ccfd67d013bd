import { beforeEach, describe, expect, test } from 'vitest'
import { listPolicies } from '#lib/contracts/policies.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { enforce, withdraw } from './enforce.ts'
import { get } from './get.ts'
import { policyInForce } from './in-force.ts'
import { list } from './list.ts'
import { discardDraft, putDraft } from './put-draft.ts'
import { begin, inDays, inForce } from './testing.ts'

withDatabase()

let acme: Tenant
let scopeId: string
beforeEach(async () => {
  acme = await foundTenant()
  scopeId = acme.organizationId
})

const day = 86_400
const rulesInForce = async () =>
  (await policyInForce(database().prisma, { organizationId: scopeId, projectId: acme.projectId })).rules

describe('a draft', () => {
  test('is in force nowhere, and can be discarded', async () => {
    const drafted = await putDraft(acme.admin, { scopeId, requireAddresses: true })
    expect(drafted).toMatchObject({ rules: {}, next: null, draft: { requireAddresses: true } })
    expect(await rulesInForce()).toEqual({})
    await make(acme.member)
    expect(await discardDraft(acme.admin, { scopeId })).toMatchObject({ rules: {}, draft: null })
  })

  test('that asks what is asked already is none', async () => {
    await inForce(acme.owner, scopeId, { bannedPermissions: ['data:write', 'data:read'] })
    const same = await putDraft(acme.owner, { scopeId, bannedPermissions: ['data:read', 'data:write'] })
    expect(same.draft).toBeNull()
  })

  test('names permissions of the catalogue', async () => {
    const error = await refused(
      putDraft(acme.owner, { scopeId, bannedPermissions: ['data:read', 'no:such'] }),
      'invalid',
    )
    expect(error.fields.map(({ path }) => path)).toEqual(['bannedPermissions.1'])
  })

  test('is not laid over what somebody else has said meanwhile', async () => {
    const { version } = await putDraft(acme.owner, { scopeId, requireExpiry: true })
    await putDraft(acme.admin, { scopeId, requireAddresses: true })
    await refused(
      putDraft(acme.owner, { scopeId, ifVersion: version, requireExpiry: true }),
      'precondition_failed',
    )
    await refused(enforce(acme.owner, { scopeId, ifVersion: version }), 'precondition_failed')
  })

  test('of nobody leaves nothing behind', async () => {
    await putDraft(acme.owner, { scopeId })
    expect(await database().prisma.policy.count({ where: { id: scopeId } })).toBe(0)
    expect(await get(acme.member, { scopeId })).toMatchObject({ version: 0, rules: {}, draft: null })
  })
})

describe('what is put in force', () => {
  test('now holds at once; an edit after it makes a new draft beside it', async () => {
    const policy = await inForce(acme.owner, scopeId, { maxLifetime: 90 * day })
    expect(policy).toMatchObject({ rules: { maxLifetime: 90 * day }, next: null, draft: null })
    expect(Object.keys(policy.since)).toEqual(['maxLifetime'])
    const edited = await putDraft(acme.owner, { scopeId, maxLifetime: 30 * day })
    expect(edited).toMatchObject({ rules: { maxLifetime: 90 * day }, draft: { maxLifetime: 30 * day } })
    expect(await rulesInForce()).toEqual({ maxLifetime: 90 * day })
  })

  test('from a date holds from that date on, with nobody to see to it', async () => {
    const from = inDays(14)
    const policy = await inForce(acme.owner, scopeId, { requireAddresses: true }, from)
    expect(policy).toMatchObject({ rules: {}, next: { rules: { requireAddresses: true }, from } })
    await make(acme.member)
    await begin(scopeId)
    await refused(make(acme.member), 'invalid')
    const begun = await get(acme.member, { scopeId })
    expect(begun).toMatchObject({ rules: { requireAddresses: true }, next: null })
    expect(Date.parse(begun.since.requireAddresses ?? '')).toBeLessThan(Date.now())
  })

  test('loosens at once what it loosens, and tightens the rest when its time comes', async () => {
    await inForce(acme.owner, scopeId, {
      maxLifetime: 30 * day,
      bannedPermissions: ['data:write', 'users:write'],
    })
    const next = {
      maxLifetime: 60 * day,
      bannedPermissions: ['data:write', 'billing:write'],
      requireExpiry: true,
    } as const
    await inForce(
      acme.owner,
      scopeId,
      { ...next, bannedPermissions: [...next.bannedPermissions] },
      inDays(14),
    )
    expect(await rulesInForce()).toEqual({ maxLifetime: 60 * day, bannedPermissions: ['data:write'] })
    await begin(scopeId)
    expect(await rulesInForce()).toEqual({
      ...next,
      bannedPermissions: ['billing:write', 'data:write'],
    })
  })

  test('that only loosens holds at once, whatever date is named', async () => {
    await inForce(acme.owner, scopeId, { maxLifetime: 30 * day, requireAddresses: true })
    const policy = await inForce(acme.owner, scopeId, { maxLifetime: 60 * day }, inDays(14))
    expect(policy).toMatchObject({ rules: { maxLifetime: 60 * day }, next: null })
  })

  test('to come can be withdrawn and is the draft again; what is in force stays', async () => {
    await inForce(acme.owner, scopeId, { requireExpiry: true })
    await inForce(acme.owner, scopeId, { requireExpiry: true, requireAddresses: true }, inDays(14))
    const policy = await withdraw(acme.owner, { scopeId })
    expect(policy).toMatchObject({
      rules: { requireExpiry: true },
      next: null,
      draft: { requireExpiry: true, requireAddresses: true },
    })
    await refused(withdraw(acme.owner, { scopeId }), 'conflict')
  })

  test('withdrawn while there is a newer draft is dropped: the draft stays, and the log alone keeps what was to come', async () => {
    const from = inDays(14)
    await inForce(acme.owner, scopeId, { requireAddresses: true }, from)
    await putDraft(acme.owner, { scopeId, requireExpiry: true })
    const policy = await withdraw(acme.owner, { scopeId })
    expect(policy).toMatchObject({ rules: {}, next: null })
    expect(policy.draft).toEqual({ requireExpiry: true })
    const event = await database().prisma.auditEvent.findFirstOrThrow({
      where: { targetType: 'policy', targetId: scopeId },
      orderBy: { seq: 'desc' },
    })
    expect(event.action).toBe('policy.withdraw')
    expect(event.detail).toEqual({
      next: { from: { rules: { requireAddresses: true }, from }, to: null },
    })
  })

  test('is a draft: without one there is nothing', async () => {
    await refused(enforce(acme.owner, { scopeId }), 'conflict')
  })

  test('is told in the log with what was before', async () => {
    await inForce(acme.owner, scopeId, { maxLifetime: 90 * day })
    const from = inDays(14)
    await inForce(acme.owner, scopeId, { maxLifetime: 90 * day, requireExpiry: true }, from)
    await withdraw(acme.owner, { scopeId })
    const events = await database().prisma.auditEvent.findMany({
      where: { targetType: 'policy', targetId: scopeId },
      orderBy: { seq: 'asc' },
    })
    expect(events.map(({ action }) => action)).toEqual([
      'policy.draft',
      'policy.enforce',
      'policy.draft',
      'policy.enforce',
      'policy.withdraw',
    ])
    const rules = { maxLifetime: 90 * day }
    const next = { rules: { ...rules, requireExpiry: true }, from }
    expect(events[1]?.detail).toMatchObject({
      rules: { from: {}, to: rules },
      draft: { from: rules, to: null },
    })
    expect(events[3]?.detail).toEqual({
      next: { from: null, to: next },
      draft: { from: next.rules, to: null },
    })
    expect(events[4]?.detail).toEqual({
      next: { from: next, to: null },
      draft: { from: null, to: next.rules },
    })
  })

  test('is what every key is held to that is made once it has answered, also one that was begun before', async () => {
    const count = () => database().prisma.apiKey.count({ where: { organizationId: scopeId } })
    for (let round = 0; round < 20; round += 1) {
      await putDraft(acme.owner, { scopeId, requireAddresses: true })
      const making = Promise.allSettled(Array.from({ length: 6 }, () => make(acme.member)))
      await enforce(acme.owner, { scopeId })
      const there = await count()
      await making
      expect(await count()).toBe(there)
      await inForce(acme.owner, scopeId, {})
    }
  })
})

describe('whose policy', () => {
  test('members read it and change nothing of it', async () => {
    await get(acme.member, { scopeId })
    await refused(putDraft(acme.member, { scopeId, requireExpiry: true }), 'forbidden')
    for (const verb of [discardDraft, enforce, withdraw])
      await refused(verb(acme.member, { scopeId }), 'forbidden')
    await refused(get(acme.viewer, { scopeId }), 'forbidden')
  })

  test('that of another organization, or of its project, is not there', async () => {
    const other = await foundTenant('Other')
    for (const id of [other.organizationId, other.projectId]) {
      await refused(get(acme.owner, { scopeId: id }), 'not_found')
      await refused(putDraft(acme.owner, { scopeId: id, requireExpiry: true }), 'not_found')
    }
  })

  test('a key changes its own project’s alone', async () => {
    const { id } = await make(acme.owner, { permissions: ['policy:read', 'policy:update'] })
    const key = await asKey(acme, id)
    await putDraft(key, { scopeId: acme.projectId, requireExpiry: true })
    await refused(putDraft(key, { scopeId: acme.otherProjectId, requireExpiry: true }), 'not_found')
    await refused(putDraft(key, { scopeId, requireExpiry: true }), 'forbidden')
    for (const verb of [discardDraft, enforce, withdraw]) await refused(verb(key, { scopeId }), 'forbidden')
    await get(key, { scopeId })
  })

  test('the list has the organization’s first, then those of projects in reach', async () => {
    await putDraft(acme.owner, { scopeId: acme.otherProjectId, requireExpiry: true })
    await putDraft(acme.owner, { scopeId: acme.projectId, requireExpiry: true })
    const pages = await list(acme.owner, listPolicies.query.parse({ limit: '1' }))
    expect(pages.items.map(({ scope }) => scope.name)).toEqual(['Acme', 'First'])
    const rest = await list(acme.owner, listPolicies.query.parse({ cursor: pages.nextCursor }))
    expect(rest.items.map(({ scope }) => scope.name)).toEqual(['Second'])
    const { id } = await make(acme.owner, { permissions: ['policy:read'] })
    const seen = await list(await asKey(acme, id), listPolicies.query.parse({}))
    expect(seen.items.map(({ scope }) => scope.name)).toEqual(['Acme', 'First'])
  })
})
