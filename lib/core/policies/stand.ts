import {
  differing,
  type PolicyRules,
  policyRules,
  type RuleName,
  ruleNames,
} from '#lib/contracts/policy-rules.ts'

/** A policy as the database keeps it. */
export interface StoredPolicy {
  rules: unknown
  since: unknown
  next: unknown
  nextFrom: Date | null
  draft: unknown
}

/** How a policy stands at an instant. */
export interface Standing {
  rules: PolicyRules
  /** Since when each rule is in force as it is. */
  since: Partial<Record<RuleName, Date>>
  next: { rules: PolicyRules; from: Date } | null
  draft: PolicyRules | null
}

/** Where nobody has said anything. */
export const silent: StoredPolicy = { rules: {}, since: {}, next: null, nextFrom: null, draft: null }

/**
 * What of a policy is in force at an instant. What was to come from an earlier one on is in force, whether or not somebody has
 * written it down yet.
 * @param now the database's
 */
export function standOf(stored: StoredPolicy, now: Date): Standing {
  const rules = policyRules.parse(stored.rules)
  const since = instantsOf(stored.since)
  const draft = stored.draft === null ? null : policyRules.parse(stored.draft)
  if (stored.next === null || stored.nextFrom === null) return { rules, since, next: null, draft }
  const next = { rules: policyRules.parse(stored.next), from: stored.nextFrom }
  if (next.from > now) return { rules, since, next, draft }
  return { rules: next.rules, since: sinceThen(since, rules, next), next: null, draft }
}

/** Since when each rule is in force once others are: those that stay keep their instant. */
export function sinceThen(
  since: Standing['since'],
  before: PolicyRules,
  { rules, from }: { rules: PolicyRules; from: Date },
): Standing['since'] {
  const changed = new Set(differing(before, rules))
  const kept = ruleNames.filter((name) => rules[name] !== undefined)
  return Object.fromEntries(kept.map((name) => [name, changed.has(name) ? from : (since[name] ?? from)]))
}

function instantsOf(stored: unknown): Standing['since'] {
  return Object.fromEntries(
    Object.entries(stored as Partial<Record<RuleName, string>>).map(([name, at]) => [name, new Date(at)]),
  )
}
