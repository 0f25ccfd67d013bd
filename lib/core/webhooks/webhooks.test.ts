import { beforeAll, describe, expect, test } from 'vitest'
import { createWebhookBody, listWebhooks, maxEndpoints } from '#lib/contracts/webhooks.ts'
import { asKey, foundTenant, make, refused, type Tenant } from '#lib/core/keys/testing.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { create } from './create.ts'
import { endOldSecret } from './end-old-secret.ts'
import { get } from './get.ts'
import { getDelivery } from './get-delivery.ts'
import { list } from './list.ts'
import { listDeliveries } from './list-deliveries.ts'
import { redeliver } from './redeliver.ts'
import { remove } from './remove.ts'
import { rotateSecret } from './rotate-secret.ts'
import { sendTest } from './send-test.ts'
import { sweepDeliveries } from './sweep.ts'
import { eventsOf, notice } from './testing.ts'
import { update } from './update.ts'

withDatabase()

let tenant: Tenant
let other: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
  other = await foundTenant('Other')
})

const url = 'https://hooks.example.com/latchwork?token=hidden-from-logs'
const made = (ctx: Ctx, body: Record<string, unknown> = {}) =>
  create(ctx, createWebhookBody.parse({ url, ...body }))
const listed = (ctx: Ctx, query: Record<string, unknown> = {}) => list(ctx, listWebhooks.query.parse(query))

/** Whoever is bound to one project, with what an admin holds. */
const boundTo = (projectId: string): Ctx => ({ ...tenant.admin, reach: [projectId] })

describe('an endpoint', () => {
  test('gives its secret once, and the database holds it only sealed', async () => {
    const { secret, ...endpoint } = await made(tenant.owner, { types: ['key.created', 'key.created'] })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(endpoint).toMatchObject({ types: ['key.created'], state: 'idle', enabled: true, version: 1 })
    const shown = await get(tenant.owner, { endpointId: endpoint.id })
    expect(shown).toEqual(endpoint)
    const { rows } = await database().pool.query<{ row: string }>(
      `SELECT endpoint::text || (SELECT string_agg(event::text, '') FROM audit_event event WHERE target_id = endpoint.id::text) AS row
       FROM webhook_endpoint endpoint WHERE id = $1`,
      [endpoint.id],
    )
    const raw = Buffer.from((secret ?? '').slice(6), 'base64')
    for (const form of [
      secret ?? '',
      (secret ?? '').slice(6),
      raw.toString('hex'),
      Buffer.from(secret ?? '').toString('hex'),
    ])
      expect(rows[0]?.row).not.toContain(form)
  })

  test('leaves an audit event at each change, which holds no query of its address', async () => {
    const { id: endpointId } = await made(tenant.owner)
    await sendTest(tenant.owner, { endpointId })
    await update(tenant.owner, { endpointId, url: `${url}-new`, enabled: false })
    await update(tenant.owner, { endpointId, enabled: false })
    await rotateSecret(tenant.owner, { endpointId, graceSeconds: 60 })
    for (let twice = 0; twice < 2; twice += 1) await endOldSecret(tenant.owner, { endpointId })
    await remove(tenant.owner, { endpointId })
    const events = await eventsOf(endpointId)
    expect(events.map(({ action }) => action)).toEqual([
      'webhook.create',
      'webhook.test',
      'webhook.update',
      'webhook.rotate_secret',
      'webhook.end_old_secret',
      'webhook.delete',
    ])
    expect(events[2]?.detail).toEqual({
      url: { from: 'https://hooks.example.com/latchwork?…', to: 'https://hooks.example.com/latchwork?…' },
      enabled: { from: true, to: false },
    })
    expect(new Set(events.map(({ targetName }) => targetName))).toEqual(
      new Set(['hooks.example.com/latchwork']),
    )
    expect(JSON.stringify(events.map(({ detail, targetName }) => [detail, targetName]))).not.toContain(
      'hidden-from-logs',
    )
  })

  test('is changed from the version one has read, or not', async () => {
    const { id: endpointId } = await made(tenant.owner)
    await update(tenant.owner, { endpointId, description: 'mine', ifVersion: 1 })
    await refused(
      update(tenant.owner, { endpointId, description: 'theirs', ifVersion: 1 }),
      'precondition_failed',
    )
    await refused(
      rotateSecret(tenant.owner, { endpointId, graceSeconds: 0, ifVersion: 1 }),
      'precondition_failed',
    )
    expect(await get(tenant.owner, { endpointId })).toMatchObject({ description: 'mine', version: 2 })
  })

  test('cannot lead within, at its making or later', async () => {
    const { id: endpointId } = await made(tenant.owner)
    for (const inner of [
      'https://localhost/',
      'https://127.1/',
      'http://example.com/',
      'https://a:b@example.com/',
    ]) {
      const said = await refused(made(tenant.owner, { url: inner }), 'invalid')
      expect(said.fields.map(({ path }) => path)).toEqual(['url'])
      await refused(update(tenant.owner, { endpointId, url: inner }), 'invalid')
    }
  })

  test('that is deleted takes its log along', async () => {
    const { id: endpointId } = await made(tenant.owner)
    await sendTest(tenant.owner, { endpointId })
    await remove(tenant.owner, { endpointId })
    const count = await database().prisma.webhookDelivery.count({ where: { endpointId } })
    expect(count).toBe(0)
    await refused(get(tenant.owner, { endpointId }), 'not_found')
  })

  test('that is disabled gives up what is on its way, and takes no test and no redelivery', async () => {
    const { id: endpointId } = await made(tenant.owner)
    const sent = await sendTest(tenant.owner, { endpointId })
    await update(tenant.owner, { endpointId, enabled: false })
    const query = { endpointId, limit: 50 }
    expect((await listDeliveries(tenant.owner, query)).items).toMatchObject([
      { state: 'failed', nextAt: null },
    ])
    await refused(sendTest(tenant.owner, { endpointId }), 'conflict')
    await refused(redeliver(tenant.owner, { endpointId, deliveryId: sent.id }), 'conflict')
  })

  test('is one of so many, also where several are made at once', async () => {
    const { owner } = await foundTenant('Many')
    for (let count = 0; count < maxEndpoints - 2; count += 1) await made(owner)
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => made(owner)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    await refused(made(owner), 'limit_exceeded')
  })
})

