import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verificationChecks } from '#lib/contracts/oversight.ts'
import { parsePermissionQuery } from '#lib/contracts/permission-query.ts'
import { admits, parseAllowlist } from './addresses.ts'
import { checksOf } from './explain.ts'
import { judge, permissionsUsed, type Question } from './judge.ts'
import type { KeyRecord } from './record.ts'

const now = 1_800_000_000_000

const record: KeyRecord = {
  id: 'key',
  organizationId: 'here',
  projectId: 'one',
  name: 'Checkout',
  owner: { type: 'user', id: 'ada', name: 'Ada' },
  effective: new Set(['orders:read', 'orders:write']),
  permissions: ['orders:read', 'orders:write'],
  role: null,
  level: null,
  metadata: {},
  enabled: true,
  archived: false,
  revoked: false,
  expiresAt: null,
  allowlist: null,
  rateLimits: [],
  staleSeconds: 0,
  revokedTokens: new Set(),
  secret: { id: 'secret', notAfter: null, startsGrace: false },
}
const question: Question = { organizationId: 'here', reach: null, query: null, ip: null }

const names = ['a', 'b', 'c', 'd'] as const
const held = fc.uniqueArray(fc.constantFrom(...names)).map((list): ReadonlySet<string> => new Set(list))

/** A query as text, and the same as JavaScript would read it, whose `&&` binds tighter than its `||` too. */
const queries = fc
  .letrec<{ text: string; one: string }>((tie) => ({
    one: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...names) },
      { weight: 1, arbitrary: tie('text').map((text) => `(${text})`) },
    ),
    text: fc
      .array(fc.tuple(tie('one'), fc.constantFrom(' and ', ' or ')), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.map(([one, word], at) => (at < parts.length - 1 ? one + word : one)).join('')),
  }))
  .text.filter((text) => text.length < 500)

/** The naive reading: the innermost parentheses first, then split at `or`, then at `and`. */
function naive(text: string, holds: ReadonlySet<string>): boolean {
  const inner = /\(([^()]*)\)/.exec(text)
  if (inner) return naive(text.replace(inner[0], naive(inner[1] ?? '', holds) ? 'true' : 'false'), holds)
  const truth = (name: string) => name === 'true' || holds.has(name)
  return text.split(' or ').some((all) => all.split(' and ').every(truth))
}

describe('judge', () => {
  test('gives the first code, in the order of the contract, of all that apply', () => {
    const facts = fc.record({
      known: fc.boolean(),
      foreignOrganization: fc.boolean(),
      bound: fc.constantFrom(null, 'one', 'two'),
      revoked: fc.boolean(),
      enabled: fc.boolean(),
      expiresIn: fc.constantFrom(null, -1, 0, 1, 1000),
      secretEndsIn: fc.constantFrom(null, -1, 0, 1, 1000),
      list: fc.constantFrom<string[][]>(
        [],
        ['203.0.113.0/24'],
        ['203.0.113.7', '2001:db8::/32'],
        ['nonsense'],
      ),
      ip: fc.constantFrom(null, '203.0.113.7', '::ffff:203.0.113.7', '198.51.100.1', '2001:db8::1'),
      query: fc.option(queries),
      held,
    })
    fc.assert(
      fc.property(facts, (fact) => {
        const key: KeyRecord = {
          ...record,
          organizationId: fact.foreignOrganization ? 'elsewhere' : 'here',
          revoked: fact.revoked,
          enabled: fact.enabled,
          expiresAt: fact.expiresIn === null ? null : now + fact.expiresIn,
          secret: {
            ...record.secret,
            notAfter: fact.secretEndsIn === null ? null : now + fact.secretEndsIn,
          },
          allowlist: parseAllowlist(fact.list),
          effective: fact.held,
        }
        const inRange: Record<string, boolean> = {
          '203.0.113.7': fact.list.some((range) => range.startsWith('203')),
          '::ffff:203.0.113.7': fact.list.some((range) => range.startsWith('203')),
          '2001:db8::1': fact.list.includes('2001:db8::/32'),
        }
        const applicable: [string, boolean][] = [
          ['NOT_FOUND', !fact.known || fact.foreignOrganization || fact.bound === 'two'],
          ['REVOKED', fact.revoked],
          ['EXPIRED', (fact.expiresIn ?? 1) <= 0 || (fact.secretEndsIn ?? 1) <= 0],
          ['DISABLED', !fact.enabled],
          ['IP_NOT_ALLOWED', fact.list.length > 0 && !inRange[fact.ip ?? '']],
          ['INSUFFICIENT_PERMISSIONS', fact.query !== null && !naive(fact.query, fact.held)],
          ['VALID', true],
        ]
        const asked: Question = {
          organizationId: 'here',
          reach: fact.bound === null ? null : [fact.bound],
          query: fact.query === null ? null : parsePermissionQuery(fact.query),
          ip: fact.ip,
        }
        const expected = applicable.find(([, applies]) => applies)?.[0]
        expect(judge(fact.known ? key : null, asked, now)).toBe(expected)
        // What explains a refusal comes to the same, and leaves no check out.
        const checks = checksOf({ record: key, now }, asked, [], { generation: 1, mask: 'lw_Vt7f…q3kD' })
        expect(checks.map(({ check }) => check)).toEqual(verificationChecks)
        const failed = checks.find(({ passed }) => !passed)?.code ?? 'VALID'
        if (expected !== 'NOT_FOUND') expect(failed).toBe(expected)
      }),
      { numRuns: 3000 },
    )
  })

  test('refuses from the very instant of expiry on, and not a millisecond before', () => {
    const at = (expiresAt: number) => judge({ ...record, expiresAt }, question, now)
    expect(at(now + 1)).toBe('VALID')
    expect(at(now)).toBe('EXPIRED')
    expect(at(now - 1)).toBe('EXPIRED')
  })
})

