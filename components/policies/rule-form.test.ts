import { expect, test } from 'vitest'
import { type PolicyRules, policyRules, type RuleName, ruleNames } from '#lib/contracts/policy-rules.ts'
import { ruleFormOf, ruleSaid, ruleValues, withRule } from './rule-form.ts'

const all: PolicyRules = {
  maxLifetime: 36 * 3600,
  requireExpiry: true,
  requireAddresses: true,
  bannedPermissions: ['data:write'],
  disableUnusedAfter: 90,
  rotateWithin: 30,
  creators: 'admins',
  approvalFor: ['billing:write', 'users:write'],
}

test.each(ruleNames)(
  '%s comes out of the form as it went in, and leaves the other rules as they are',
  (rule) => {
    expect(withRule(rule, ruleValues(rule, all), all)).toEqual(all)
    const { [rule]: _, ...others } = all
    expect(withRule(rule, ruleValues(rule, others), others)).toEqual(others)
  },
)

test.each(ruleNames)('%s can be turned on where it asks nothing, and off again', (rule) => {
  const on = { ...ruleValues(rule, {}), on: true, creators: 'people' as const, names: ['data:write'] }
  expect(ruleFormOf(rule).safeParse(on).success).toBe(true)
  const rules = withRule(rule, on, {})
  expect(Object.keys(rules)).toEqual([rule])
  expect(policyRules.safeParse(rules).success).toBe(true)
  const off = { ...ruleValues(rule, rules), on: false, creators: 'anybody' as const, names: [] }
  expect(withRule(rule, off, rules)).toEqual({})
})

test('a number that the contract would refuse is refused at its field', () => {
  const refused = (rule: RuleName, amount: number | undefined, unit: 'hours' | 'days' = 'days') =>
    ruleFormOf(rule).safeParse({ ...ruleValues(rule, {}), on: true, amount, unit }).error?.issues[0]?.path
  expect(refused('maxLifetime', 0)).toEqual(['amount'])
  expect(refused('maxLifetime', 3651)).toEqual(['amount'])
  expect(refused('maxLifetime', 3651, 'hours')).toBeUndefined()
  expect(refused('rotateWithin', undefined)).toEqual(['amount'])
  expect(refused('rotateWithin', 3651)).toEqual(['amount'])
  expect(refused('rotateWithin', 1.5)).toEqual(['amount'])
  // What is turned off asks for no number.
  expect(
    ruleFormOf('rotateWithin').safeParse({ ...ruleValues('rotateWithin', {}), amount: undefined }).success,
  ).toBe(true)
})

test('what a rule would ask is said only of what could be sent', () => {
  const life = { ...ruleValues('maxLifetime', {}), on: true }
  expect(ruleSaid('maxLifetime', life)).toEqual({ maxLifetime: 365 * 86_400 })
  for (const amount of [undefined, Number.NaN, 0, 1.5])
    expect(ruleSaid('maxLifetime', { ...life, amount })).toBeNull()
  expect(ruleSaid('maxLifetime', { ...life, on: false, amount: undefined })).toEqual({})
})
