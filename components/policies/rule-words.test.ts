import { expect, test } from 'vitest'
import type { Policy } from '#lib/contracts/policies.ts'
import { ruleNames } from '#lib/contracts/policy-rules.ts'
import {
  breachText,
  listAddress,
  meantRules,
  namesText,
  onlyLoosens,
  ruleGroups,
  ruleState,
  ruleText,
  spanText,
} from './rule-words.ts'

const policy = (more: Partial<Policy>): Policy => ({
  scope: { type: 'organization', id: '0193b0f1-0b77-7c19-8a55-61f0c4d9e382', name: 'Acme' },
  rules: {},
  since: {},
  next: null,
  draft: null,
  version: 1,
  updatedAt: null,
  ...more,
})

test('each rule stands on the page once', () => {
  expect(ruleGroups.flatMap(({ rules }) => rules).sort()).toEqual([...ruleNames].sort())
})

test('a rule says what it asks, and while it asks nothing, what holds then', () => {
  expect(ruleText('maxLifetime', { maxLifetime: 90 * 86_400 })).toBe(
    'A key ends within 90 days of its making.',
  )
  expect(ruleText('maxLifetime', {})).toBe('A key lives as long as its maker says.')
  expect(ruleText('disableUnusedAfter', { disableUnusedAfter: 1 })).toContain('for 1 day is disabled')
  expect([spanText(3600), spanText(36 * 3600), spanText(365 * 86_400)]).toEqual([
    '1 hour',
    '36 hours',
    '1 year',
  ])
  expect(namesText(['a:x'])).toBe('a:x')
  expect(namesText(['a:x', 'b:x', 'c:x'])).toBe('a:x, b:x or c:x')
  expect(namesText(['a:x', 'b:x', 'c:x', 'd:x'])).toBe('a:x, b:x or 2 others')
})

test('a rule is a draft before it starts, and starts before it is in force', () => {
  const from = '2027-01-01T00:00:00.000Z'
  const since = '2026-01-01T00:00:00.000Z'
  const before = { rules: { requireExpiry: true as const }, since: { requireExpiry: since } }
  expect(ruleState('requireExpiry', policy(before))).toEqual({ kind: 'in force', since })
  expect(ruleState('requireAddresses', policy(before))).toEqual({ kind: 'off' })
  const coming = policy({ ...before, next: { rules: { requireAddresses: true }, from } })
  expect(ruleState('requireAddresses', coming)).toEqual({ kind: 'starts', at: from })
  expect(ruleState('requireExpiry', coming)).toEqual({ kind: 'ends', at: from })
  const drafted = { ...coming, draft: { requireAddresses: true as const, rotateWithin: 90 } }
  expect(ruleState('rotateWithin', drafted)).toEqual({ kind: 'draft' })
  expect(ruleState('requireAddresses', drafted)).toEqual({ kind: 'starts', at: from })
  expect(meantRules(drafted)).toEqual(drafted.draft)
})

test('a draft that asks less only loosens', () => {
  expect(onlyLoosens(policy({ rules: { maxLifetime: 3600 }, draft: { maxLifetime: 7200 } }))).toBe(true)
  expect(onlyLoosens(policy({ rules: { maxLifetime: 7200 }, draft: { maxLifetime: 3600 } }))).toBe(false)
  expect(onlyLoosens(policy({}))).toBe(false)
})

test('what would break is said with its number, and never as more than was counted', () => {
  const breach = { rule: 'maxLifetime', consequence: 'ends_earlier', keys: 1, owners: 1 } as const
  expect(breachText(breach, 10_000)).toBe('1 key of 1 owner would end earlier')
  expect(breachText({ ...breach, keys: 0, owners: 0 }, 10_000)).toBe('No key would end earlier')
  expect(breachText({ ...breach, keys: 10_000, owners: 40 }, 10_000)).toBe(
    'At least 10,000 keys of 40 owners would end earlier',
  )
  expect(breachText({ ...breach, rule: 'approvalFor', consequence: 'none', keys: 2 }, 10_000)).toBe(
    '2 keys of 1 owner hold it and would keep it',
  )
})

test('a rule leads to the list of keys where the list knows its filter', () => {
  expect(listAddress('requireExpiry', { requireExpiry: true })).toBe('/keys?ends=never')
  expect(listAddress('bannedPermissions', { bannedPermissions: ['a:x'] })).toBe('/keys?permission=a%3Ax')
  expect(listAddress('bannedPermissions', { bannedPermissions: ['a:x', 'b:x'] })).toBeNull()
  expect(listAddress('disableUnusedAfter', { disableUnusedAfter: 90 })).toBe('/keys?unused=90d')
  expect(listAddress('disableUnusedAfter', { disableUnusedAfter: 45 })).toBeNull()
  expect(listAddress('maxLifetime', { maxLifetime: 3600 })).toBeNull()
})
