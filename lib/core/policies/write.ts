import type { Policy } from '#lib/contracts/policies.ts'
import { type PolicyRules, plainRules } from '#lib/contracts/policy-rules.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../transaction.ts'
import { type FoundPolicy, presentPolicy, readPolicy } from './row.ts'
import { projectOf } from './scope.ts'
import type { Standing } from './stand.ts'

/** What a verb makes of a policy; what is left out stays. `toldDays` and `sweptAt` begin anew with what is to come, or in force. */
type Becomes = Partial<Pick<Standing, 'rules' | 'since' | 'next' | 'draft'>>

const json = (value: object | null) => (value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue))

/**
 * Writes an open policy down, with its audit event; nothing where it stays as it stands.
 * @param action `policy.enforce`
 */
export async function writePolicy(
  tx: Tx,
  before: FoundPolicy,
  action: string,
  becomes: Becomes,
): Promise<Policy> {
  const { scope } = before
  const after: Standing = { ...before.standing, ...becomes }
  const detail = changes(auditable(before.standing), auditable(after))
  // What was to come has begun, and is written down as in force with this change: the keys are still to be held to it.
  const begun = before.row.next !== null && before.standing.next === null
  if (Object.keys(detail).length === 0) {
    if (before.row.version === 0) await tx.db.policy.delete({ where: { id: scope.id } })
    return presentPolicy(before)
  }
  await tx.db.policy.update({
    where: { id: scope.id },
    data: {
      rules: plainRules(after.rules),
      since: after.since,
      next: json(after.next && plainRules(after.next.rules)),
      nextFrom: after.next?.from ?? null,
      draft: json(after.draft && plainRules(after.draft)),
      ...(detail.next || detail.rules ? { toldDays: null } : {}),
      ...(detail.rules || begun ? { sweptAt: null } : {}),
      version: { increment: 1 },
    },
  })
  const reply = presentPolicy(await readPolicy(tx, scope))
  await record(tx, {
    action,
    target: { type: 'policy', id: scope.id, name: scope.name },
    projectId: projectOf(scope),
    detail,
  })
  return reply
}

const shown = (rules: PolicyRules | null) => rules && plainRules(rules)

/** What of a policy its history tells, by the names of the contract. */
const auditable = ({ rules, next, draft }: Standing) => ({
  rules: shown(rules),
  next: next && { rules: shown(next.rules), from: next.from },
  draft: shown(draft),
})
