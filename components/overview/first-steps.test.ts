import { expect, test } from 'vitest'
import { firstStep } from './first-steps.ts'

const summary = {
  total: 0,
  active: 0,
  disabled: 0,
  neverUsed: 0,
  idle: 0,
  neverExpires: 0,
  excess: 0,
  expiring: 0,
  expired: 0,
  oldestUnusedAt: null,
}

test('nothing there: make a key', () => {
  expect(firstStep(summary, false)).toBe('make')
})

test('a key that nobody has presented: call with it', () => {
  expect(firstStep({ ...summary, total: 1, active: 1, neverUsed: 1 }, false)).toBe('call')
})

test('the first use ends the way, whichever sign of it arrives first', () => {
  expect(firstStep({ ...summary, total: 1, active: 1, neverUsed: 1 }, true)).toBe('done')
  expect(firstStep({ ...summary, total: 2, active: 2, neverUsed: 1 }, false)).toBe('done')
})

test('who has many keys, or has ended some, is not new', () => {
  expect(firstStep({ ...summary, total: 6, active: 6, neverUsed: 6 }, false)).toBe('done')
  expect(firstStep({ ...summary, total: 1, disabled: 1 }, false)).toBe('done')
})

test('all keys revoked, and they were used: not a beginner', () => {
  expect(firstStep(summary, true)).toBe('done')
})
