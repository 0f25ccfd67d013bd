import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { discardPolicyDraft, putPolicyDraft } from '#lib/contracts/policies.ts'
import { differing, type PolicyRules, plainRules, policyRules } from '#lib/contracts/policy-rules.ts'
import type { FieldProblem } from '#lib/contracts/problem.ts'
import { requirePermission } from '../authorize.ts'
import { permissionIds } from '../catalogue/permission-ids.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { type Tx, transaction } from '../transaction.ts'
import { openPolicy } from './row.ts'
import { refuseBeyondReach, scopeOf } from './scope.ts'
import { writePolicy } from './write.ts'

/**
 * Keeps rules as a draft beside what is in force; none where they ask what is asked, or to be asked, already.
 * @throws CoreError `not_found`, `forbidden`, `precondition_failed`, `invalid` for permissions that the catalogue lacks
 */
export async function putDraft(
  ctx: Ctx,
  { scopeId, ifVersion, ...sent }: Input<typeof putPolicyDraft>,
): Promise<Reply<typeof putPolicyDraft>> {
  requirePermission(ctx, 'policy:update')
  const scope = await scopeOf(ctx, scopeId)
  refuseBeyondReach(ctx, scope)
  return transaction(ctx, async (tx) => {
    const found = await openPolicy(tx, scope, ifVersion)
    const draft = plainRules(policyRules.parse(sent))
    const asked = found.standing.next?.rules ?? found.standing.rules
    await refuseUnknown(tx, draft)
    const isNew = differing(asked, draft).length > 0
    return writePolicy(tx, found, 'policy.draft', { draft: isNew ? draft : null })
  })
}

/** @throws CoreError `not_found`, `forbidden`, `precondition_failed` */
export async function discardDraft(
  ctx: Ctx,
  { scopeId, ifVersion }: Input<typeof discardPolicyDraft>,
): Promise<Reply<typeof discardPolicyDraft>> {
  requirePermission(ctx, 'policy:update')
  const scope = await scopeOf(ctx, scopeId)
  refuseBeyondReach(ctx, scope)
  return transaction(ctx, async (tx) => {
    const found = await openPolicy(tx, scope, ifVersion)
    return writePolicy(tx, found, 'policy.draft', { draft: null })
  })
}

async function refuseUnknown(tx: Tx, rules: PolicyRules): Promise<void> {
  const named = (['bannedPermissions', 'approvalFor'] as const).flatMap((rule) =>
    (rules[rule] ?? []).map((name, index) => ({ path: `${rule}.${index}`, name })),
  )
  const ids = await permissionIds(
    tx.db,
    tx.organizationId ?? '',
    named.map(({ name }) => name),
  )
  const fields: FieldProblem[] = named
    .filter(({ name }) => !ids.has(name))
    .map(({ path, name }) => ({ path, message: `The catalogue has no permission ${name}` }))
  if (fields.length > 0)
    throw new CoreError('invalid', 'The catalogue does not have all of these permissions.', {
      fields: fields.slice(0, 100),
      reason: 'not_in_catalogue',
    })
}
