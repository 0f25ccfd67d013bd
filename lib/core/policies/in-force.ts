import type { PolicyScope } from '#lib/contracts/policies.ts'
import { type PolicyRules, type RuleName, ruleNames, stricter } from '#lib/contracts/policy-rules.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Db } from '../context.ts'
import { type StoredPolicy, standOf } from './stand.ts'

/** What holds for the keys of a project. */
export interface InForce {
  rules: PolicyRules
  /** Whose policy asks each rule; the project's where both do alike. */
  sources: Partial<Record<RuleName, PolicyScope>>
}

interface Row extends StoredPolicy {
  scope: PolicyScope
  now: Date
}

/**
 * The organization's rules and the project's together, as they are in force now.
 * @param hold whether nobody may change them until the commit: whoever changes a key is held to what is in force as it commits
 */
export async function policyInForce(
  db: Db,
  { organizationId, projectId }: { organizationId: string; projectId: string },
  { hold = false }: { hold?: boolean } = {},
): Promise<InForce> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT p.rules, p.since, p.next, p.next_from AS "nextFrom", NULL AS draft,
      CASE WHEN p.project_id IS NULL
        THEN (SELECT jsonb_build_object('type', 'organization', 'id', o.id, 'name', o.name) FROM organization o WHERE o.id = p.id)
        ELSE (SELECT jsonb_build_object('type', 'project', 'id', j.id, 'name', j.name) FROM project j WHERE j.id = p.id)
      END AS scope, clock_timestamp() AS now
    FROM policy p
    WHERE p.id IN (${organizationId}::uuid, ${projectId}::uuid) AND p.organization_id = ${organizationId}::uuid
    ORDER BY p.project_id IS NULL DESC
    ${hold ? Prisma.sql`FOR SHARE OF p` : Prisma.empty}`
  let rules: PolicyRules = {}
  const sources: InForce['sources'] = {}
  for (const row of rows) {
    const own = standOf(row, row.now).rules
    const both = stricter(rules, own)
    for (const name of ruleNames)
      if (own[name] !== undefined && JSON.stringify(own[name]) === JSON.stringify(both[name]))
        sources[name] = row.scope
      else if (own[name] !== undefined) sources[name] ??= row.scope
    rules = both
  }
  return { rules, sources }
}
