import { expect, test } from 'vitest'
import { postures, type Summary } from './posture.ts'

const none: Summary = {
  total: 3,
  active: 3,
  disabled: 0,
  neverUsed: 0,
  idle: 0,
  neverExpires: 0,
  excess: 0,
  expiring: 0,
  expired: 0,
  oldestUnusedAt: null,
}

test('what counts nothing asks for nothing', () => {
  expect(postures(none).map(({ tone }) => tone)).toEqual(Array(6).fill('neutral'))
})

test('each shows its own count of the summary', () => {
  const summary = { ...none, excess: 1, neverUsed: 2, idle: 3, neverExpires: 4, expiring: 5, expired: 6 }
  for (const { id, count } of postures(summary)) expect(count, id).toBe(summary[id])
})
