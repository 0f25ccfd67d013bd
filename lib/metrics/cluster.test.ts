import { expect, test } from 'vitest'
import { makeGatherer, type Worker } from './cluster.ts'
import type { Message } from './messages.ts'
import type { Snapshot } from './snapshot.ts'

/** What a worker has to tell: how many verifications, and whether it holds its lease. */
const told = (verifications: number, lease: number): Snapshot[] => [
  {
    name: 'latchwork_verifications_total',
    help: 'Verifications',
    type: 'counter',
    aggregator: 'sum',
    values: [{ labels: { outcome: 'VALID' }, value: verifications }],
  },
  {
    name: 'latchwork_gate_lease_state',
    help: 'Lease',
    type: 'gauge',
    aggregator: 'min',
    values: [{ labels: {}, value: lease }],
  },
]

interface Staged extends Worker {
  tells: Snapshot[] | null
  texts: string[]
}

/** Workers that answer at once with what they tell, or not at all. */
function stage(patience = 50) {
  const workers = new Map<number, Staged>()
  const gatherer = makeGatherer({ workers: () => workers.values(), patience })
  const add = (id: number, tells: Snapshot[] | null) => {
    const worker: Staged = {
      id,
      tells,
      texts: [],
      send(sent) {
        const message = sent as Message
        if (message.latchworkMetrics === 'text') worker.texts.push(message.body)
        if (message.latchworkMetrics !== 'report' || !worker.tells) return
        const { round } = message
        const metrics = worker.tells
        queueMicrotask(() => gatherer.heard(worker, { latchworkMetrics: 'snapshot', round, metrics }))
      },
    }
    workers.set(id, worker)
    return worker
  }
  const ask = async (worker: Staged) => {
    const before = worker.texts.length
    expect(gatherer.heard(worker, { latchworkMetrics: 'gather', id: 7 })).toBe(true)
    await expect.poll(() => worker.texts.length, { timeout: 10_000, interval: 5 }).toBe(before + 1)
    return worker.texts.at(-1) ?? ''
  }
  const end = (worker: Staged) => {
    workers.delete(worker.id)
    gatherer.ended(worker)
  }
  return { gatherer, add, ask, end }
}

const verifications = (text: string) =>
  Number(/latchwork_verifications_total\{outcome="VALID"\} (\d+)/.exec(text)?.[1])
const lease = (text: string) => Number(/latchwork_gate_lease_state (\d)/.exec(text)?.[1])

test('whichever worker is asked, the sum is that of all, and the state that of the worst', async () => {
  const { add, ask } = stage()
  const [one, two] = [add(1, told(3, 1)), add(2, told(4, 0))]
  for (const worker of [one, two]) {
    const text = await ask(worker)
    expect([verifications(text), lease(text)]).toEqual([7, 0])
    expect(text).toContain('latchwork_workers{state="answered"} 2')
  }
})

test('a worker that is silent counts with what it said last, and is not waited for without an end', async () => {
  const { add, ask } = stage()
  const [one, two] = [add(1, told(3, 1)), add(2, told(4, 1))]
  await ask(one)
  two.tells = null
  one.tells = told(5, 1)
  const begun = performance.now()
  const text = await ask(one)
  expect(verifications(text)).toBe(9)
  expect(text).toContain('latchwork_workers{state="silent"} 1')
  expect(performance.now() - begun).toBeLessThan(1_000)
})

test('what a worker that ended had counted stays counted, and its state does not', async () => {
  const { add, ask, end } = stage()
  const [one, two] = [add(1, told(3, 1)), add(2, told(4, 0))]
  expect(lease(await ask(one))).toBe(0)
  end(two)
  const three = add(3, told(0, 1))
  const text = await ask(three)
  expect([verifications(text), lease(text)]).toEqual([7, 1])
  end(three)
  end(one)
  expect(verifications(await ask(add(4, told(1, 1))))).toBe(8)
})

test('a sum never goes back, whichever workers come, stay silent and go', async () => {
  const { add, ask, end } = stage(5)
  let last = 0
  let id = 1
  let living = [add(id, told(1, 1))]
  for (let round = 0; round < 40; round += 1) {
    id += 1
    living.push(add(id, told(0, 1)))
    for (const worker of living) {
      const grown = Number(worker.tells?.[0]?.values[0]?.value ?? 50) + 1
      worker.tells = (round + worker.id) % 5 === 0 ? null : told(grown, 1)
    }
    const asked = living[round % living.length]
    const sum = asked ? verifications(await ask(asked)) : 0
    expect(sum).toBeGreaterThanOrEqual(last)
    last = sum
    if (round % 3 === 2) {
      const [first, ...rest] = living
      if (first) end(first)
      living = rest
    }
  }
})

test('a worker that ends in the middle of a round does not hold it up', async () => {
  const { gatherer, add, end } = stage(60_000)
  const [one, two] = [add(1, told(3, 1)), add(2, null)]
  gatherer.heard(one, { latchworkMetrics: 'gather', id: 1 })
  await Promise.resolve()
  end(two)
  await expect.poll(() => one.texts.length).toBe(1)
})

test('what is about something else is left to others', () => {
  const { gatherer, add } = stage()
  const worker = add(1, null)
  for (const message of [null, 'latchwork: ready', { latchworkLimits: 'ask' }, 17])
    expect(gatherer.heard(worker, message)).toBe(false)
})
