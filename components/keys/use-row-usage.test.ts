import { expect, test } from 'vitest'
import { nearlyMost } from './use-row-usage.ts'

test('the bars of all rows are measured by a common hour, not by one burst', () => {
  expect(nearlyMost([])).toBe(0)
  expect(nearlyMost([0, 0, 7])).toBe(7)
  expect(nearlyMost([...Array.from({ length: 99 }, () => 100), 1_000_000])).toBe(100)
})