describe('the permissions used', () => {
  test('satisfy the query by themselves, are all held, and none of them can be left out', () => {
    fc.assert(
      fc.property(queries, held, (text, holds) => {
        const query = parsePermissionQuery(text)
        const used = permissionsUsed(holds, query)
        for (const name of used) expect(holds.has(name)).toBe(true)
        expect(used.size > 0).toBe(naive(text, holds))
        if (used.size > 0) expect(naive(text, used)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('of an or, are those of the first part that holds', () => {
    const query = parsePermissionQuery('a and b or c or d')
    expect([...permissionsUsed(new Set(['a', 'c', 'd']), query)]).toEqual(['c'])
    expect([...permissionsUsed(new Set(['a', 'b', 'c']), query)]).toEqual(['a', 'b'])
    expect([...permissionsUsed(new Set(['a']), query)]).toEqual([])
  })
})

describe('an address list', () => {
  const allows = (list: string[], ip: string | null) => admits(parseAllowlist(list), ip)

  test('that is empty admits everybody, also without an address', () => {
    expect(allows([], null)).toBe(true)
    expect(allows([], '203.0.113.7')).toBe(true)
  })

  test('admits nobody without an address', () => {
    expect(allows(['0.0.0.0/0', '::/0'], null)).toBe(false)
  })

  test.each([
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['203.0.113.9/24', '203.0.113.1', true],
    ['0.0.0.0/0', '198.51.100.1', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:DB8:0:0::1', '2001:db8::1', true],
  ])('%s, asked about %s, says %s', (range, ip, expected) => {
    expect(allows([range], ip)).toBe(expected)
  })

  test.each([
    ['203.0.113.0/24', '::ffff:203.0.113.7', true],
    ['203.0.113.0/24', '::ffff:cb00:7107', true],
    ['203.0.113.0/24', '::ffff:198.51.100.1', false],
    ['::ffff:203.0.113.0/120', '203.0.113.7', true],
    ['::ffff:203.0.113.0/120', '203.0.114.7', false],
    ['::ffff:0:0/96', '198.51.100.1', true],
    ['::/0', '203.0.113.7', false],
    ['::cb00:7107', '203.0.113.7', false],
  ])('%s, asked about %s through the IPv4 mapping, says %s', (range, ip, expected) => {
    expect(allows([range], ip)).toBe(expected)
  })

  test.each([
    '203.0.113.0/33',
    '::/129',
    '203.0.113.0/',
    '203.0.113.0/24/8',
    '10.1',
    '0x7f.1',
    'localhost',
    '',
  ])('with nothing but “%s” on it admits nobody', (range) => {
    for (const ip of ['203.0.113.7', '10.0.0.1', '127.0.0.1', '::1']) expect(allows([range], ip)).toBe(false)
  })

  test('does not read addresses that two readers would read differently', () => {
    for (const ip of ['0177.0.0.1', '2130706433', '127.1', '127.0.0.1 ', 'fe80::1%eth0'])
      expect(allows(['127.0.0.0/8', 'fe80::/10', '0.0.0.0/0'], ip)).toBe(false)
  })

  test('agrees with arithmetic on any IPv4 range and address', () => {
    const word = fc.nat({ max: 0xffffffff })
    const dotted = (n: number) => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.')
    fc.assert(
      fc.property(
        word,
        word,
        fc.integer({ min: 0, max: 32 }),
        fc.integer({ min: 0, max: 32 }),
        (base, noise, bits, near) => {
          const ip = near === 32 ? base : (base ^ (noise >>> near)) >>> 0
          const same = bits === 0 || base >>> (32 - bits) === ip >>> (32 - bits)
          expect(allows([`${dotted(base)}/${bits}`], dotted(ip))).toBe(same)
          expect(allows([`${dotted(base)}/${bits}`], `::ffff:${dotted(ip)}`)).toBe(same)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
