import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { foundTenant } from '#lib/core/keys/testing.ts'
import { endOldSecret } from '#lib/core/webhooks/end-old-secret.ts'
import { getDelivery } from '#lib/core/webhooks/get-delivery.ts'
import { rotateSecret } from '#lib/core/webhooks/rotate-secret.ts'
import { sendTest } from '#lib/core/webhooks/send-test.ts'
import { notice } from '#lib/core/webhooks/testing.ts'
import { update } from '#lib/core/webhooks/update.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { deliveriesOf, makeEndpoint } from './testing/endpoints.ts'
import { type Answering, type Received, verifying } from './testing/receiver.ts'
import { withScene } from './testing/scene.ts'

withDatabase()
const scene = withScene()
const { receiver, verified, deliver, seen } = scene

describe('a delivery', () => {
  test('arrives once, in the format of Standard Webhooks, and verifies', async () => {
    const { at, endpoint } = await verified()
    const data = { keyId: 'é', n: [1, { a: null }] }
    const id = await notice(scene.tenant().owner, { type: 'key.created', data })
    await deliver()
    await deliver()
    expect(at.received).toHaveLength(1)
    const { headers, body } = at.received[0] as Received
    expect(headers['webhook-id']).toBe(id)
    expect(new Webhook(endpoint.secret).verify(body, headers as Record<string, string>)).toEqual({
      type: 'key.created',
      timestamp: (await database().prisma.notice.findUniqueOrThrow({ where: { id } })).at.toISOString(),
      data,
    })
    const [delivery] = await deliveriesOf(endpoint.id)
    expect(delivery).toMatchObject({ state: 'delivered', attempts: 1, nextAt: null, noticeId: id })
    expect(delivery?.deliveredAt).toBeInstanceOf(Date)
    expect(delivery?.log).toMatchObject([{ status: 204, error: null }])
    expect(await seen(endpoint.id)).toMatchObject({ state: 'working', failingSince: null })
  })

  test('is shown with the payload to the byte, and never with a signature', async () => {
    const { at, endpoint } = await verified()
    await notice(scene.tenant().owner, { data: { b: 1, a: 'two' } })
    await deliver()
    const [delivery] = await deliveriesOf(endpoint.id)
    const shown = await getDelivery(scene.tenant().owner, {
      endpointId: endpoint.id,
      deliveryId: delivery?.id ?? '',
    })
    expect(shown.payload).toBe(at.received[0]?.body)
    const { 'webhook-signature': signature, ...sent } = at.received[0]?.headers ?? {}
    expect(sent).toMatchObject(shown.log[0]?.headers ?? { none: true })
    expect(JSON.stringify(shown)).not.toContain(String(signature).split(',')[1])
  })

  test('that the receiver does not verify is told as failed', async () => {
    const { at, endpoint } = await verified()
    at.answer = verifying(
      (await makeEndpoint(scene.tenant().owner, { url: at.url, types: ['webhook.disabled'] })).secret,
    )
    await notice(scene.tenant().owner)
    await deliver()
    const [delivery] = await deliveriesOf(endpoint.id)
    expect(delivery).toMatchObject({ state: 'pending', attempts: 1 })
    expect(delivery?.log).toMatchObject([{ status: 401, body: 'wrong signature' }])
  })

  test('goes to the endpoints that want its type and its project, and to no other organization’s', async () => {
    const other = await foundTenant('Other')
    const at = await receiver()
    const make = (body: Record<string, unknown>, ctx = scene.tenant().owner) =>
      makeEndpoint(ctx, { url: at.url, ...body })
    const all = await make({})
    const one = await make({ types: ['key.created', 'key.revoked'] })
    const never = await make({ types: ['key.expiring'] })
    const first = await make({ projectId: scene.tenant().projectId })
    const second = await make({ projectId: scene.tenant().otherProjectId })
    const disabled = await make({})
    await update(scene.tenant().owner, { endpointId: disabled.id, enabled: false })
    const foreign = await make({}, other.owner)
    await notice(scene.tenant().owner, { type: 'key.created', projectId: scene.tenant().projectId })
    await notice(scene.tenant().owner, { type: 'member.joined' })
    await deliver()
    const types = async ({ id }: { id: string }) =>
      (
        await database().pool.query<{ type: string }>(
          `SELECT n.type FROM webhook_delivery d JOIN notice n ON n.id = d.notice_id
           WHERE d.endpoint_id = $1 AND d.state = 'delivered' ORDER BY n.type`,
          [id],
        )
      ).rows.map((row) => row.type)
    expect(await types(all)).toEqual(['key.created', 'member.joined'])
    expect(await types(one)).toEqual(['key.created'])
    expect(await types(first)).toEqual(['key.created'])
    for (const endpoint of [never, second, disabled, foreign]) expect(await types(endpoint)).toEqual([])
  })
})

