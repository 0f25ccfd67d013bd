import { randomUUID } from 'node:crypto'
import type { PolicyScope } from '#lib/contracts/policies.ts'
import { type PolicyRules, plainRules, type RuleName } from '#lib/contracts/policy-rules.ts'
import { Prisma, type PrismaClient } from '#lib/db/generated/client.ts'
import { log } from '#lib/log.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { type KeyRow, keyColumns, keyJoins } from '../keys/row.ts'
import { update } from '../keys/update.ts'
import { type Tx, transaction } from '../transaction.ts'
import { announceTo } from './announce.ts'
import { type Breaking, breakingOf } from './breaking.ts'
import { type Outcome, outcomeOfAll } from './consequence.ts'
import { brokenKeys } from './dry-run.ts'
import { heldKeys } from './held-keys.ts'
import { askedRules, fromInForce, keysIn } from './question.ts'
import { tellRotations } from './rotation.ts'
import { type StoredPolicy, standOf } from './stand.ts'

/** How many keys are brought in line in one transaction: enough to spare commits, few enough that nobody waits long for a lock. */
const together = 20

/** Hours after which the keys of a policy are looked at again: for what time alone breaks, and what came about beside a key’s verbs. */
const everyHours = 24

interface DuePolicy extends StoredPolicy {
  sweptAt: Date | null
  toldDays: number | null
  id: string
  organizationId: string
  scope: PolicyScope
  now: Date
}

/** What a sweep did. */
export interface Swept {
  policies: number
  /** Keys that were changed. */
  keys: number
}

/**
 * Brings the keys that are there in line with the policies in force: once each has begun, and every day after. Each key is changed by
 * its own verb, as the system, with its audit event and under the revocation protocol.
 *
 * Nothing is remembered but that a policy is done: what is left to do is read off the keys. So it may end at any moment and go on
 * later, or run twice at once.
 */
export async function sweep(db: PrismaClient): Promise<Swept> {
  const due = await db.$queryRaw<DuePolicy[]>`
    SELECT p.id, p.organization_id AS "organizationId", p.rules, p.since, p.next, p.next_from AS "nextFrom", NULL AS draft,
      p.swept_at AS "sweptAt", p.told_days::int AS "toldDays",
      jsonb_build_object('id', p.id, 'name', coalesce(j.name, o.name),
        'type', CASE WHEN p.project_id IS NULL THEN 'organization' ELSE 'project' END) AS scope,
      date_trunc('milliseconds', clock_timestamp()) AS now
    FROM policy p JOIN organization o ON o.id = p.organization_id LEFT JOIN project j ON j.id = p.project_id
    WHERE p.next_from <= now()
      OR (p.rules <> '{}' AND (p.swept_at IS NULL OR p.swept_at < now() - make_interval(hours => ${everyHours})))
    ORDER BY p.id LIMIT 1000`
  let keys = 0
  for (const policy of due) keys += await sweepPolicy(db, policy)
  return { policies: due.length, keys }
}

async function sweepPolicy(db: PrismaClient, policy: DuePolicy): Promise<number> {
  const { rules, since } = standOf(policy, policy.now)
  const sweptBefore = (await writeDown(db, policy)) ? null : policy.sweptAt
  const ctx = await actingBy(db, policy)
  await tellFirst(db, policy)
  const fromOf = (rule: RuleName) => fromInForce(rule, since, policy.now)
  const breaking = await Promise.all(
    askedRules(rules, 'changing').map((rule) => breakingOf(ctx, rules, rule, fromOf(rule))),
  )
  let changed = 0
  let after = '00000000-0000-0000-0000-000000000000'
  while (breaking.length > 0) {
    const ids = await nextBroken(ctx, policy.scope, breaking, after)
    const last = ids.at(-1)
    if (last === undefined) break
    changed += await bringInLine(ctx, ids, rules, fromOf)
    after = last
  }
  if (rules.rotateWithin !== undefined)
    await tellRotations(ctx, policy.scope, { days: rules.rotateWithin, now: policy.now })
  // Not where what was swept is another by now, or keys have come to hold more meanwhile (`sweepSoon`): then it is due again.
  await db.$executeRaw`
    UPDATE policy SET swept_at = ${policy.now} WHERE id = ${policy.id}::uuid
    AND (next_from IS NULL OR next_from > ${policy.now}) AND rules = ${plainRules(rules)}::jsonb
    AND swept_at IS NOT DISTINCT FROM ${sweptBefore}::timestamptz`
  return changed
}

