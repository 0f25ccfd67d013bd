import { expect, test } from 'vitest'
import { fillSlots } from '#lib/client/usage-series.ts'
import { askedRange, barsOf, rangeOf, unitOf, unitsOf, usageSpans } from './usage-range.ts'

const now = Date.parse('2026-11-21T19:36:42Z')

test('a span ends with the hour or day in progress, and the question stays the same within it', () => {
  expect(askedRange('24h', 'hour', now)).toEqual({
    from: '2026-11-20T20:00:00.000Z',
    to: '2026-11-21T20:00:00.000Z',
    unit: 'hour',
  })
  expect(askedRange('30d', 'day', now)).toEqual({
    from: '2026-10-23T00:00:00.000Z',
    to: '2026-11-22T00:00:00.000Z',
    unit: 'day',
  })
  expect(rangeOf(36, 'hour', now)).toEqual(rangeOf(36, 'hour', now + 60_000))
})

test('on the hour, the hour that begins is part of the span', () => {
  expect(rangeOf(1, 'hour', Date.parse('2026-11-21T19:00:00Z')).to).toBe('2026-11-21T20:00:00.000Z')
})

test('a width that a span cannot be read in falls back to the usual one', () => {
  expect(unitOf('24h', 'day')).toBe('hour')
  expect(unitOf('7d', 'day')).toBe('day')
  expect(unitOf('7d', null)).toBe('hour')
  expect(unitOf('90d', 'hour')).toBe('day')
})

test('a phone reads a week by day, unless hours are asked for', () => {
  expect(unitOf('7d', null, true)).toBe('day')
  expect(unitOf('7d', 'hour', true)).toBe('hour')
  expect(unitOf('24h', null, true)).toBe('hour')
  expect(unitOf('90d', null, true)).toBe('day')
})

test.each(usageSpans)('%s has a bar for every hour or day, and a handful of words under the axis', (span) => {
  for (const unit of unitsOf(span)) {
    const { from, to } = askedRange(span, unit, now)
    const bars = barsOf(fillSlots([], from, to, unit), unit)
    const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000
    expect(bars).toHaveLength(unit === 'hour' ? hours : hours / 24)
    expect(new Set(bars.map(({ label }) => label)).size).toBe(bars.length)
    const ticks = bars.filter((bar) => 'tick' in bar)
    expect(ticks.length).toBeGreaterThanOrEqual(4)
    expect(ticks.length).toBeLessThanOrEqual(8)
  }
})
