import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { foundTenant } from '#lib/core/keys/testing.ts'
import { notice } from '#lib/core/webhooks/testing.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { deliveriesOf, makeEndpoint } from './testing/endpoints.ts'
import { type Receiver, startReceiver, verifying } from './testing/receiver.ts'
import { withReceivers } from './testing/scene.ts'

/* Deliveries by processes of their own, as of several instances, one of which dies. */

withDatabase()
withReceivers()

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface WorkerOptions {
  leaseSeconds?: number
  total?: number
}

function worker({ leaseSeconds = 30, total = 8 }: WorkerOptions = {}): ChildProcess {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'testing/worker.ts'), String(leaseSeconds), String(total)],
    { env: process.env, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  closing.push(() => child.kill('SIGKILL'))
  return child
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

/** An endpoint at a receiver that verifies, and so many deliveries that are due. */
async function due(count: number): Promise<{ at: Receiver; endpointId: string; ids: string[] }> {
  const { owner } = await foundTenant()
  const at = await startReceiver()
  closing.push(at.close)
  const { id: endpointId, secret } = await makeEndpoint(owner, { url: at.url })
  at.answer = verifying(secret)
  const ids: string[] = []
  for (let made = 0; made < count; made += 1) ids.push(await notice(owner, { data: { made } }))
  return { at, endpointId, ids }
}

const idsAt = (at: Receiver) => at.received.map(({ headers }) => String(headers['webhook-id']))

test('two processes send 300 that are due once each', { timeout: 60_000 }, async () => {
  const { at, endpointId, ids } = await due(300)
  const workers = [worker(), worker()]
  expect(await Promise.all(workers.map(ended))).toEqual([0, 0])
  expect(idsAt(at).sort()).toEqual([...ids].sort())
  const deliveries = await deliveriesOf(endpointId)
  expect(deliveries).toHaveLength(300)
  for (const { state, attempts, log } of deliveries)
    expect({ state, attempts, statuses: log.map(({ status }) => status) }).toEqual({
      state: 'delivered',
      attempts: 1,
      statuses: [204],
    })
})

test('a process that is killed loses none: what it had claimed is sent when its claims have run out', {
  timeout: 120_000,
}, async () => {
  const { at, endpointId, ids } = await due(120)
  const accept = at.answer
  // The first answers come, then a time in which none do: it dies with some settled, some in flight and some not begun.
  let answered = 0
  at.answer = (response, received, request) => {
    answered += 1
    if (answered <= 20 && typeof accept === 'function') accept(response, received, request)
  }
  const doomed = worker({ leaseSeconds: 3 })
  await expect.poll(() => at.received.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(28)
  doomed.kill('SIGKILL')
  await ended(doomed)
  at.answer = accept
  const before = new Set(idsAt(at))
  const { rows } = await database().pool.query<{ claimed: number }>(
    `SELECT count(*)::int AS claimed FROM webhook_delivery WHERE state = 'pending' AND next_at > now()`,
  )
  expect(rows[0]?.claimed).toBeGreaterThan(0)
  expect(before.size).toBeLessThan(120)

  // Nobody may have them while the claims count. Those who send them now have time to settle, on whatever machine.
  expect(await ended(worker())).toBe(0)
  await expect
    .poll(
      async () => {
        await ended(worker())
        return (await deliveriesOf(endpointId)).filter(({ state }) => state === 'delivered').length
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(120)
  expect(new Set(idsAt(at))).toEqual(new Set(ids))
  // Sent twice were those alone that were in flight when it died, which nobody could know of.
  expect(at.received.length - 120).toBeLessThanOrEqual(8)
})
