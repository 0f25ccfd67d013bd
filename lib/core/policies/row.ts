import type { Policy, PolicyScope } from '#lib/contracts/policies.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import type { Tx } from '../transaction.ts'
import { projectOf } from './scope.ts'
import { type Standing, type StoredPolicy, silent, standOf } from './stand.ts'

interface PolicyRow extends StoredPolicy {
  version: number
  updatedAt: Date | null
}

/** A policy and how it stands at the database's now. */
export interface FoundPolicy {
  scope: PolicyScope
  row: PolicyRow
  standing: Standing
  /** The database's clock as it was read, in whole milliseconds. */
  now: Date
}

/** The policy of a scope, which may ask nothing. */
export async function readPolicy(ctx: Ctx, scope: PolicyScope): Promise<FoundPolicy> {
  const [row] = await ctx.db.$queryRaw<(PolicyRow & { now: Date })[]>`
    SELECT p.rules, p.since, p.next, p.next_from AS "nextFrom", p.draft, p.version, p.updated_at AS "updatedAt",
      date_trunc('milliseconds', clock_timestamp()) AS now
    FROM (SELECT 1) one LEFT JOIN policy p ON p.id = ${scope.id}::uuid`
  if (!row) throw new Error('The database does not tell the time')
  const found = row.version === null ? { ...silent, version: 0, updatedAt: null } : row
  return { scope, row: found, standing: standOf(found, row.now), now: row.now }
}

/**
 * Takes a policy to change it: locked until the commit, and made where there was none. Who makes or changes a key meanwhile waits,
 * and is held to what it says then.
 * @throws CoreError `precondition_failed` where it is no longer of the version that the caller read
 */
export async function openPolicy(
  tx: Tx,
  scope: PolicyScope,
  ifVersion: number | undefined,
): Promise<FoundPolicy> {
  await tx.db.$executeRaw`
    INSERT INTO policy (id, organization_id, project_id, version)
    VALUES (${scope.id}::uuid, ${tx.organizationId}::uuid, ${projectOf(scope)}::uuid, 0)
    ON CONFLICT (id) DO NOTHING`
  await tx.db.$executeRaw`SELECT 1 FROM policy WHERE id = ${scope.id}::uuid FOR NO KEY UPDATE`
  const found = await readPolicy(tx, scope)
  if (ifVersion !== undefined && ifVersion !== found.row.version)
    throw new CoreError(
      'precondition_failed',
      'Somebody changed this policy since you read it; read it again.',
    )
  return found
}

/** A policy as the contract shows it. */
export function presentPolicy({ scope, row, standing }: FoundPolicy): Policy {
  const { rules, since, next, draft } = standing
  return {
    scope,
    rules,
    since: Object.fromEntries(Object.entries(since).map(([name, at]) => [name, at.toISOString()])),
    next: next && { rules: next.rules, from: next.from.toISOString() },
    draft,
    version: row.version,
    updatedAt: row.version === 0 ? null : (row.updatedAt?.toISOString() ?? null),
  }
}
