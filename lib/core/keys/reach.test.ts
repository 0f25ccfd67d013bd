import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { getKeyUsage } from '../usage/get-key-usage.ts'
import { getUsage } from '../usage/get-usage.ts'
import { bulk } from './bulk.ts'
import { get } from './get.ts'
import { getOwn } from './get-own.ts'
import { listEvents } from './list-events.ts'
import { revoke } from './revoke.ts'
import { rotate } from './rotate.ts'
import { summarize } from './summarize.ts'
import { asKey, foundTenant, limitTo, listed, make, refused, type Tenant } from './testing.ts'
import { transfer } from './transfer.ts'
import { update } from './update.ts'

withDatabase()

/** Every verb on one key. */
const onKey: Record<string, (ctx: Ctx, keyId: string) => Promise<unknown>> = {
  get: (ctx, keyId) => get(ctx, { keyId }),
  update: (ctx, keyId) => update(ctx, { keyId, name: 'Taken' }),
  disable: (ctx, keyId) => update(ctx, { keyId, enabled: false }),
  rotate: (ctx, keyId) => rotate(ctx, { keyId, graceSeconds: 0 }),
  revoke: (ctx, keyId) => revoke(ctx, { keyId }),
  transfer: (ctx, keyId) => transfer(ctx, { keyId, owner: { userId: null, serviceAccountId: randomUUID() } }),
  listEvents: (ctx, keyId) => listEvents(ctx, { keyId, limit: 50 }),
  getKeyUsage: (ctx, keyId) => getKeyUsage(ctx, { keyId, unit: 'hour' }),
}
const reads = ['get', 'listEvents', 'getKeyUsage']

async function everything() {
  const { rows } = await database().pool.query(
    'SELECT to_jsonb(k) || jsonb_build_object($1::text, (SELECT jsonb_agg(s ORDER BY s.generation) FROM key_secret s WHERE s.key_id = k.id)) AS row FROM api_key k ORDER BY k.id',
    ['secrets'],
  )
  return rows
}

/** Those out of whose sight the member's key of the first project is. */
async function outOfSight(tenant: Tenant): Promise<Record<string, Ctx>> {
  const stranger = await foundTenant('Other')
  const elsewhere = await make(tenant.owner, { role: 'manager', projectId: tenant.otherProjectId })
  const powerless = await make(tenant.owner, { ownerId: tenant.serviceAccountId })
  const robots = await make(tenant.owner, {
    ownerId: tenant.serviceAccountId,
    permissions: ['api_key:read:own', 'api_key:update:own', 'api_key:rotate:own', 'api_key:delete:own'],
  })
  const foreign = await make(stranger.owner, { role: 'manager' })
  return {
    'the owner of another organization': stranger.owner,
    'another member': tenant.otherMember,
    'a key of another project that may do anything there': await asKey(tenant, elsewhere.id),
    'a key that may do nothing': await asKey(tenant, powerless.id),
    'a key of another owner, over its own': await asKey(tenant, robots.id),
    'a key of another organization': await asKey(stranger, foreign.id),
  }
}

describe('a key out of one’s sight', () => {
  test('is for every verb the same as one that is not there, and stays as it was', async () => {
    const tenant = await foundTenant()
    const target = await make(tenant.member)
    const who = await outOfSight(tenant)
    const before = await everything()
    const answers = new Set<string>()
    for (const [name, ctx] of Object.entries(who))
      for (const [verb, run] of Object.entries(onKey))
        for (const id of [target.id, randomUUID()]) {
          const error = await refused(run(ctx, id), 'not_found').catch((cause: unknown) => {
            throw new Error(`${verb} by ${name}`, { cause })
          })
          answers.add(JSON.stringify([error.code, error.message, error.fields]))
        }
    expect(answers.size).toBe(1)
    expect(await everything()).toEqual(before)
  })

  test('is in no list, count or sum', async () => {
    const tenant = await foundTenant()
    const target = await make(tenant.member, { name: 'Invisible' })
    await database().pool.query(
      `INSERT INTO key_usage (key_id, hour, outcome, organization_id, project_id, count)
       VALUES ($1, date_trunc('hour', now()), 'VALID', $2, $3, 7)`,
      [target.id, tenant.organizationId, tenant.projectId],
    )
    const who = await outOfSight(tenant)
    delete who['a key that may do nothing']
    for (const [name, ctx] of Object.entries(who)) {
      for (const query of [
        {},
        { q: 'Invisible' },
        { q: target.mask.split('…')[0] ?? '' },
        { owner: tenant.member.actor.id },
        { project: tenant.projectId, owner: tenant.member.actor.id },
        { status: 'active', owner: tenant.member.actor.id },
      ]) {
        const page = await listed(ctx, query as Record<string, string>)
        expect(
          page.items.map(({ id }) => id),
          `${name} ${JSON.stringify(query)}`,
        ).not.toContain(target.id)
        if (Object.keys(query).length > 0 && !('status' in query)) expect(page.total, name).toBe(0)
      }
      const usage = await getUsage(ctx, { keys: [target.id], unit: 'hour' })
      expect([usage.series, usage.total, usage.points], name).toEqual([[], {}, []])
      expect((await getUsage(ctx, { unit: 'day' })).total, name).toEqual({})
      const visible = (await listed(ctx, { limit: '200' })).items.filter(({ status }) => status !== 'revoked')
      expect((await summarize(ctx, {})).total, name).toBe(visible.length)
    }
    expect((await getUsage(tenant.member, { unit: 'hour' })).total).toEqual({ VALID: 7 })
  })
})

