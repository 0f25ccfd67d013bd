import { expect, test } from 'vitest'
import { expiryInput, expiryOf, expiryText } from './expiry.ts'

test('a number of days is counted by the server, not by this clock', () => {
  expect(expiryInput({ kind: 'days', days: 90 })).toEqual({ expiresIn: 7_776_000 })
})

test('never is said, not left out', () => {
  expect(expiryInput({ kind: 'never' })).toEqual({ expiresAt: null })
})

test('a key made to expire on a day lives to the end of it where the person is', () => {
  const input = expiryInput({ kind: 'date', date: '2026-11-21' })
  const at = new Date('expiresAt' in input ? (input.expiresAt ?? '') : '')
  expect([at.getFullYear(), at.getMonth(), at.getDate(), at.getHours(), at.getMinutes()]).toEqual([
    2026, 10, 21, 23, 59,
  ])
})

test('the day of a stored instant comes back as it was chosen', () => {
  const input = expiryInput({ kind: 'date', date: '2027-03-09' })
  expect(expiryOf('expiresAt' in input ? input.expiresAt : null)).toEqual({
    kind: 'date',
    date: '2027-03-09',
  })
  expect(expiryOf(null)).toEqual({ kind: 'never' })
})

test('a summary reads as people say it', () => {
  expect(expiryText({ kind: 'days', days: 90 })).toBe('90 days')
  expect(expiryText({ kind: 'days', days: 365 })).toBe('1 year')
  expect(expiryText({ kind: 'never' })).toBe('Never')
  expect(expiryText({ kind: 'date', date: '' })).toBe('No date yet')
})