describe('who may', () => {
  test('members and viewers see and change no endpoints', async () => {
    const { id: endpointId } = await made(tenant.owner)
    for (const ctx of [tenant.member, tenant.viewer]) {
      await refused(listed(ctx), 'forbidden')
      await refused(get(ctx, { endpointId }), 'forbidden')
      await refused(made(ctx), 'forbidden')
      await refused(remove(ctx, { endpointId }), 'forbidden')
    }
    expect((await get(tenant.admin, { endpointId })).id).toBe(endpointId)
  })

  test('another organization’s endpoint, and a delivery of another endpoint, are not there', async () => {
    const { id: endpointId } = await made(tenant.owner)
    const { id: deliveryId } = await sendTest(tenant.owner, { endpointId })
    const { id: second } = await made(tenant.owner)
    for (const work of [
      () => get(other.owner, { endpointId }),
      () => update(other.owner, { endpointId, description: 'x' }),
      () => remove(other.owner, { endpointId }),
      () => rotateSecret(other.owner, { endpointId, graceSeconds: 0 }),
      () => sendTest(other.owner, { endpointId }),
      () => getDelivery(other.owner, { endpointId, deliveryId }),
      () => redeliver(other.owner, { endpointId, deliveryId }),
      () => getDelivery(tenant.owner, { endpointId: second, deliveryId }),
      () => redeliver(tenant.owner, { endpointId: second, deliveryId }),
      () => made(tenant.owner, { projectId: other.projectId }),
      () => update(tenant.owner, { endpointId, projectId: other.projectId }),
    ])
      await refused(work(), 'not_found')
  })

  test('who is bound to projects makes and sees endpoints of these alone', async () => {
    const bound = boundTo(tenant.projectId)
    const all = await made(tenant.owner)
    const second = await made(tenant.owner, { projectId: tenant.otherProjectId })
    const mine = await made(bound)
    expect(mine.projectId).toBe(tenant.projectId)
    expect((await listed(bound)).items.every(({ projectId }) => projectId === tenant.projectId)).toBe(true)
    for (const { id: endpointId } of [all, second]) await refused(get(bound, { endpointId }), 'not_found')
    await refused(made(bound, { projectId: tenant.otherProjectId }), 'not_found')
    await refused(made(bound, { projectId: null }), 'invalid')
    await refused(update(bound, { endpointId: mine.id, projectId: null }), 'invalid')
    const ofBoth = { ...tenant.admin, reach: [tenant.projectId, tenant.otherProjectId] }
    await refused(made(ofBoth), 'invalid')
  })

  test('what an endpoint told of another project stays hidden from who is bound to one', async () => {
    const { id: endpointId } = await made(tenant.owner)
    await notice(tenant.owner, { projectId: tenant.otherProjectId })
    await notice(tenant.owner, { projectId: tenant.projectId })
    const [ofFirst, ofSecond] = (await listDeliveries(tenant.owner, { endpointId, limit: 50 })).items
    await update(tenant.owner, { endpointId, projectId: tenant.projectId })
    const bound = boundTo(tenant.projectId)
    const seen = await listDeliveries(bound, { endpointId, limit: 50 })
    expect(seen.items.map(({ id }) => id)).toEqual([ofFirst?.id])
    await refused(getDelivery(bound, { endpointId, deliveryId: ofSecond?.id ?? '' }), 'not_found')
    await refused(redeliver(bound, { endpointId, deliveryId: ofSecond?.id ?? '' }), 'not_found')
  })

  test('a key makes endpoints for its own project', async () => {
    const { id } = await make(tenant.owner, { permissions: ['webhook:read', 'webhook:update'] })
    const key = await asKey(tenant, id)
    expect((await made(key)).projectId).toBe(tenant.projectId)
    await refused(made(key, { projectId: null }), 'invalid')
  })
})

