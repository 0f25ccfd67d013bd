import { expect, test } from 'vitest'
import { comingText, dateText, durationText, exactText, relativeText } from './relative-time-text.ts'

const now = Date.parse('2026-11-21T19:36:42Z')
const seconds = (count: number) => now + count * 1000

test.each([
  [-2, 'just now'],
  [3, 'just now'],
  [-12, '12 s ago'],
  [-125, '2 min ago'],
  [-6 * 3600, '6 h ago'],
  [-30 * 3600, 'yesterday'],
  [30 * 3600, 'tomorrow'],
  [-94 * 86400, '94 days ago'],
  [61 * 86400 + 3600, 'in 61 days'],
  [400 * 86400, 'in 1 year'],
  [-3 * 366 * 86400, '3 years ago'],
  [-6.9 * 3600, '6 h ago'],
  [-47.9 * 3600, 'yesterday'],
  [3600 - 1, 'in 1 h'],
  [86400 - 1, 'tomorrow'],
  [3 * 86400 - 1, 'in 3 days'],
  [2.4 * 86400, 'in 2 days'],
  [90 * 86400 - 1, 'in 90 days'],
  [365 * 86400 - 1, 'in 1 year'],
])('an instant %i s from now reads "%s"', (offset, text) => {
  expect(relativeText(seconds(offset), now)).toBe(text)
})

test.each([
  [5, 'in a few seconds'],
  [1, 'in a few seconds'],
  [-2, 'in a few seconds'],
  [12, 'in 12 s'],
  [300, 'in 5 min'],
])('an instant %i s from now that is still to come reads "%s"', (offset, text) => {
  expect(comingText(seconds(offset), now)).toBe(text)
})

test.each([
  [-5, '0 s'],
  [40_000, '40 s'],
  [240_000, '4 min'],
  [11_520_000, '3 h 12 min'],
  [3_600_000, '1 h'],
  [26 * 3_600_000, '1 day 2 h'],
  [48 * 3_600_000, '2 days'],
])('a span of %i ms reads "%s"', (span, text) => {
  expect(durationText(span)).toBe(text)
})

test('the exact instant is the same on every machine', () => {
  expect(exactText(now)).toBe('21 Nov 2026, 19:36:42 UTC')
  expect(dateText(now)).toBe('21 Nov 2026')
})
