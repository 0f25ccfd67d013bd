import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counters, histogram, makeCounters } from './counters.ts'

test('a duration is counted once, in the first bucket that it fits, its bound included', () => {
  const bounds = [0.001, 0.01, 0.1, 1]
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...bounds), fc.double({ min: 0, max: 2, noNaN: true }))),
      (durations) => {
        const { observe, read } = histogram(bounds)
        for (const one of durations) observe(one)
        const { counts, sum } = read()
        for (const [at, upper] of bounds.entries()) {
          const lower = at === 0 ? -1 : (bounds[at - 1] ?? -1)
          expect(counts[at]).toBe(durations.filter((one) => one > lower && one <= upper).length)
        }
        expect(counts[bounds.length]).toBe(durations.filter((one) => one > 1).length)
        expect(sum).toBeCloseTo(
          durations.reduce((total, one) => total + one, 0),
          9,
        )
      },
    ),
  )
})

test('a duration that is no number, or below zero, spoils no sum', () => {
  const { observe, read } = histogram([1])
  for (const one of [Number.NaN, -5, Number.POSITIVE_INFINITY, 0.5]) observe(one)
  expect(read()).toEqual({ counts: [2, 2], sum: 0.5 })
})

test('every outcome has its own count, and so has every class of status', () => {
  const { verified, answered, outcomes, answers } = makeCounters()
  verified('VALID', 0.001)
  verified('VALID', 0.001)
  verified('REVOKED', 0.001)
  for (const status of [200, 204, 304, 404, 503, 0, 700]) answered(status)
  expect(outcomes).toMatchObject({ VALID: 2, REVOKED: 1, UNAVAILABLE: 0 })
  expect(answers).toEqual([2, 0, 2, 1, 1, 1])
})

test('counting a verification costs well under a microsecond', () => {
  const { verified } = makeCounters()
  for (let round = 0; round < 200_000; round += 1) verified('VALID', 0.00004)
  // The best of several: another process may take the machine during any of them.
  const costs = Array.from({ length: 10 }, () => {
    const begun = performance.now()
    for (let round = 0; round < 100_000; round += 1)
      verified(round & 1 ? 'VALID' : 'NOT_FOUND', 0.0001 * (round & 3))
    return (performance.now() - begun) / 100_000
  })
  expect(Math.min(...costs) * 1_000).toBeLessThan(0.2)
})

test('the counters are one set in a process', () => {
  expect(counters()).toBe(globalThis.latchworkCounters)
  expect(counters()).toBe(counters())
})
