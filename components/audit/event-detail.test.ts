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
