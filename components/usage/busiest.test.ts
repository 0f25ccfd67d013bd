import { expect, test } from 'vitest'
import { busiest } from './busiest.ts'

test('refusals count as much as what was valid, and the earliest of equals is told', () => {
  expect(
    busiest([
      { at: 'a', outcomes: { VALID: 5 } },
      { at: 'b', outcomes: { VALID: 4, EXPIRED: 2 } },
      { at: 'c', outcomes: { VALID: 6 } },
    ]),
  ).toEqual({ at: 'b', count: 6 })
})

test('nothing is busiest where nothing happened', () => {
  expect(busiest([])).toBeNull()
})
