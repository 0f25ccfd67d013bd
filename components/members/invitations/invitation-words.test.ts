import { expect, test } from 'vitest'
import { type Delivered, isUnmailed } from './delivered.tsx'
import { wasNotMailed } from './invitation-words.ts'

test('an invitation that waits for an address to which nothing was mailed is told from the others', () => {
  const waiting = { state: 'pending', email: 'grace@example.com', mailedAt: null } as const
  expect(wasNotMailed(waiting)).toBe(true)
  expect(wasNotMailed({ ...waiting, mailedAt: '2026-11-28T09:30:00.000Z' })).toBe(false)
  expect(wasNotMailed({ ...waiting, email: null })).toBe(false)
  for (const state of ['accepted', 'expired', 'withdrawn'] as const)
    expect(wasNotMailed({ ...waiting, state }), state).toBe(false)
})

test('a link for an address that nothing was to mail is told from one that failed, and from one for anybody', () => {
  const handed: Delivered = {
    id: '1',
    email: 'grace@example.com',
    mailed: false,
    url: 'https://keys.example.com/invite#inv_',
    problem: null,
  }
  expect(isUnmailed(handed)).toBe(true)
  expect(isUnmailed({ ...handed, email: null })).toBe(false)
  expect(isUnmailed({ ...handed, problem: 'The mail could not be sent.' })).toBe(false)
  expect(isUnmailed({ ...handed, mailed: true, url: null })).toBe(false)
})
