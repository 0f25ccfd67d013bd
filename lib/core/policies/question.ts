import type { Input } from '#lib/contracts/operation.ts'
import type { dryRunPolicy, PolicyScope } from '#lib/contracts/policies.ts'
import { type PolicyRules, type RuleName, ruleNames } from '#lib/contracts/policy-rules.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requirePermission } from '../authorize.ts'
import { visible } from '../catalogue/affected.ts'
import type { Ctx } from '../context.ts'
import { changesKeys } from './consequence.ts'
import { readPolicy } from './row.ts'
import { projectOf, scopeOf } from './scope.ts'

type Of = 'draft' | 'next' | 'rules'

/** What a dry run is asked about. */
export interface Question {
  of: Of
  rules: PolicyRules
  /** When they begin, or since when each is in force. */
  fromOf: (rule: RuleName) => Date
  from: Date
  scope: PolicyScope
  /** The keys of the scope that the actor may see, as a condition on `api_key k`. */
  keys: Prisma.Sql
}

/** @throws CoreError `forbidden`, `not_found` */
export async function questionOf(
  ctx: Ctx,
  { scopeId, of: asked, from }: Input<typeof dryRunPolicy>,
): Promise<Question> {
  requirePermission(ctx, 'policy:read')
  const scope = await scopeOf(ctx, scopeId)
  const { standing, now } = await readPolicy(ctx, scope)
  const { rules, since, next, draft } = standing
  const of: Of = asked ?? (draft ? 'draft' : next ? 'next' : 'rules')
  const begins = from === undefined ? null : new Date(from)
  const first = of === 'next' ? (next?.from ?? now) : now
  const start = begins && begins > now ? begins : first
  return {
    of,
    scope,
    rules: of === 'draft' ? (draft ?? {}) : of === 'next' ? (next?.rules ?? {}) : rules,
    from: start,
    fromOf: (rule) => (of === 'rules' ? fromInForce(rule, since, now) : start),
    keys: keysIn(ctx, scope, visible(ctx)),
  }
}

/** A rule about the passing of time breaks more keys every day; the others begin once. */
export function fromInForce(rule: RuleName, since: Partial<Record<RuleName, Date>>, now: Date): Date {
  return rule === 'disableUnusedAfter' || rule === 'rotateWithin' ? now : (since[rule] ?? now)
}

/** The keys of a scope, of those that a condition allows. */
export function keysIn(ctx: Ctx, scope: PolicyScope, allowed: Prisma.Sql): Prisma.Sql {
  const project = projectOf(scope)
  return project === null
    ? allowed
    : Prisma.sql`k.organization_id = ${ctx.organizationId}::uuid AND k.project_id = ${project}::uuid AND ${allowed}`
}

/** The rules of a policy that say something: all of them, or those that change keys. */
export const askedRules = (rules: PolicyRules, only: 'all' | 'changing' = 'all'): RuleName[] =>
  ruleNames.filter((name) => rules[name] !== undefined && (only === 'all' || changesKeys(name)))
