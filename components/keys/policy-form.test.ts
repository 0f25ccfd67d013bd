import { expect, test } from 'vitest'
import type { Catalogue } from './grant-choice.ts'
import { allowedExpiry, banOf, mostDays, needing, splitGrant } from './policy-form.ts'

const now = Date.parse('2026-11-28T12:00:00Z')
const day = 86_400
const catalogue: Catalogue = {
  permissions: ['data:read', 'data:write', 'billing:write'].map((name) => ({
    name,
    description: '',
    builtIn: false,
  })),
  roles: [
    { id: 'r1', name: 'reader', description: '', permissions: ['data:read'] },
    { id: 'r2', name: 'payer', description: '', permissions: ['data:read', 'billing:write'] },
  ],
  levels: [
    { level: 0, name: '', description: '', permissions: ['data:read'] },
    { level: 1, name: '', description: '', permissions: ['billing:write'] },
  ],
}
const none = { permissions: [], role: '', level: '' }

test('a key may be given as many days as the policy leaves it since it was made', () => {
  expect(mostDays({}, now, now)).toBeUndefined()
  expect(mostDays({ maxLifetime: 90 * day }, now, now)).toBe(90)
  expect(mostDays({ maxLifetime: 90 * day }, now - 80 * day * 1000, now)).toBe(10)
  expect(mostDays({ maxLifetime: 90 * day }, now - 100 * day * 1000, now)).toBe(0)
  expect(mostDays({ requireExpiry: true }, now, now)).toBe(3650)
})

test('an expiry that the policy does not allow becomes one that it does', () => {
  expect(allowedExpiry({ kind: 'never' }, undefined)).toEqual({ kind: 'never' })
  expect(allowedExpiry({ kind: 'never' }, 30)).toEqual({ kind: 'days', days: 30 })
  expect(allowedExpiry({ kind: 'never' }, 3650)).toEqual({ kind: 'days', days: 90 })
  expect(allowedExpiry({ kind: 'days', days: 90 }, 30)).toEqual({ kind: 'days', days: 30 })
  const chosen = { kind: 'date', date: '2026-12-01' } as const
  expect(allowedExpiry(chosen, 30)).toBe(chosen)
})

test('a ban says whose it is, and reaches `:any` where it is on `:own`', () => {
  const policy = {
    projectId: 'p',
    rules: { bannedPermissions: ['api_key:delete:own'] },
    sources: { bannedPermissions: { type: 'organization' as const, id: 'o', name: 'Acme' } },
    mayCreate: true,
    needsApproval: [],
  }
  expect(banOf('api_key:delete:any', policy)).toContain('The policy of Acme')
  expect(banOf('api_key:read:own', policy)).toBeUndefined()
  expect(banOf('api_key:delete:own', undefined)).toBeUndefined()
})

test('what needs an approval is asked for, and the rest is given at once', () => {
  const needs = ['billing:write']
  const chosen = { permissions: ['data:read', 'billing:write'], role: 'r2', level: '0' }
  expect(splitGrant(chosen, none, catalogue, needs)).toEqual({
    now: { permissions: ['data:read'], role: '', level: '0' },
    asked: { permissions: ['billing:write'], role: 'r2' },
  })
  expect(splitGrant({ ...none, level: '1' }, none, catalogue, needs)).toEqual({
    now: none,
    asked: { level: 1 },
  })
  expect(splitGrant(chosen, none, catalogue, [])).toEqual({ now: chosen, asked: null })
})

test('what the key holds already needs no other approval, and a role that is asked for leaves it the one it has', () => {
  const needs = ['billing:write']
  const before = { ...none, role: 'r1' }
  expect(splitGrant({ ...none, role: 'r2' }, before, catalogue, needs)).toEqual({
    now: before,
    asked: { role: 'r2' },
  })
  const holder = { ...none, permissions: ['billing:write'] }
  expect(splitGrant({ ...holder, role: 'r2' }, holder, catalogue, needs).asked).toBeNull()
  expect(needing(['billing:write'], ['billing:write'], needs)).toEqual([])
})
