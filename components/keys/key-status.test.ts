import { expect, test } from 'vitest'
import { keyStatuses } from '#lib/contracts/api-key.ts'
import { shownStatus } from './key-status.ts'

const used = { lastUsedAt: '2026-11-20T10:00:00Z', revokedReason: null }
const hour = (VALID: number, RATE_LIMITED: number) => [
  { at: '2026-11-20T10:00:00Z', outcomes: { VALID, RATE_LIMITED } },
]

test('every status has a word and says what to do', () => {
  for (const status of keyStatuses) {
    const shown = shownStatus({ ...used, status })
    expect(shown.label).not.toBe('')
    expect(shown.advice.length).toBeGreaterThan(10)
  }
})

test('an active key that is often refused says how often', () => {
  expect(shownStatus({ ...used, status: 'active' }, hour(880, 120)).label).toBe('12 % refused')
  expect(shownStatus({ ...used, status: 'active' }, hour(880, 120)).tone).toBe('danger')
})

test('a few refusals are no news', () => {
  expect(shownStatus({ ...used, status: 'active' }, hour(5, 3)).label).toBe('Active')
  expect(shownStatus({ ...used, status: 'active' }, hour(10_000, 30)).label).toBe('Active')
})

test('what stops a key goes before what looks wrong', () => {
  expect(shownStatus({ ...used, status: 'disabled' }, hour(0, 500)).label).toBe('Disabled')
  expect(shownStatus({ ...used, lastUsedAt: null, status: 'expiring' }).label).toBe('Expires soon')
  expect(shownStatus({ ...used, lastUsedAt: null, status: 'active' }).label).toBe('Never used')
  expect(shownStatus({ ...used, lastUsedAt: null, status: 'active' }, hour(0, 3)).label).toBe(
    'Never accepted',
  )
})

test('a working key whose secret is older than the policy has it is due for rotation, once it is', () => {
  const due = { ...used, status: 'active' as const, rotationDueAt: '2026-11-20T10:00:00Z' }
  expect(shownStatus(due, [], Date.parse('2026-11-20T10:00:00Z')).label).toBe('Rotation due')
  expect(shownStatus(due, [], Date.parse('2026-11-20T09:59:59Z')).label).toBe('Active')
  expect(shownStatus({ ...due, status: 'disabled' }).label).toBe('Disabled')
})
