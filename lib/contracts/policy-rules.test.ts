import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxLifetime } from './api-key.ts'
import {
  asksNothing,
  creators,
  differing,
  looser,
  type PolicyRules,
  plainRules,
  policyRules,
  ruleNames,
  stricter,
  tightened,
} from './policy-rules.ts'

const names = fc.uniqueArray(fc.constantFrom('data:read', 'data:write', 'users:write', 'billing:write'), {
  minLength: 1,
})
const rules: fc.Arbitrary<PolicyRules> = fc.record(
  {
    maxLifetime: fc.integer({ min: 3600, max: maxLifetime }),
    requireExpiry: fc.constant(true as const),
    requireAddresses: fc.constant(true as const),
    bannedPermissions: names,
    disableUnusedAfter: fc.integer({ min: 1, max: 3650 }),
    rotateWithin: fc.integer({ min: 1, max: 3650 }),
    creators: fc.constantFrom(...creators),
    approvalFor: names,
  },
  { requiredKeys: [] },
)

/** What a key may be measured by; a policy asks more of it the fewer of these it lets be. */
const lets = (asked: PolicyRules) => ({
  life: asked.maxLifetime ?? Number.POSITIVE_INFINITY,
  unused: asked.disableUnusedAfter ?? Number.POSITIVE_INFINITY,
  secret: asked.rotateWithin ?? Number.POSITIVE_INFINITY,
  endless: asked.requireExpiry ? 0 : 1,
  anywhere: asked.requireAddresses ? 0 : 1,
  makers: { none: 2, people: 1, admins: 0 }[asked.creators ?? 'none'],
})
const named = (asked: PolicyRules) => [
  ...(asked.bannedPermissions ?? []).map((name) => `ban ${name}`),
  ...(asked.approvalFor ?? []).map((name) => `ask ${name}`),
]

/** True where `a` lets nothing be that `b` does not. */
function noLooser(a: PolicyRules, b: PolicyRules): boolean {
  const [one, other] = [lets(a), lets(b)]
  const measures = Object.keys(one) as (keyof typeof one)[]
  const there = new Set(named(a))
  return (
    measures.every((measure) => one[measure] <= other[measure]) && named(b).every((name) => there.has(name))
  )
}

describe('two policies together', () => {
  test('are looser in nothing than either', () => {
    fc.assert(
      fc.property(rules, rules, (a, b) => {
        const both = stricter(a, b)
        expect(noLooser(both, a) && noLooser(both, b)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('ask nothing that neither asks', () => {
    fc.assert(
      fc.property(rules, rules, rules, (a, b, other) => {
        // Whatever is no looser than both is no looser than the two together: there is none between.
        const least = stricter(stricter(a, b), other)
        expect(noLooser(least, stricter(a, b))).toBe(true)
        if (noLooser(other, a) && noLooser(other, b)) expect(noLooser(other, stricter(a, b))).toBe(true)
      }),
    )
  })

  test('ask the same in whatever order, and are a policy of the contract', () => {
    fc.assert(
      fc.property(rules, rules, (a, b) => {
        expect(stricter(a, b)).toEqual(stricter(b, a))
        expect(stricter(a, a)).toEqual(plainRules(a))
        expect(policyRules.safeParse(stricter(a, b)).success).toBe(true)
        expect(policyRules.safeParse(looser(a, b)).success).toBe(true)
      }),
    )
  })
})

describe('what two policies have in common', () => {
  test('is stricter in nothing than either', () => {
    fc.assert(
      fc.property(rules, rules, (a, b) => {
        const common = looser(a, b)
        expect(noLooser(a, common) && noLooser(b, common)).toBe(true)
        // Nothing is lost either: what both ask is asked.
        expect(looser(a, stricter(a, b))).toEqual(plainRules(a))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a change of policy', () => {
  test('tightens nothing where it only loosens', () => {
    fc.assert(
      fc.property(rules, rules, (a, b) => {
        expect(tightened(a, looser(a, b))).toEqual([])
        expect(tightened(a, b).length === 0).toBe(noLooser(a, b))
      }),
      { numRuns: 1000 },
    )
  })

  test('is in the rules that differ, whatever the order of names', () => {
    expect(differing({ bannedPermissions: ['b:x', 'a:x'] }, { bannedPermissions: ['a:x', 'b:x'] })).toEqual(
      [],
    )
    expect(differing({ maxLifetime: 3600 }, { requireExpiry: true })).toEqual([
      'maxLifetime',
      'requireExpiry',
    ])
    expect(asksNothing({})).toBe(true)
    for (const name of ruleNames) expect(asksNothing({ [name]: true } as PolicyRules)).toBe(false)
  })
})
