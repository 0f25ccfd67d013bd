import { expect, test } from 'vitest'
import { dayIn, startOfDay, warning } from './start-day.ts'

const now = new Date(2026, 10, 28, 15, 30)

test('a day is counted by the calendar, over the end of a month and of a year', () => {
  expect(dayIn(0, now)).toBe('2026-11-28')
  expect(dayIn(14, now)).toBe('2026-12-12')
  expect(dayIn(40, now)).toBe('2027-01-07')
})

test('a day begins at midnight where the person is, and only one that is to come', () => {
  expect(startOfDay('2026-11-29', now)).toBe(new Date(2026, 10, 29).toISOString())
  expect(startOfDay('2026-11-28', now)).toBeNull()
  expect(startOfDay('', now)).toBeNull()
})

test('one is told whether the owners of keys have time', () => {
  const at = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString()
  expect(warning(at(8), now, 3)).toContain('7 days and a day before')
  expect(warning(at(3), now, 3)).toContain('told now, and a day before')
  expect(warning(at(0.5), now, 3)).toContain('less than a day')
  expect(warning(at(0.5), now, 0)).toContain('beginning of the day')
})
