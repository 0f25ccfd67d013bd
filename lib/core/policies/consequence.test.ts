import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { grantWithout, type HeldKey, outcomeOf } from './consequence.ts'

const day = 86_400_000
const made = new Date('2026-01-01T00:00:00Z')
const from = new Date('2026-03-01T00:00:00Z')

const key = (more: Partial<HeldKey> = {}): HeldKey => ({
  createdAt: made,
  updatedAt: made,
  expiresAt: null,
  lastUsedAt: null,
  secretAt: made,
  ipAllowlist: [],
  enabled: true,
  effective: new Set(),
  grant: { permissions: [], role: [], level: [] },
  allowed: null,
  defaultLifetime: null,
  ...more,
})

describe('a key that lives longer than it may', () => {
  const rules = { maxLifetime: 90 * 86_400 }
  test('ends when it has to, by its making', () => {
    expect(outcomeOf(key(), rules, from).expiresAt).toEqual(new Date(made.getTime() + 90 * day))
  })
  test('ends no earlier than the rule begins', () => {
    expect(outcomeOf(key({ createdAt: new Date('2024-01-01') }), rules, from).expiresAt).toEqual(from)
  })
  test('is left alone where it ends in time, or ended before the rule began', () => {
    const soon = new Date(made.getTime() + 90 * day)
    expect(outcomeOf(key({ expiresAt: soon }), rules, from)).toEqual({ rules: [] })
    const old = key({ createdAt: new Date('2024-01-01'), expiresAt: from })
    expect(outcomeOf(old, rules, from)).toEqual({ rules: [] })
  })
})

test('a key that must end and does not gets its project’s usual life from then on, 90 days where it has none', () => {
  const ends = (defaultLifetime: number | null) =>
    outcomeOf(key({ defaultLifetime }), { requireExpiry: true }, from).expiresAt
  expect(ends(7 * 86_400)).toEqual(new Date(from.getTime() + 7 * day))
  expect(ends(null)).toEqual(new Date(from.getTime() + 90 * day))
})

test('a key without addresses is disabled, unless it is', () => {
  expect(outcomeOf(key(), { requireAddresses: true }, from).enabled).toBe(false)
  expect(outcomeOf(key({ enabled: false }), { requireAddresses: true }, from)).toEqual({ rules: [] })
  expect(outcomeOf(key({ ipAllowlist: ['203.0.113.7'] }), { requireAddresses: true }, from)).toEqual({
    rules: [],
  })
})

test('a key is unused by its last use, its last change and its making, whichever was last', () => {
  const rules = { disableUnusedAfter: 30 }
  expect(outcomeOf(key(), rules, from).enabled).toBe(false)
  const recent = new Date(from.getTime() - 29 * day)
  for (const sign of [{ lastUsedAt: recent }, { updatedAt: recent }, { createdAt: recent }])
    expect(outcomeOf(key(sign), rules, from)).toEqual({ rules: [] })
})

test('of a key whose secret is old it is only said', () => {
  expect(outcomeOf(key(), { rotateWithin: 30 }, from)).toEqual({ rules: ['rotateWithin'] })
})

describe('a key that holds what is banned', () => {
  const names = ['a:x', 'b:x', 'c:own', 'c:any', 'd:x'] as const
  const some = fc.subarray([...names])
  test('loses that and nothing else, by whatever way it held it', () => {
    fc.assert(
      fc.property(some, some, some, some, (permissions, role, level, banned) => {
        const effective = new Set([...permissions, ...role, ...level])
        const before = key({ effective, grant: { permissions, role, level } })
        const { grant } = outcomeOf(before, { bannedPermissions: banned }, from)
        const after = new Set([
          ...(grant?.permissions ?? permissions),
          ...(grant?.dropsRole ? [] : role),
          ...(grant?.dropsLevel ? [] : level),
        ])
        const bad = (name: string) =>
          banned.includes(name as 'a:x') || (name === 'c:any' && banned.includes('c:own'))
        expect([...after].sort()).toEqual([...effective].filter((name) => !bad(name)).sort())
        expect(grant?.loses ?? []).toEqual([...effective].filter(bad).sort())
      }),
      { numRuns: 500 },
    )
  })
  test('keeps its role and level where they give nothing that it loses', () => {
    const grant = { permissions: ['a:x'], role: ['b:x'], level: ['d:x'] }
    expect(grantWithout(grant, ['a:x'])).toEqual({ permissions: [], dropsRole: false, dropsLevel: false })
    expect(grantWithout(grant, ['b:x'])).toEqual({ permissions: ['a:x'], dropsRole: true, dropsLevel: false })
  })
  test('is disabled where what is left is more than can be granted by name', () => {
    const role = Array.from({ length: 202 }, (_, at) => `r:p${at}`)
    const held = key({ effective: new Set(role), grant: { permissions: [], role, level: [] } })
    expect(outcomeOf(held, { bannedPermissions: ['r:p0'] }, from)).toMatchObject({ enabled: false })
    expect(outcomeOf(held, { bannedPermissions: ['r:p0'] }, from).grant).toBeUndefined()
  })
})
