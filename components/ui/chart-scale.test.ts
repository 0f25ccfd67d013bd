import fc from 'fast-check'
import { expect, test } from 'vitest'
import { axisTop, shortCount } from './chart-scale.ts'

test('an axis always holds its tallest bar, with at most four round divisions', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), (max) => {
      const { top, ticks } = axisTop(max)
      expect(top).toBeGreaterThanOrEqual(max)
      expect(ticks.length).toBeGreaterThanOrEqual(2)
      expect(ticks.length).toBeLessThanOrEqual(4)
      expect(ticks.at(-1)).toBe(top)
      if (max > 8) expect(top).toBeLessThan(max * 2)
    }),
  )
})

test.each([
  [0, '0'],
  [999, '999'],
  [12_000, '12k'],
  [8200, '8.2k'],
  [999_900, '1M'],
  [1_420_000, '1.42M'],
])('%i is written %s', (count, text) => {
  expect(shortCount(count)).toBe(text)
})
