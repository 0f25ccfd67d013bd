import type { ServiceAccount } from '#lib/contracts/service-accounts.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'

export interface ServiceAccountRow {
  id: string
  name: string
  description: string
  archivedAt: Date | null
  createdAt: Date
  updatedAt: Date
  version: number
  responsibleId: string | null
  responsibleName: string | null
}

/** Whoever is no member any more answers for nothing. */
export const accountColumns = Prisma.sql`
  a.id, a.name, a.description, a.archived_at AS "archivedAt", a.created_at AS "createdAt", a.updated_at AS "updatedAt",
  a.version, person.id AS "responsibleId", person.name AS "responsibleName"`
export const accountJoins = Prisma.sql`
  LEFT JOIN membership answering ON answering.user_id = a.responsible_id AND answering.organization_id = a.organization_id
  LEFT JOIN "user" person ON person.id = answering.user_id`

/** How far the keys of one account are counted. */
const countedTo = 10_000
/** Of how many of them, the newest, the last use is looked up. */
const askedForUse = 1000

/** Service accounts as the contract shows them. How many keys they have is for who may see every key. */
export async function presentAccounts(
  ctx: Ctx,
  rows: readonly ServiceAccountRow[],
): Promise<ServiceAccount[]> {
  const seesAll = ctx.permissions.has('api_key:read:any') && ctx.reach === null
  const uses = seesAll ? await usesOf(ctx, rows) : new Map<string, Use>()
  return rows.map((row) => {
    const use = uses.get(row.id)
    return {
      id: row.id,
      name: row.name,
      description: row.description,
      responsible:
        row.responsibleId === null ? null : { id: row.responsibleId, name: row.responsibleName ?? '' },
      keys: use?.keys ?? null,
      lastUsedAt: use?.lastUsedAt?.toISOString() ?? null,
      archivedAt: row.archivedAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      version: row.version,
    }
  })
}

/**
 * One service account as the contract shows it.
 * @throws CoreError `not_found` for one that the organization does not have
 */
export async function presentAccount(ctx: Ctx, id: string): Promise<ServiceAccount> {
  const rows = await ctx.db.$queryRaw<ServiceAccountRow[]>`
    SELECT ${accountColumns} FROM service_account a ${accountJoins}
    WHERE a.id = ${id}::uuid AND a.organization_id = ${requireOrganization(ctx)}::uuid`
  const [account] = await presentAccounts(ctx, rows)
  if (!account) throw notFound()
  return account
}

interface Use {
  id: string
  keys: number
  lastUsedAt: Date | null
}

async function usesOf(ctx: Ctx, rows: readonly ServiceAccountRow[]): Promise<ReadonlyMap<string, Use>> {
  const ids = rows.map(({ id }) => id)
  const uses = await ctx.db.$queryRaw<Use[]>`
    SELECT asked.id, working.keys, used.at AS "lastUsedAt"
    FROM unnest(${ids}::uuid[]) AS asked (id) CROSS JOIN LATERAL (
      SELECT count(*)::int AS keys FROM (
        SELECT 1 FROM api_key k WHERE k.owner_service_account_id = asked.id AND k.revoked_at IS NULL LIMIT ${countedTo}
      ) counted
    ) working CROSS JOIN LATERAL (
      SELECT max(l.at) AS at FROM (
        SELECT k.id FROM api_key k WHERE k.owner_service_account_id = asked.id
        ORDER BY k.created_at DESC, k.id DESC LIMIT ${askedForUse}
      ) newest JOIN key_last_use l ON l.key_id = newest.id
    ) used`
  return new Map(uses.map((use) => [use.id, use]))
}
