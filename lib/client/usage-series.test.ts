import { describe, expect, test } from 'vitest'
import {
  chartBars,
  dayBars,
  fillSlots,
  percent,
  refusalReasons,
  slotsByDay,
  spanRange,
  sumOutcomes,
  tally,
} from './usage-series.ts'

const points = [
  { at: '2026-11-20T10:00:00.000Z', outcomes: { VALID: 5, RATE_LIMITED: 2 } },
  { at: '2026-11-20T12:00:00.000Z', outcomes: { EXPIRED: 1, RATE_LIMITED: 1 } },
]

test('outcomes are parted into valid and refused, and no reason is lost', () => {
  expect(tally(points[0]?.outcomes ?? {})).toEqual({ valid: 5, refused: 2 })
  expect(sumOutcomes(points)).toEqual({ VALID: 5, RATE_LIMITED: 3, EXPIRED: 1 })
  expect(refusalReasons(sumOutcomes(points))).toEqual([
    { code: 'RATE_LIMITED', name: 'Over a rate limit', count: 3 },
    { code: 'EXPIRED', name: 'Expired', count: 1 },
  ])
})

test('hours without a verification are filled in, the end excluded', () => {
  const slots = fillSlots(points, '2026-11-20T09:00:00Z', '2026-11-20T13:00:00Z', 'hour')
  expect(slots.map((slot) => [slot.valid, slot.refused])).toEqual([
    [0, 0],
    [5, 2],
    [0, 0],
    [0, 2],
  ])
  expect(slots[0]?.at).toBe(Date.parse('2026-11-20T09:00:00Z'))
})

test('hours summed by day lose no count, and a first day that is not whole says from when', () => {
  const hours = [
    { at: '2026-11-20T23:00:00Z', outcomes: { VALID: 3, EXPIRED: 1 } },
    { at: '2026-11-21T00:00:00Z', outcomes: { VALID: 5 } },
    { at: '2026-11-21T07:00:00Z', outcomes: { RATE_LIMITED: 2, VALID: 1 } },
  ]
  const days = slotsByDay(fillSlots(hours, '2026-11-20T22:00:00Z', '2026-11-22T01:00:00Z', 'hour'))
  expect(days.map(({ outcomes }) => outcomes)).toEqual([
    { VALID: 3, EXPIRED: 1 },
    { VALID: 6, RATE_LIMITED: 2 },
    {},
  ])
  expect(dayBars(days)).toEqual([
    { label: 'Fri 20 Nov, from 22:00 UTC', valid: 3, refused: 1, tick: 'Fri' },
    { label: 'Sat 21 Nov', valid: 6, refused: 2, tick: 'Sat' },
    { label: 'Sun 22 Nov', valid: 0, refused: 0, tick: 'Sun' },
  ])
})

describe('a span', () => {
  const now = Date.parse('2026-11-20T12:34:56Z')

  test('ends with the current hour or day, and asks the same question for all of it', () => {
    expect(spanRange('24h', now)).toEqual({
      from: '2026-11-19T13:00:00.000Z',
      to: '2026-11-20T13:00:00.000Z',
      unit: 'hour',
    })
    expect(spanRange('24h', now + 60_000)).toEqual(spanRange('24h', now))
    expect(spanRange('90d', now)).toMatchObject({ to: '2026-11-21T00:00:00.000Z', unit: 'day' })
  })

  test('has as many bars as hours or days, with a word at each midnight of a week', () => {
    const week = spanRange('7d', now)
    const bars = chartBars(fillSlots([], week.from, week.to, 'hour'), '7d')
    expect(bars).toHaveLength(168)
    expect(bars.filter((bar) => bar.tick).map((bar) => bar.tick)).toEqual([
      'Sat',
      'Sun',
      'Mon',
      'Tue',
      'Wed',
      'Thu',
      'Fri',
    ])
    const quarter = spanRange('90d', now)
    expect(chartBars(fillSlots([], quarter.from, quarter.to, 'day'), '90d')).toHaveLength(90)
  })
})

test('a share never rounds to none or all', () => {
  expect(percent(1, 10_000)).toBe('<1 %')
  expect(percent(9999, 10_000)).toBe('99 %')
  expect(percent(0, 0)).toBe('0 %')
  expect(percent(10, 10)).toBe('100 %')
})