describe('a receiver that misbehaves', () => {
  const untold = { status: null, body: '' }
  test.each<[string, Answering, object, number]>([
    ['never answers', () => {}, { ...untold, error: 'No answer within 0.4 s' }, 400],
    [
      'answers too late',
      (response) => void setTimeout(() => response.writeHead(200).end(), 2_000),
      { ...untold, error: 'No answer within 0.4 s' },
      400,
    ],
    [
      'hangs up',
      (response) => response.socket?.destroy(),
      { ...untold, error: 'The connection was cut' },
      20_000,
    ],
    [
      'redirects',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1/' }).end(),
      { status: 302, error: 'Answered with a redirect, and redirects are not followed' },
      20_000,
    ],
  ])('%s: told so, and tried again', async (_, answer, told, timeout) => {
    const { at, endpoint } = await verified()
    at.answer = answer
    await notice(scene.tenant().owner)
    await deliver({ timeout })
    const [delivery] = await deliveriesOf(endpoint.id)
    expect(delivery).toMatchObject({ state: 'pending', attempts: 1, log: [told] })
    expect(delivery?.nextAt?.getTime()).toBeGreaterThan(Date.now())
  })

  test('leads to loopback: nothing is sent there, and the log says so', async () => {
    const at = await receiver()
    const endpoint = await makeEndpoint(scene.tenant().owner, { url: 'https://hooks.example.com/' })
    await notice(scene.tenant().owner)
    await deliver({ resolve: async () => ['127.0.0.2'] })
    const [delivery] = await deliveriesOf(endpoint.id)
    expect(delivery).toMatchObject({
      state: 'pending',
      log: [
        {
          status: null,
          error: 'The host leads to an address within a network, and nothing is sent to those',
        },
      ],
    })
    expect(at.received).toEqual([])
  })

  test('never answers, and the others do not wait for it', async () => {
    const hanging = await verified()
    hanging.at.answer = () => {}
    const good = await verified()
    for (let count = 0; count < 20; count += 1) await notice(scene.tenant().owner)
    const begun = Date.now()
    const running = deliver({ timeout: 30_000, perEndpoint: 4, total: 8 })
    await expect.poll(() => good.at.received.length, { timeout: 25_000 }).toBe(20)
    expect(Date.now() - begun).toBeLessThan(30_000)
    expect(hanging.at.received.length).toBeLessThanOrEqual(4)
    await database().pool.query(
      'UPDATE webhook_delivery SET next_at = NULL WHERE endpoint_id = $1 AND attempts = 0',
      [hanging.endpoint.id],
    )
    await hanging.at.close()
    await running
  })

  test('and fails has one attempt in flight at a time', async () => {
    let [now, most] = [0, 0]
    const { at, endpoint } = await verified()
    at.answer = (response) => {
      now += 1
      most = Math.max(most, now)
      setTimeout(() => {
        now -= 1
        response.writeHead(500).end()
      }, 30)
    }
    await database().pool.query('UPDATE webhook_endpoint SET failing_since = now() WHERE id = $1', [
      endpoint.id,
    ])
    for (let count = 0; count < 6; count += 1) await notice(scene.tenant().owner)
    await deliver()
    expect(at.received).toHaveLength(6)
    expect(most).toBe(1)
  })
})

describe('a signing secret', () => {
  const signatures = (headers: Record<string, unknown> = {}) =>
    String(headers['webhook-signature']).split(' ')

  test('that was rotated signs beside the new one until its grace ends', async () => {
    const { at, endpoint } = await verified()
    const rotated = await rotateSecret(scene.tenant().owner, {
      endpointId: endpoint.id,
      graceSeconds: 86_400,
    })
    const secrets = [endpoint.secret, rotated.secret ?? '']
    expect(new Set(secrets).size).toBe(2)
    at.answer = 200
    const check = async (accepted: boolean[]) => {
      await notice(scene.tenant().owner)
      await deliver()
      const { headers, body } = at.received.at(-1) ?? { headers: {}, body: '' }
      expect(signatures(headers)).toHaveLength(accepted.filter(Boolean).length)
      expect(
        secrets.map((secret) => {
          try {
            new Webhook(secret).verify(body, headers as Record<string, string>)
            return true
          } catch {
            return false
          }
        }),
      ).toEqual(accepted)
    }
    await check([true, true])
    await database().pool.query('UPDATE webhook_endpoint SET previous_until = now() WHERE id = $1', [
      endpoint.id,
    ])
    await check([false, true])
    expect((await seen(endpoint.id)).oldSecretUntil).toBeNull()
  })

  test('that was rotated can be ended now, and one without a grace is', async () => {
    const { at, endpoint } = await verified()
    at.answer = 200
    await rotateSecret(scene.tenant().owner, { endpointId: endpoint.id, graceSeconds: 3600 })
    expect((await endOldSecret(scene.tenant().owner, { endpointId: endpoint.id })).oldSecretUntil).toBeNull()
    await notice(scene.tenant().owner)
    await deliver()
    expect(signatures(at.received.at(-1)?.headers)).toHaveLength(1)
    await rotateSecret(scene.tenant().owner, { endpointId: endpoint.id, graceSeconds: 3600 })
    await rotateSecret(scene.tenant().owner, { endpointId: endpoint.id, graceSeconds: 0 })
    await notice(scene.tenant().owner)
    await deliver()
    expect(signatures(at.received.at(-1)?.headers)).toHaveLength(1)
  })
})

describe('a test event', () => {
  test('arrives whatever types the endpoint wants, at that endpoint alone', async () => {
    const { at, endpoint } = await verified({ types: ['key.revoked'] })
    const other = await verified()
    const made = await sendTest(scene.tenant().owner, { endpointId: endpoint.id })
    expect(made).toMatchObject({ type: 'webhook.test', state: 'pending' })
    await deliver()
    expect(JSON.parse(at.received[0]?.body ?? '')).toMatchObject({ type: 'webhook.test' })
    expect(other.at.received).toEqual([])
  })

  test('is tried once; where it fails the endpoint is shown so, and is no nearer to being disabled', async () => {
    const { at, endpoint } = await verified()
    at.answer = 500
    await sendTest(scene.tenant().owner, { endpointId: endpoint.id })
    await deliver()
    expect(await deliveriesOf(endpoint.id)).toMatchObject([{ state: 'failed', attempts: 1, nextAt: null }])
    expect(await seen(endpoint.id)).toMatchObject({ state: 'failing', failingSince: null, enabled: true })
    at.answer = 204
    await sendTest(scene.tenant().owner, { endpointId: endpoint.id })
    await deliver()
    expect(await seen(endpoint.id)).toMatchObject({ state: 'working' })
  })
})
