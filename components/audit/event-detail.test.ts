import { expect, test } from 'vitest'
import { detailRows, fieldName, valueText } from './event-detail.ts'

test('a change is shown as before and after, and before what was only set', () => {
  expect(
    detailRows({ reason: 'left', name: { from: 'a', to: 'b' }, enabled: { from: true, to: false } }),
  ).toEqual([
    { field: 'Name', before: 'a', after: 'b' },
    { field: 'Enabled', before: 'yes', after: 'no' },
    { field: 'Reason', after: 'left' },
  ])
})

test('of a list that changed, only what went and what came is shown', () => {
  expect(
    detailRows({
      permissions: { from: ['a', 'b', 'c'], to: ['b', 'c', 'd'] },
      types: { from: ['a', 'b'], to: ['a', 'b', 'c'] },
      ipAllowlist: { from: ['10.0.0.0/8'], to: [] },
      order: { from: ['a', 'b'], to: ['b', 'a'] },
    }),
  ).toEqual([
    { field: 'Permissions', before: 'a', after: 'd' },
    { field: 'Types', before: '', after: 'c' },
    { field: 'Ip allowlist', before: '10.0.0.0/8', after: 'none' },
    { field: 'Order', before: 'a\nb', after: 'b\na' },
  ])
})

test('a rate limit is shown with the unit of its window', () => {
  const burst = { name: 'burst', limit: 100, window: 60 }
  expect(valueText([burst, { name: 'daily', limit: 2_000_000, window: 86_400 }])).toBe(
    'burst: 100 / 1 min\ndaily: 2,000,000 / 1 day',
  )
  expect(detailRows({ rateLimits: { from: [burst], to: [{ ...burst, window: 5 }] } })).toEqual([
    { field: 'Rate limits', before: 'burst: 100 / 1 min', after: 'burst: 100 / 5 s' },
  ])
})

test('a value is shown as it was recorded, whatever it is', () => {
  expect(valueText(null)).toBe('none')
  expect(valueText('')).toBe('empty')
  expect(valueText(['a', 'b'])).toBe('a\nb')
  expect(valueText({ limit: 10, names: ['x', 'y'] })).toBe('limit: 10\nnames: x, y')
  expect(valueText({})).toBe('none')
  expect(valueText(0)).toBe('0')
})

test('a field has a name that people read', () => {
  expect(fieldName('expiresAt')).toBe('Expires at')
  expect(fieldName('sessionsEnded')).toBe('Sessions ended')
  expect(fieldName('second_factor')).toBe('Second factor')
})
