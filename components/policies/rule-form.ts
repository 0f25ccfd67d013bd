import { z } from 'zod'
import { maxLifetime } from '#lib/contracts/api-key.ts'
import { maxRuleDays, maxRuleNames, type PolicyRules, type RuleName } from '#lib/contracts/policy-rules.ts'

/** A rule as a form holds it; of its fields a rule uses those that say it. */
export const ruleForm = z.object({
  on: z.boolean(),
  amount: z.number('Give a number').int('A whole number').optional(),
  unit: z.enum(['hours', 'days']),
  creators: z.enum(['anybody', 'people', 'admins']),
  names: z.array(z.string()).max(maxRuleNames, `At most ${maxRuleNames}`),
})
export type RuleForm = z.infer<typeof ruleForm>

const seconds = { hours: 3600, days: 86_400 } as const

/** Where a rule begins that asks nothing yet: with what most organizations choose. */
const usual: Partial<Record<RuleName, number>> = {
  maxLifetime: 365,
  disableUnusedAfter: 90,
  rotateWithin: 180,
}

export function ruleValues(rule: RuleName, rules: PolicyRules): RuleForm {
  const {
    maxLifetime: life,
    creators,
    bannedPermissions,
    approvalFor,
    disableUnusedAfter,
    rotateWithin,
  } = rules
  const inDays = life === undefined || life % seconds.days === 0
  const amounts: Partial<Record<RuleName, number | undefined>> = {
    maxLifetime: life && life / (inDays ? seconds.days : seconds.hours),
    disableUnusedAfter,
    rotateWithin,
  }
  return {
    on: rules[rule] !== undefined,
    amount: amounts[rule] ?? usual[rule],
    unit: inDays ? 'days' : 'hours',
    creators: creators ?? 'anybody',
    names: [...((rule === 'approvalFor' ? approvalFor : bannedPermissions) ?? [])],
  }
}

/** The rules with one as the form has it. */
export function withRule(
  rule: RuleName,
  { on, amount, unit, creators, names }: RuleForm,
  rules: PolicyRules,
): PolicyRules {
  const { [rule]: _, ...rest } = rules
  switch (rule) {
    case 'requireExpiry':
    case 'requireAddresses':
      return on ? { ...rest, [rule]: true } : rest
    case 'bannedPermissions':
    case 'approvalFor':
      return names.length > 0 ? { ...rest, [rule]: names } : rest
    case 'creators':
      return creators === 'anybody' ? rest : { ...rest, creators }
    case 'maxLifetime':
      return on ? { ...rest, maxLifetime: (amount ?? 0) * seconds[unit] } : rest
    default:
      return on ? { ...rest, [rule]: amount ?? 0 } : rest
  }
}

/** What a rule would ask as the form has it; null while it says nothing that could be sent. */
export const ruleSaid = (rule: RuleName, values: RuleForm): PolicyRules | null =>
  ruleFormOf(rule).safeParse(values).success ? withRule(rule, values, {}) : null

/** What is wrong with the number of a rule, or null. */
export function amountProblem(rule: RuleName, { on, amount, unit }: RuleForm): string | null {
  if (!on || !(rule in usual)) return null
  if (amount === undefined) return 'Say how long'
  if (amount < 1) return rule === 'maxLifetime' ? 'At least an hour' : 'At least a day'
  const most = rule === 'maxLifetime' ? maxLifetime / seconds[unit] : maxRuleDays
  return amount > most ? 'At most ten years' : null
}

/** The form of one rule, with what the contract asks of it. */
export const ruleFormOf = (rule: RuleName) =>
  ruleForm.superRefine((values, context) => {
    const message = amountProblem(rule, values)
    if (message) context.addIssue({ code: 'custom', message, path: ['amount'] })
  })
