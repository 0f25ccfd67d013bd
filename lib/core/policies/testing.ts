import type { Policy } from '#lib/contracts/policies.ts'
import { dryRunPolicy, listPolicyBreaches, listPolicyBreachOwners } from '#lib/contracts/policies.ts'
import type { PolicyRules } from '#lib/contracts/policy-rules.ts'
import { database } from '#lib/db/client.ts'
import type { Ctx } from '../context.ts'
import { dryRun } from './dry-run.ts'
import { enforce } from './enforce.ts'
import { listBreaches, listBreachOwners } from './list-breaches.ts'
import { putDraft } from './put-draft.ts'

/** Drafts rules for a scope and puts them in force. @param from now where left out */
export async function inForce(ctx: Ctx, scopeId: string, rules: PolicyRules, from?: string): Promise<Policy> {
  await putDraft(ctx, { scopeId, ...rules })
  return enforce(ctx, { scopeId, ...(from ? { from } : {}) })
}

/** As if what is to come of a scope had begun a moment ago. */
export async function begin(scopeId: string): Promise<void> {
  await database().pool.query(`UPDATE policy SET next_from = now() - interval '1 s' WHERE id = $1`, [scopeId])
}

/** A dry run, and its lists, with what is sent and the contract's own defaults. */
export const tried = {
  counts: (ctx: Ctx, scopeId: string, query = {}) =>
    dryRun(ctx, { scopeId, ...dryRunPolicy.query.parse(query) }),
  keys: (ctx: Ctx, scopeId: string, query = {}) =>
    listBreaches(ctx, { scopeId, ...listPolicyBreaches.query.parse(query) }),
  owners: (ctx: Ctx, scopeId: string, query = {}) =>
    listBreachOwners(ctx, { scopeId, ...listPolicyBreachOwners.query.parse(query) }),
}

/** An instant so many days from now. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()
