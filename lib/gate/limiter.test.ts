import { expect, test } from 'vitest'
import { refusedBy } from './limiter.ts'

const state = (name: string, remaining: number, reset: number) => ({ name, limit: 10, remaining, reset })

test('one comes again when the last of the limits that refused has begun anew, whatever the others do', () => {
  const [burst, minute, day] = [state('burst', 0, 5), state('minute', 1, 60), state('day', 8, 86_400)]
  expect(refusedBy([burst, minute, day], 2)).toEqual({ spent: [burst, minute], retryAfter: 60 })
  expect(refusedBy([burst, minute, day], 1)).toEqual({ spent: [burst], retryAfter: 5 })
})

test('nobody is told to come again at once', () => {
  expect(refusedBy([state('burst', 0, 0)], 1).retryAfter).toBe(1)
})
