import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limiter } from './limits.ts'
import { memoryLimiter } from './limits-memory.ts'

const burst = { name: 'burst', limit: 3, window: 1 }
const daily = { name: 'daily', limit: 5, window: 86_400 }

function clocked(maxWindows?: number) {
  const clock = { at: 1_000_000 }
  return { clock, ...memoryLimiter({ now: () => clock.at, ...(maxWindows ? { maxWindows } : {}) }) }
}

describe('a limiter', () => {
  test('admits as much as the limit says in a window, and tells what is left and for how long', async () => {
    const { clock, consume } = clocked()
    const first = await consume('key', [daily], 2)
    expect(first).toEqual({
      admitted: true,
      states: [{ name: 'daily', limit: 5, remaining: 3, reset: 86_400 }],
    })
    clock.at += 400_500
    const refused = await consume('key', [daily], 4)
    expect(refused).toEqual({
      admitted: false,
      states: [{ name: 'daily', limit: 5, remaining: 3, reset: 86_000 }],
    })
    expect((await consume('key', [daily], 3)).admitted).toBe(true)
    expect((await consume('key', [daily], 1)).states[0]?.remaining).toBe(0)
  })

  test('begins a new window when the old one ends, and not a millisecond before', async () => {
    const { clock, consume } = clocked()
    await consume('key', [burst], 3)
    clock.at += 999
    expect((await consume('key', [burst], 1)).admitted).toBe(false)
    clock.at += 1
    expect((await consume('key', [burst], 1)).states).toEqual([
      { name: 'burst', limit: 3, remaining: 2, reset: 1 },
    ])
  })

  test('holds a window of 30 days to its end, though no timer of Node lasts as long', async () => {
    const { clock, consume } = clocked()
    const monthly = { name: 'monthly', limit: 1, window: 2_592_000 }
    expect((await consume('key', [monthly], 1)).admitted).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect((await consume('key', [monthly], 1)).admitted).toBe(false)
    clock.at += 2_592_000_000 - 1
    expect((await consume('key', [monthly], 1)).admitted).toBe(false)
    clock.at += 1
    expect((await consume('key', [monthly], 1)).admitted).toBe(true)
  })

  test('takes nothing from any limit where one of them refuses', async () => {
    const { clock, consume } = clocked()
    await consume('key', [burst, daily], 3)
    for (let call = 0; call < 50; call += 1)
      expect((await consume('key', [burst, daily], 1)).admitted).toBe(false)
    expect((await consume('key', [daily], 0)).states[0]?.remaining).toBe(2)
    clock.at += 1000
    expect((await consume('key', [burst, daily], 3)).admitted).toBe(false)
    expect((await consume('key', [burst], 0)).states[0]?.remaining).toBe(3)
  })

  test('admits exactly the limit of a thousand calls at once, and a refused one takes nothing from the others', async () => {
    const { consume } = clocked()
    const limits = [
      { name: 'wide', limit: 1000, window: 60 },
      { name: 'narrow', limit: 100, window: 60 },
    ]
    const all = await Promise.all(Array.from({ length: 1000 }, () => consume('key', limits, 1)))
    expect(all.filter((one) => one.admitted)).toHaveLength(100)
    expect((await consume('key', limits, 0)).states.map((state) => state.remaining)).toEqual([900, 0])
  })

  test('with a cost of 0 only looks, also where nothing is left', async () => {
    const { consume } = clocked()
    expect((await consume('key', [burst], 0)).states).toEqual([
      { name: 'burst', limit: 3, remaining: 3, reset: 1 },
    ])
    await consume('key', [burst], 3)
    expect(await consume('key', [burst], 0)).toMatchObject({ admitted: true, states: [{ remaining: 0 }] })
  })

  test('never admits a cost above the limit', async () => {
    const { consume } = clocked()
    expect(await consume('key', [burst], 4)).toMatchObject({ admitted: false, states: [{ remaining: 3 }] })
  })

  test('goes by a changed limit at once, keeping what was counted', async () => {
    const { consume } = clocked()
    await consume('key', [burst], 2)
    expect(await consume('key', [{ ...burst, limit: 2 }], 1)).toMatchObject({ admitted: false })
    expect(await consume('key', [{ ...burst, limit: 1 }], 0)).toMatchObject({
      admitted: true,
      states: [{ remaining: 0 }],
    })
    expect(await consume('key', [{ ...burst, limit: 10 }], 1)).toMatchObject({ states: [{ remaining: 7 }] })
  })

  test('counts each key by itself', async () => {
    const { consume } = clocked()
    await consume('one', [burst], 3)
    expect((await consume('two', [burst], 1)).admitted).toBe(true)
  })

  test('agrees with a naive count over any sequence of calls', async () => {
    const call = fc.record({
      wait: fc.constantFrom(0, 1, 400, 999, 1000, 5000),
      key: fc.constantFrom('one', 'two'),
      cost: fc.nat({ max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 60 }), async (calls) => {
        const { clock, consume } = clocked()
        const limits = [burst, { name: 'slow', limit: 6, window: 7 }]
        const windows = new Map<string, { end: number; used: number }>()
        for (const { wait, key, cost } of calls) {
          clock.at += wait
          const open = limits.map((limit) => {
            const known = windows.get(key + limit.name)
            const window =
              known && known.end > clock.at ? known : { end: clock.at + limit.window * 1000, used: 0 }
            return { ...limit, window }
          })
          const admitted = open.every((one) => cost === 0 || one.window.used + cost <= one.limit)
          if (admitted && cost > 0)
            for (const one of open) {
              one.window.used += cost
              windows.set(key + one.name, one.window)
            }
          const got = await consume(key, limits, cost)
          expect(got.admitted).toBe(admitted)
          expect(got.states.map((state) => state.remaining)).toEqual(
            open.map((one) => one.limit - one.window.used),
          )
        }
      }),
      { numRuns: 500 },
    )
  })

  test('remembers no more windows than it may: of live ones the first begun is forgotten', async () => {
    const { consume } = clocked(3)
    for (const key of ['one', 'two', 'three', 'four']) await consume(key, [burst], 3)
    expect((await consume('two', [burst], 1)).admitted).toBe(false)
    expect((await consume('one', [burst], 1)).admitted).toBe(true)
  })

  test('forgets windows that have ended before any that has not', async () => {
    const { clock, consume } = clocked(3)
    await consume('eldest', [daily], 5)
    for (const key of ['one', 'two']) await consume(key, [burst], 3)
    clock.at += 2000
    for (const key of ['three', 'four']) await consume(key, [burst], 3)
    for (const key of ['eldest', 'three', 'four'])
      expect(await consume(key, [key === 'eldest' ? daily : burst], 1)).toMatchObject({ admitted: false })
  })

  test('is one in a process', () => {
    expect(limiter()).toBe(globalThis.latchworkLimits?.limits.key)
    expect(limiter()).toBe(limiter())
  })
})
