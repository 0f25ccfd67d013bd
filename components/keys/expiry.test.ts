import { expect, test } from 'vitest'
import { dateProblem, defaultExpiry, endOfDay, expiryOfEdit, expiryOfNew, lifetimeText } from './expiry.ts'

const now = Date.parse('2026-11-21T12:00:00Z')

test('a new key begins with the lifetime of its project', () => {
  expect(defaultExpiry(90 * 86_400)).toBe('90d')
  expect(defaultExpiry(36 * 3600)).toBe('project')
  expect(defaultExpiry(null)).toBe('never')
})

test('a lifetime is sent as seconds, so that the server’s clock decides; the project’s is left out', () => {
  expect(expiryOfNew('30d', '')).toEqual({ expiresIn: 2_592_000 })
  expect(expiryOfNew('project', '')).toEqual({})
  expect(expiryOfNew('never', '2027-01-01')).toEqual({ expiresAt: null })
  expect(expiryOfNew('date', '2027-01-01')).toEqual({ expiresAt: endOfDay('2027-01-01') })
})

test('an edit that keeps the expiry says nothing of it', () => {
  expect(expiryOfEdit('keep', '', now)).toEqual({})
  expect(expiryOfEdit('7d', '', now)).toEqual({ expiresAt: '2026-11-28T12:00:00.000Z' })
})

test('a day that is over, too far or none is refused before it is sent', () => {
  expect(dateProblem('2026-11-20', now)).toBe('Choose a day that is not over')
  expect(dateProblem('2046-01-01', now)).toBe('At most ten years ahead')
  expect(dateProblem('', now)).toBe('Choose a day')
  expect(dateProblem('2026-13-45', now)).toBe('Choose a day')
  expect(dateProblem('2026-12-01', now)).toBeNull()
})

test('lifetimes read as people say them', () => {
  expect(lifetimeText(7_776_000)).toBe('90 days')
  expect(lifetimeText(86_400)).toBe('1 day')
  expect(lifetimeText(129_600)).toBe('36 hours')
  expect(lifetimeText(600)).toBe('10 minutes')
})