describe('a key one may see but not change', () => {
  test('is forbidden to change, in words, and stays as it was', async () => {
    const tenant = await foundTenant()
    const target = await make(tenant.member)
    const reader = await make(tenant.owner, { permissions: ['api_key:read:any'] })
    const before = await everything()
    for (const ctx of [tenant.viewer, await asKey(tenant, reader.id)])
      for (const [verb, run] of Object.entries(onKey))
        if (reads.includes(verb)) await run(ctx, target.id)
        else await refused(run(ctx, target.id), 'forbidden')
    const results = await bulk(tenant.viewer, { action: 'revoke', ids: [target.id] })
    expect(results.results).toMatchObject([{ ok: false, code: 'forbidden' }])
    expect(await everything()).toEqual(before)
  })

  test('of another owner is an admin’s to change, and a key’s with the right', async () => {
    const tenant = await foundTenant()
    const manager = await make(tenant.owner, { role: 'manager' })
    for (const ctx of [tenant.owner, tenant.admin, await asKey(tenant, manager.id)]) {
      const target = await make(tenant.member)
      await update(ctx, { keyId: target.id, name: 'Ours' })
      await rotate(ctx, { keyId: target.id, graceSeconds: 0 })
      expect((await revoke(ctx, { keyId: target.id })).status).toBe('revoked')
    }
  })
})

describe('who is not signed in, or nowhere a member', () => {
  test('is told so by every verb', async () => {
    const tenant = await foundTenant()
    const target = await make(tenant.member)
    const nobody: Ctx = {
      ...tenant.member,
      actor: { type: 'anonymous' },
      permissions: new Set(),
      organizationId: null,
    }
    const homeless: Ctx = { ...tenant.member, permissions: new Set(), organizationId: null, role: null }
    for (const run of [
      ...Object.values(onKey).map((verb) => (ctx: Ctx) => verb(ctx, target.id)),
      (ctx: Ctx) => listed(ctx),
      (ctx: Ctx) => make(ctx),
      (ctx: Ctx) => summarize(ctx, {}),
      (ctx: Ctx) => getUsage(ctx, { unit: 'hour' }),
      (ctx: Ctx) => bulk(ctx, { action: 'revoke', ids: [target.id] }),
      (ctx: Ctx) => getOwn(ctx, {}),
    ]) {
      await refused(run(nobody), 'unauthenticated')
      await refused(run(homeless), 'forbidden')
    }
  })
})

test('a key may always know of itself, without any permission, and only of itself', async () => {
  const tenant = await foundTenant()
  const key = await make(tenant.member, { permissions: ['data:read'] })
  const ctx = await asKey(tenant, key.id)
  expect(await getOwn(ctx, {})).toMatchObject({ id: key.id, effectivePermissions: ['data:read'] })
  await refused(get(ctx, { keyId: key.id }), 'not_found')
  await refused(getOwn(tenant.owner, {}), 'forbidden')
})

test('nobody is given a key in a project beyond theirs, by its making, one by one or many at once', async () => {
  const { owner, otherMember, otherProjectId, projectId } = await foundTenant()
  const ownerId = otherMember.actor.id
  await limitTo(otherMember, [otherProjectId])
  const { id: keyId } = await make(owner)
  const given = () => transfer(owner, { keyId, owner: { userId: ownerId, serviceAccountId: null } })
  for (const attempt of [() => make(owner, { ownerId }), given])
    expect((await refused(attempt(), 'invalid')).fields).toMatchObject([{ path: 'ownerId' }])
  const { results } = await bulk(owner, { action: 'transfer', ids: [keyId], ownerId })
  expect(results).toMatchObject([{ id: keyId, ok: false, code: 'invalid' }])
  await make(owner, { ownerId, projectId: otherProjectId })
  await limitTo(otherMember, [otherProjectId, projectId])
  await given()
})
