import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeBudget } from './budget.ts'
import { pauseBefore, retryAfterOf } from './waiting.ts'

const settings = fc.record({
  ratio: fc.constantFrom(0, 0.01, 0.1, 0.25, 1),
  burst: fc.integer({ min: 0, max: 20 }),
})
/** Calls, each with how many retries it would like to have. */
const calls = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 500 })

test('of any run of calls, no more are asked again than the burst and the ratio allow', () => {
  fc.assert(
    fc.property(settings, calls, fc.nat(), (setting, wishes, start) => {
      const { deposit, withdraw } = makeBudget(setting)
      const granted = wishes.map((wish) => {
        deposit()
        return Array.from({ length: wish }, withdraw).filter(Boolean).length
      })
      // Not of all of them alone: of every run that ends with the last call.
      const run = granted.slice(start % (granted.length + 1))
      const retries = run.reduce((sum, one) => sum + one, 0)
      expect(retries).toBeLessThanOrEqual(setting.burst + setting.ratio * run.length + 1e-9)
    }),
    { numRuns: 2_000 },
  )
})

test('what may be spent is spent: nothing is refused while the budget has a whole retry', () => {
  fc.assert(
    fc.property(settings, calls, (setting, wishes) => {
      const { deposit, withdraw } = makeBudget(setting)
      let saved = setting.burst * 1_000
      for (const wish of wishes) {
        deposit()
        saved = Math.min(setting.burst * 1_000, saved + setting.ratio * 1_000)
        for (let retry = 0; retry < wish; retry += 1) {
          const may = saved >= 1_000
          expect(withdraw()).toBe(may)
          if (may) saved -= 1_000
        }
      }
    }),
  )
})

test('a budget that cannot be meant is refused', () => {
  for (const ratio of [-0.1, 1.1, Number.NaN])
    expect(() => makeBudget({ ratio, burst: 1 })).toThrow(RangeError)
  for (const burst of [-1, 0.5, 1_001, Number.NaN])
    expect(() => makeBudget({ ratio: 0.1, burst })).toThrow(RangeError)
})

test('a pause is anything from nothing to a bound that doubles up to a second', () => {
  const most = [0, 1, 2, 3, 4, 5, 9].map((retry) => pauseBefore(retry, 1))
  expect(most).toEqual([50, 100, 200, 400, 800, 1_000, 1_000])
  expect(pauseBefore(5, 0)).toBe(0)
})

test('Retry-After is read as seconds or a date, and as nothing where it is neither', () => {
  const now = Date.parse('2027-01-15T12:00:00Z')
  expect(retryAfterOf('2', now)).toBe(2_000)
  expect(retryAfterOf('Fri, 15 Jan 2027 12:00:30 GMT', now)).toBe(30_000)
  expect(retryAfterOf('Fri, 15 Jan 2027 11:00:00 GMT', now)).toBe(0)
  for (const text of [null, '', 'soon', '-1', '1e9999', '99999999999999'])
    expect(retryAfterOf(text, now)).toBe(undefined)
})
