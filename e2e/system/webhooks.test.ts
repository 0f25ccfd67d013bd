import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receiver, startReceiver, verifying } from '#lib/jobs/webhooks/testing/receiver.ts'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, createKey, signIn } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'

/*
 * Two portals behind one database, and a receiver that verifies: each event arrives once, also while both look for what is due; and
 * none is lost when one of them is killed.
 */

const count = 300
const environment = { WEBHOOK_ALLOW_INTERNAL: '127.0.0.1', LATCHWORK_POOL: '6' }

cleanUp()

let home: string
let receiver: Receiver
let portals: Portal[]
let token: string

beforeAll(async () => {
  receiver = await startReceiver()
  home = await newHome()
  portals = []
  for (let made = 0; made < 2; made += 1)
    portals.push(await start({ home, port: await freePort(), environment }))
  token = await signIn(portals[0]?.url ?? '')
}, 240_000)

afterAll(() => receiver.close())

const origin = () => portals[0]?.url ?? ''

async function endpoint(types: string[]): Promise<string> {
  const { status, json } = await ask(origin(), '/api/v1/webhooks', {
    token,
    body: { url: receiver.url, types },
  })
  expect(status).toBe(201)
  receiver.answer = verifying(String(json.secret))
  return String(json.id)
}

/** How many events of each key arrived. */
function arrivals(type: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const { body } of receiver.received) {
    const event = JSON.parse(body) as { type: string; data: { key?: { id: string } } }
    const id = event.data.key?.id
    if (event.type === type && id) found.set(id, (found.get(id) ?? 0) + 1)
  }
  return found
}

async function makeKeys(name: string): Promise<string[]> {
  const ids: string[] = []
  const next = async () => {
    while (ids.length < count) {
      const at = ids.push('') - 1
      ids[at] = (await createKey(origin(), token, `${name} ${at}`)).id
    }
  }
  await Promise.all([next(), next(), next(), next()])
  return ids
}

test(`${count} events, and two portals that deliver: each arrives once, verified`, async () => {
  const id = await endpoint(['key.created'])
  const ids = await makeKeys('once')
  await expect.poll(() => arrivals('key.created').size, { timeout: 120_000 }).toBe(count)
  // Long enough for a second look of both.
  await sleep(3_000)
  const arrived = arrivals('key.created')
  expect([...arrived.keys()].sort()).toEqual([...ids].sort())
  expect(new Set(arrived.values())).toEqual(new Set([1]))
  const failed = await ask(origin(), `/api/v1/webhooks/${id}/deliveries?state=pending,failed`, { token })
  expect(failed.json.items).toEqual([])
  await ask(origin(), `/api/v1/webhooks/${id}`, { method: 'DELETE', token })
}, 300_000)

test('a portal that is killed while it delivers loses none: the other sends them when its claims have run out', async () => {
  receiver.received.length = 0
  await endpoint(['key.revoked'])
  const ids = await makeKeys('lost')
  const accept = receiver.answer
  let answered = 0
  // A receiver that answers nobody for a while: whoever delivers has claims, and holds them.
  receiver.answer = (response, received, request) => {
    answered += 1
    if (answered <= 30 && typeof accept === 'function') accept(response, received, request)
  }
  const revoking = [...ids]
  const next = async () => {
    for (let id = revoking.pop(); id !== undefined; id = revoking.pop())
      await ask(origin(), `/api/v1/keys/${id}`, { method: 'DELETE', token })
  }
  await Promise.all([next(), next(), next(), next()])
  await expect.poll(() => answered, { timeout: 90_000 }).toBeGreaterThan(30)
  await portals[1]?.stop('SIGKILL')
  receiver.answer = accept
  await expect.poll(() => arrivals('key.revoked').size, { timeout: 150_000, interval: 1_000 }).toBe(count)
  expect([...arrivals('key.revoked').keys()].sort()).toEqual([...ids].sort())
}, 420_000)
