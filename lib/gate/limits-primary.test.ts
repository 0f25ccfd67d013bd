import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Channel } from '#lib/channel.ts'
import { memoryLimiter } from './limits-memory.ts'
import { answerWorker, primaryPeer } from './limits-primary.ts'
import { type SharedLimits, sharedLimits } from './limits-shared.ts'

const minute = { name: 'minute', limit: 100, window: 60 }
const daily = { name: 'daily', limit: 1_000_000, window: 86_400 }
const memory = () => ({ key: memoryLimiter(), api: memoryLimiter() })

/** A primary, and channels to it that carry what a real one does: JSON, a turn of the loop later. */
function primary() {
  const limits = memory()
  const state = { frozen: false, messages: 0, kept: [] as (() => void)[] }
  const over = (message: object, to: (message: unknown) => void) => {
    const text = JSON.stringify(message)
    setImmediate(() => to(JSON.parse(text)))
  }
  function worker(): Promise<SharedLimits> | SharedLimits {
    const events = new EventEmitter()
    const back = { send: (message: object) => over(message, (answer) => events.emit('message', answer)) }
    const channel: Channel = {
      on: (event, listener) => events.on(event, listener),
      send: (message) =>
        over(message, (asked) => {
          state.messages += 1
          const answer = () => expect(answerWorker(limits, back, asked)).toBe(true)
          if (state.frozen) state.kept.push(answer)
          else answer()
        }),
    }
    return sharedLimits({ name: 'The primary', open: primaryPeer(channel, 100), local: memory(), retry: 200 })
  }
  return { state, worker }
}

test('workers never admit more together than the limit, nor take from one where another refuses', async () => {
  const { worker } = primary()
  const workers = [await worker(), await worker()]
  await Promise.all(workers.map((one) => one.ready))
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, (_, i) => workers[i % 2]?.key.consume('id', [minute, daily], 1)),
  )
  expect(answers.filter((answer) => answer?.admitted)).toHaveLength(100)
  const left = await workers[0]?.key.consume('id', [minute, daily], 0)
  expect(left?.states.map((state) => state.remaining)).toEqual([0, 999_900])
  expect((await workers[1]?.api.consume('id', [minute], 1))?.admitted).toBe(true)
})

test('all that a worker asks in one turn goes to the primary in one message', async () => {
  const { state, worker } = primary()
  const limits = await worker()
  await limits.ready
  state.messages = 0
  await Promise.all(Array.from({ length: 500 }, () => limits.key.consume('id', [minute], 1)))
  expect(state.messages).toBe(1)
})

test('a primary that hangs is sent one question and no more, and the worker counts by itself until it answers', async () => {
  const { state, worker } = primary()
  const limits = await worker()
  await limits.ready
  await limits.key.consume('id', [minute], 100)
  state.frozen = true
  const begun = performance.now()
  expect((await limits.key.consume('id', [minute], 100)).admitted).toBe(true)
  expect(performance.now() - begun).toBeLessThan(300)
  expect((await limits.key.consume('id', [minute], 1)).admitted).toBe(false)
  expect(limits.state()).toEqual({ away: true, fallbacks: 2 })
  await sleep(1_000)
  expect(state.kept).toHaveLength(2)
  state.frozen = false
  for (const answer of state.kept) answer()
  await expect.poll(() => limits.state().away, { timeout: 10_000 }).toBe(false)
  expect((await limits.key.consume('other', [minute], 1)).admitted).toBe(true)
  expect(limits.state().fallbacks).toBe(2)
})

test('a message that is no question is left to others', () => {
  const worker = {
    send: () => {
      throw new Error('answered')
    },
  }
  for (const message of [null, 'ready', { type: 'ready' }, 7])
    expect(answerWorker(memory(), worker, message)).toBe(false)
})
