import { describe, expect, test } from 'vitest'
import { failingDays, retryGaps } from '#lib/contracts/webhooks.ts'
import { noticesOf, tellAll } from '#lib/core/notices/testing.ts'
import { redeliver } from '#lib/core/webhooks/redeliver.ts'
import { eventsOf, notice } from '#lib/core/webhooks/testing.ts'
import { update } from '#lib/core/webhooks/update.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { deliveriesOf, hurry } from './testing/endpoints.ts'
import { verifying } from './testing/receiver.ts'
import { withScene } from './testing/scene.ts'

withDatabase()
const scene = withScene()
const { verified, deliver, seen } = scene

describe('a receiver that fails', () => {
  test('is tried again at growing intervals, and succeeds once', async () => {
    const { at, endpoint } = await verified()
    at.answer = 500
    const id = await notice(scene.tenant().owner)
    const gaps: number[] = []
    for (const _ of retryGaps.slice(0, 4)) {
      await deliver()
      const [delivery] = await deliveriesOf(endpoint.id)
      expect(delivery?.state).toBe('pending')
      const last = delivery?.log.at(-1)?.at.getTime() ?? 0
      gaps.push(((delivery?.nextAt?.getTime() ?? 0) - last) / 1000)
      expect(await seen(endpoint.id)).toMatchObject({ state: 'failing' })
      await hurry(endpoint.id)
    }
    for (const [at, gap] of gaps.entries()) {
      expect(gap).toBeGreaterThan((retryGaps[at] ?? 0) * 0.89)
      expect(gap).toBeLessThan((retryGaps[at] ?? 0) * 1.11 + 1)
    }
    at.answer = verifying(endpoint.secret)
    await deliver()
    expect(at.received).toHaveLength(5)
    expect(new Set(at.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
    expect(new Set(at.received.map(({ body }) => body)).size).toBe(1)
    const [delivery] = await deliveriesOf(endpoint.id)
    expect(delivery).toMatchObject({ state: 'delivered', attempts: 5, nextAt: null })
    expect(delivery?.log.map(({ status }) => status)).toEqual([500, 500, 500, 500, 204])
    expect(await seen(endpoint.id)).toMatchObject({ state: 'working', failingSince: null })
  })

  test('is given up after a day of attempts', async () => {
    expect(retryGaps.reduce((sum, gap) => sum + gap, 0) / 3600).toBeGreaterThan(24)
    const { at, endpoint } = await verified()
    at.answer = 503
    await notice(scene.tenant().owner)
    for (let tries = 0; tries < 12; tries += 1) {
      await deliver()
      await hurry(endpoint.id)
    }
    expect(at.received).toHaveLength(retryGaps.length + 1)
    const [delivery] = await deliveriesOf(endpoint.id)
    expect(delivery).toMatchObject({ state: 'failed', attempts: retryGaps.length + 1, nextAt: null })
    expect(await seen(endpoint.id)).toMatchObject({ enabled: true, state: 'failing' })
  })

  test.each([
    [429, '3600', 3_600, 3_600],
    [503, '3600', 3_600, 3_600],
    [503, '1', 4.4, 5.6],
    [503, '999999', 43_200, 43_200],
    [500, '3600', 4.4, 5.6],
  ])(
    'with %i and Retry-After %s is left alone for so long, within bounds',
    async (status, header, least, most) => {
      const { at, endpoint } = await verified()
      at.answer = (response) => response.writeHead(status, { 'retry-after': header }).end()
      await notice(scene.tenant().owner)
      await deliver()
      const [delivery] = await deliveriesOf(endpoint.id)
      const gap = ((delivery?.nextAt?.getTime() ?? 0) - (delivery?.log[0]?.at.getTime() ?? 0)) / 1000
      expect(gap).toBeGreaterThanOrEqual(least)
      expect(gap).toBeLessThan(most + 2)
    },
  )

  test('and says 410 is disabled, with the reason, and what was on its way is given up', async () => {
    const { at, endpoint } = await verified()
    at.answer = 500
    await notice(scene.tenant().owner)
    await deliver()
    at.answer = 410
    await notice(scene.tenant().owner)
    await deliver()
    expect(await seen(endpoint.id)).toMatchObject({
      enabled: false,
      state: 'disabled',
      disabledReason: 'gone',
    })
    expect((await deliveriesOf(endpoint.id)).map(({ state, nextAt }) => [state, nextAt])).toEqual([
      ['failed', null],
      ['failed', null],
    ])
    const last = (await eventsOf(endpoint.id)).at(-1)
    expect(last).toMatchObject({ action: 'webhook.disable', actorType: 'system', detail: { reason: 'gone' } })
    await tellAll()
    const [told] = (await noticesOf(scene.tenant().owner)).filter(({ type }) => type === 'webhook.disabled')
    expect(told?.data).toMatchObject({ webhook: { id: endpoint.id }, reason: 'gone' })
  })

  test(`for ${failingDays} days is disabled; enabled again, it begins anew`, async () => {
    const { at, endpoint } = await verified()
    at.answer = 500
    const failingFor = (days: number) =>
      database().pool.query(
        `UPDATE webhook_endpoint SET failing_since = now() - make_interval(secs => $2) WHERE id = $1`,
        [endpoint.id, days * 86_400],
      )
    await notice(scene.tenant().owner)
    await failingFor(failingDays - 0.01)
    await deliver()
    expect(await seen(endpoint.id)).toMatchObject({ enabled: true, state: 'failing' })
    await failingFor(failingDays + 0.01)
    await hurry(endpoint.id)
    await deliver()
    expect(await seen(endpoint.id)).toMatchObject({ enabled: false, disabledReason: 'failing' })
    expect((await eventsOf(endpoint.id)).at(-1)).toMatchObject({ action: 'webhook.disable' })

    const before = at.received.length
    await notice(scene.tenant().owner)
    await deliver()
    expect(at.received).toHaveLength(before)
    const anew = await update(scene.tenant().owner, { endpointId: endpoint.id, enabled: true })
    expect(anew).toMatchObject({ enabled: true, failingSince: null, disabledReason: null })
    await notice(scene.tenant().owner)
    await deliver()
    expect(at.received).toHaveLength(before + 1)
    expect(await seen(endpoint.id)).toMatchObject({ enabled: true, state: 'failing' })
  })

  test('succeeds by a redelivery under the same message id, and the one that waited is not sent besides', async () => {
    const { at, endpoint } = await verified()
    at.answer = 500
    const id = await notice(scene.tenant().owner)
    await deliver()
    const [first] = await deliveriesOf(endpoint.id)
    at.answer = verifying(endpoint.secret)
    const again = await redeliver(scene.tenant().owner, {
      endpointId: endpoint.id,
      deliveryId: first?.id ?? '',
    })
    expect(again).toMatchObject({ messageId: id, state: 'pending', attempts: 0 })
    await deliver()
    await hurry(endpoint.id)
    await deliver()
    expect(at.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id])
    expect((await deliveriesOf(endpoint.id)).map(({ state }) => state)).toEqual(['superseded', 'delivered'])
    expect((await eventsOf(endpoint.id)).at(-1)).toMatchObject({
      action: 'webhook.redeliver',
      detail: { of: first?.id, message: id },
    })
  })
})