describe('lists', () => {
  test('of endpoints are paged, the newest first, and searched', async () => {
    const { owner } = await foundTenant('Pages')
    for (const description of ['one', 'two', 'three']) await made(owner, { description })
    const first = await listed(owner, { limit: 2 })
    const rest = await listed(owner, { limit: 2, cursor: first.nextCursor })
    expect([...first.items, ...rest.items].map(({ description }) => description)).toEqual([
      'three',
      'two',
      'one',
    ])
    expect(rest.nextCursor).toBeNull()
    expect((await listed(owner, { q: 'TWO' })).items).toHaveLength(1)
    await refused(listed(owner, { cursor: 'nonsense' }), 'invalid')
  })

  test('of deliveries are paged and filtered, and an endpoint shows its last', async () => {
    const { owner } = await foundTenant('Deliveries')
    const { id: endpointId } = await made(owner)
    for (const type of ['key.created', 'key.revoked', 'key.created']) await notice(owner, { type })
    const first = await listDeliveries(owner, { endpointId, limit: 2 })
    const rest = await listDeliveries(owner, { endpointId, limit: 2, cursor: first.nextCursor ?? '' })
    const all = [...first.items, ...rest.items]
    expect(all.map(({ type }) => type)).toEqual(['key.created', 'key.revoked', 'key.created'])
    expect(new Set(all.map(({ id }) => id)).size).toBe(3)
    const of = async (query: object) =>
      (await listDeliveries(owner, { endpointId, limit: 50, ...query })).items.length
    expect(await of({ type: ['key.created'] })).toBe(2)
    expect(await of({ state: ['pending'] })).toBe(3)
    expect(await of({ state: ['failed', 'delivered'] })).toBe(0)
    expect((await get(owner, { endpointId })).recent.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
  })

  test('of deliveries say what each is about, as far as that has a name', async () => {
    const { owner } = await foundTenant('Subjects')
    const { id: endpointId } = await made(owner)
    const told = [
      { type: 'key.created', data: { key: { name: 'Checkout', mask: 'lw_a…b' }, actor: { name: 'Ada' } } },
      { type: 'member.left', data: { member: { id: 'x', email: 'grace@example.com' } } },
      { type: 'member.invited', data: { email: null } },
      { type: 'webhook.disabled', data: { webhook: { host: 'h.example', address: 'h.example/in' } } },
    ]
    for (const one of told) await notice(owner, one)
    await sendTest(owner, { endpointId })
    const { items } = await listDeliveries(owner, { endpointId, limit: 50 })
    expect(items.map(({ subject }) => subject).reverse()).toEqual([
      { name: 'Checkout', mask: 'lw_a…b' },
      { name: 'grace@example.com', mask: null },
      null,
      { name: 'h.example/in', mask: null },
      null,
    ])
  })

  test('of deliveries tell one that was sent again by hand from one that was given up', async () => {
    const { owner } = await foundTenant('Again')
    const { id: endpointId } = await made(owner)
    await notice(owner)
    const states = async () =>
      (await listDeliveries(owner, { endpointId, limit: 50 })).items.map(({ state, nextAt }) => [
        state,
        nextAt !== null,
      ])
    const [first] = (await listDeliveries(owner, { endpointId, limit: 1 })).items
    await redeliver(owner, { endpointId, deliveryId: first?.id ?? '' })
    expect(await states()).toEqual([
      ['pending', true],
      ['superseded', false],
    ])
    expect((await get(owner, { endpointId })).state).toBe('idle')
    await update(owner, { endpointId, enabled: false })
    expect(await states()).toEqual([
      ['failed', false],
      ['superseded', false],
    ])
  })
})

test('a sweep deletes what is older than it is kept for, and nothing that is still on its way', async () => {
  const { owner } = await foundTenant('Old')
  const { id: endpointId } = await made(owner)
  for (let count = 0; count < 3; count += 1) await sendTest(owner, { endpointId })
  const [first, second] = (await listDeliveries(owner, { endpointId, limit: 50 })).items
  const { pool } = database()
  const age = (id: string | undefined, days: number) =>
    pool.query(
      `UPDATE webhook_delivery SET created_at = now() - make_interval(days => $2), next_at = NULL WHERE id = $1`,
      [id, days],
    )
  await age(first?.id, 31)
  await age(second?.id, 29)
  await pool.query(
    `UPDATE notice SET at = now() - interval '31 days' WHERE id = (SELECT notice_id FROM webhook_delivery WHERE id = $1)`,
    [first?.id],
  )
  expect(await sweepDeliveries(database().prisma)).toBe(1)
  expect((await listDeliveries(owner, { endpointId, limit: 50 })).items).toHaveLength(2)
  expect(await database().prisma.notice.count({ where: { id: first?.messageId ?? '' } })).toBe(0)
})