/** What was to come and has begun becomes what is in force, in the same words. @returns whether it has begun */
async function writeDown(db: PrismaClient, policy: DuePolicy): Promise<boolean> {
  if (policy.nextFrom === null || policy.nextFrom > policy.now) return false
  const { rules, since } = standOf(policy, policy.now)
  await db.policy.updateMany({
    where: { id: policy.id, nextFrom: policy.nextFrom },
    data: { rules: plainRules(rules), since, next: Prisma.DbNull, nextFrom: null, sweptAt: null },
  })
  return true
}

/** Whoever was told of nothing before, since the policy began at once, is told now, before it is done. */
async function tellFirst(db: PrismaClient, policy: DuePolicy): Promise<void> {
  if (policy.sweptAt !== null || policy.toldDays !== null) return
  const { rules, since } = standOf(policy, policy.now)
  const begun = Object.values(since).map(Number)
  if (begun.length === 0) return
  const from = new Date(Math.max(...begun))
  // Rules that were in force before stay out of it: their keys are in line.
  const older = Object.entries(since).filter(([, at]) => at < from)
  const before = Object.fromEntries(older.map(([name]) => [name, rules[name as RuleName]]))
  await announceTo(db, policy, { before, rules, from, days: 0, stage: 0 })
}

/** The system, by a policy: it holds what any key may hold, since who edits a key must. */
async function actingBy(db: PrismaClient, { organizationId, scope }: DuePolicy): Promise<Ctx> {
  const catalogue = await db.permission.findMany({ where: { organizationId }, select: { name: true } })
  return {
    db,
    actor: { type: 'system', name: `Policy of ${scope.name}` },
    organizationId,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set(catalogue.map(({ name }) => name)),
    origin: { requestId: `policy-${randomUUID()}`, ip: null, userAgent: null },
  }
}

/** The ids of the next keys that break a rule, in their order. */
async function nextBroken(
  ctx: Ctx,
  scope: PolicyScope,
  breaking: readonly Breaking[],
  after: string,
): Promise<string[]> {
  const all = Prisma.sql`k.organization_id = ${ctx.organizationId}::uuid AND k.id > ${after}::uuid`
  const tail = Prisma.sql`ORDER BY k.id LIMIT ${together}`
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM (${brokenKeys(keysIn(ctx, scope, all), breaking, Prisma.sql`k.id`, tail)}) part
    ORDER BY id LIMIT ${together}`
  return rows.map(({ id }) => id)
}

/** @returns how many of the keys were changed */
async function bringInLine(
  ctx: Ctx,
  ids: readonly string[],
  rules: PolicyRules,
  fromOf: (rule: RuleName) => Date,
): Promise<number> {
  const organizationId = ctx.organizationId ?? ''
  return transaction(ctx, async (tx) => {
    // All locks at once and in one order, before the first audit event takes the organization's; then as each key is by now.
    await tx.db.$executeRaw`
      SELECT 1 FROM api_key WHERE id = ANY(${ids}::uuid[]) AND organization_id = ${organizationId}::uuid
      ORDER BY id FOR NO KEY UPDATE`
    const rows = await tx.db.$queryRaw<KeyRow[]>`
      SELECT ${keyColumns} FROM api_key k ${keyJoins}
      WHERE k.id = ANY(${ids}::uuid[]) AND k.organization_id = ${organizationId}::uuid ORDER BY k.id`
    const held = await heldKeys(tx.db, organizationId, rows)
    let changed = 0
    for (const row of rows) {
      const key = held.get(row.id)
      if (!key || row.revokedAt) continue
      if (await apply(tx, row, outcomeOfAll(key, rules, fromOf))) changed += 1
    }
    return changed
  })
}

/** Has a key become what a policy makes of it, by the verb that edits keys. @returns whether anything was to be done */
async function apply(tx: Tx, row: KeyRow, { expiresAt, enabled, grant }: Outcome): Promise<boolean> {
  if (!expiresAt && enabled === undefined && !grant) return false
  const edit = {
    keyId: row.id,
    ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
    ...(enabled === undefined ? {} : { enabled }),
    ...(grant ? { permissions: grant.permissions } : {}),
    ...(grant?.dropsRole ? { role: null } : {}),
    ...(grant?.dropsLevel ? { level: null } : {}),
  }
  try {
    await update(tx, edit, { pastExpiry: true })
    return true
  } catch (error) {
    // The verb refuses before it writes. One key that cannot be changed holds up no other, and is looked at again tomorrow.
    if (!(error instanceof CoreError)) throw error
    log.warn({ keyId: row.id, code: error.code, reason: error.message }, 'A policy could not change a key')
    return false
  }
}
