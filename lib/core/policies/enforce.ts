import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { enforcePolicy, withdrawPolicy } from '#lib/contracts/policies.ts'
import { looser, tightened } from '#lib/contracts/policy-rules.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { openPolicy } from './row.ts'
import { refuseBeyondReach, scopeOf } from './scope.ts'
import { sinceThen } from './stand.ts'
import { writePolicy } from './write.ts'

/**
 * Puts a draft in force: what it loosens at once, what it tightens from an instant on. Keys that are there are brought in line by a
 * job, once that instant has come (`sweep`).
 * @throws CoreError `not_found`, `forbidden`, `precondition_failed`, `conflict` where there is no draft
 */
export async function enforce(
  ctx: Ctx,
  { scopeId, ifVersion, from }: Input<typeof enforcePolicy>,
): Promise<Reply<typeof enforcePolicy>> {
  requirePermission(ctx, 'policy:update')
  const scope = await scopeOf(ctx, scopeId)
  refuseBeyondReach(ctx, scope)
  return transaction(ctx, async (tx) => {
    const found = await openPolicy(tx, scope, ifVersion)
    const { now, standing } = found
    const { rules, since, draft } = standing
    if (draft === null) throw new CoreError('conflict', 'There is no draft to put in force: make one first.')
    const at = from === undefined ? now : new Date(from)
    if (at <= now || tightened(rules, draft).length === 0)
      return writePolicy(tx, found, 'policy.enforce', {
        rules: draft,
        since: sinceThen(since, rules, { rules: draft, from: now }),
        next: null,
        draft: null,
      })
    const meanwhile = looser(rules, draft)
    return writePolicy(tx, found, 'policy.enforce', {
      rules: meanwhile,
      since: sinceThen(since, rules, { rules: meanwhile, from: now }),
      next: { rules: draft, from: at },
      draft: null,
    })
  })
}

/**
 * Takes back what is to come: it is the draft again. Where there is a draft already, that stays, and what was to come is kept by
 * the audit log alone.
 * @throws CoreError `not_found`, `forbidden`, `precondition_failed`, `conflict` where nothing is to come
 */
export async function withdraw(
  ctx: Ctx,
  { scopeId, ifVersion }: Input<typeof withdrawPolicy>,
): Promise<Reply<typeof withdrawPolicy>> {
  requirePermission(ctx, 'policy:update')
  const scope = await scopeOf(ctx, scopeId)
  refuseBeyondReach(ctx, scope)
  return transaction(ctx, async (tx) => {
    const found = await openPolicy(tx, scope, ifVersion)
    const { next, draft } = found.standing
    if (next === null)
      throw new CoreError(
        'conflict',
        'Nothing is to come that could be withdrawn; what is in force is edited.',
      )
    return writePolicy(tx, found, 'policy.withdraw', { next: null, draft: draft ?? next.rules })
  })
}
