import { type PolicyScope, warningDays } from '#lib/contracts/policies.ts'
import { differing, type PolicyRules, type RuleName } from '#lib/contracts/policy-rules.ts'
import { Prisma, type PrismaClient } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { audienceOf } from '../notices/audience.ts'
import { oneByOne } from '../notices/one-by-one.ts'
import { tell } from '../notices/tell.ts'
import { asServer } from '../system.ts'
import { transaction } from '../transaction.ts'
import { type Breaking, breakingOf } from './breaking.ts'
import { changesKeys } from './consequence.ts'
import { brokenKeys, ownerColumns } from './dry-run.ts'
import { keysIn } from './question.ts'
import { projectOf } from './scope.ts'
import { type StoredPolicy, standOf } from './stand.ts'

/** How many owners are told in one transaction. */
const together = 100
const day = 86_400_000

interface ComingPolicy extends StoredPolicy {
  id: string
  organizationId: string
  scope: PolicyScope
  toldDays: number | null
  now: Date
}

/**
 * Tells the owners of keys that a policy which is to come would change: so many days before as the contract says, or at once where
 * that is past. Each is told once for each of these days, however often this is done.
 * @returns how many policies were told of
 */
export async function announce(db: PrismaClient): Promise<number> {
  const [most] = warningDays
  const coming = await db.$queryRaw<ComingPolicy[]>`
    SELECT p.id, p.organization_id AS "organizationId", p.rules, p.since, p.next, p.next_from AS "nextFrom", NULL AS draft,
      p.told_days::int AS "toldDays", jsonb_build_object('id', p.id, 'name', coalesce(j.name, o.name),
        'type', CASE WHEN p.project_id IS NULL THEN 'organization' ELSE 'project' END) AS scope, clock_timestamp() AS now
    FROM policy p JOIN organization o ON o.id = p.organization_id LEFT JOIN project j ON j.id = p.project_id
    WHERE p.next_from > now() AND p.next_from <= now() + make_interval(days => ${most})
    ORDER BY p.next_from LIMIT 1000`
  let told = 0
  for (const policy of coming) {
    const { rules, next } = standOf(policy, policy.now)
    if (!next) continue
    const left = (next.from.getTime() - policy.now.getTime()) / day
    const due = warningDays.findLast((days) => left <= days)
    if (due === undefined || (policy.toldDays !== null && policy.toldDays <= due)) continue
    await announceTo(db, policy, { before: rules, ...next, days: Math.floor(left) || 1, stage: due })
    await db.$executeRaw`
      UPDATE policy SET told_days = ${due} WHERE id = ${policy.id}::uuid AND next_from = ${next.from}`
    told += 1
  }
  return told
}

interface Announcement {
  /** What was asked before. */
  before: PolicyRules
  rules: PolicyRules
  from: Date
  /** Full days that are left. */
  days: number
  /** Which of the warnings it is. */
  stage: number
}

/** Tells each owner of keys that new rules change, of how many of theirs. */
export async function announceTo(
  db: PrismaClient,
  { id, organizationId, scope }: Pick<ComingPolicy, 'id' | 'organizationId' | 'scope'>,
  { before, rules, from, days, stage }: Announcement,
): Promise<void> {
  const ctx = { ...asServer(db, organizationId, `Policy of ${scope.name}`), db }
  const asked = differing(before, rules).filter((rule) => rules[rule] !== undefined && changesKeys(rule))
  const breaking = await Promise.all(asked.map((rule: RuleName) => breakingOf(ctx, rules, rule, from)))
  if (breaking.length === 0) return
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const owners = await nextOwners(ctx, scope, breaking, after)
    const last = owners.at(-1)
    if (last === undefined) return
    await transaction(ctx, (tx) =>
      oneByOne(
        tx.db,
        owners,
        (owner) => ({ policy: id, owner: owner.id }),
        async (owner) =>
          tell(tx, {
            organizationId,
            type: 'policy.announced',
            subject: `${id} ${from.toISOString()} ${stage} ${owner.id}`,
            projectId: projectOf(scope),
            at: from > new Date() ? new Date() : from,
            data: {
              policy: { scopeId: id, name: scope.name },
              from: from.toISOString(),
              days,
              keys: owner.keys,
            },
            recipients: await audienceOf(tx.db, {
              organizationId,
              projectId: projectOf(scope),
              to: 'owner',
              named: [owner.id],
              except: null,
            }),
          }),
      ),
    )
    after = last.id
  }
}

function nextOwners(ctx: Ctx, scope: PolicyScope, breaking: readonly Breaking[], after: string) {
  const all = Prisma.sql`k.organization_id = ${ctx.organizationId}::uuid`
  return ctx.db.$queryRaw<{ id: string; keys: number }[]>`
    SELECT owner_id AS id, count(*)::int AS keys
    FROM (${brokenKeys(keysIn(ctx, scope, all), breaking, ownerColumns, Prisma.empty)}) part
    WHERE owner_id > ${after}::uuid GROUP BY owner_id ORDER BY owner_id LIMIT ${together}`
}
