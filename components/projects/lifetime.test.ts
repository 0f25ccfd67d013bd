import { expect, test } from 'vitest'
import { createProjectBody } from '#lib/contracts/projects.ts'
import { lifetime, lifetimeChoices, lifetimeOf, lifetimeText, secondsOf } from './lifetime.ts'

test.each([null, 60, 90, 3600, 129_600, 604_800, 7_776_000, 31_536_000, 315_360_000])(
  'what is stored as %s comes back from the form as it was, to the minute',
  (stored) => {
    const back = secondsOf(lifetimeOf(stored))
    if (stored === null || stored % 60 === 0) expect(back).toBe(stored)
  },
)

test('every choice is a lifetime that the contract takes', () => {
  for (const { value } of lifetimeChoices.filter((choice) => choice.value !== 'other'))
    expect(
      createProjectBody.shape.defaultLifetime.safeParse(
        secondsOf({ choice: value, amount: undefined, unit: 'days' }),
      ).success,
      value,
    ).toBe(true)
})

test('lifetimes read as people say them', () => {
  expect(lifetimeText(7_776_000)).toBe('90 days')
  expect(lifetimeText(86_400)).toBe('1 day')
  expect(lifetimeText(129_600)).toBe('36 hours')
  expect(lifetimeText(31_536_000)).toBe('1 year')
  expect(lifetimeText(90)).toBe('90 seconds')
  expect(lifetimeText(null)).toBe('for ever')
})

test('one’s own time stays within the contract: a minute to ten years', () => {
  const ask = (amount: number | undefined, unit: 'minutes' | 'days') =>
    lifetime.safeParse({ choice: 'other', amount, unit }).error?.issues[0]?.message
  expect(ask(undefined, 'days')).toBe('Say how long')
  expect(ask(0, 'minutes')).toBe('At least a minute')
  expect(ask(1.5, 'days')).toBe('A whole number')
  expect(ask(3651, 'days')).toBe('At most ten years')
  expect(ask(3650, 'days')).toBeUndefined()
})
