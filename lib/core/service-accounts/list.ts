import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { listServiceAccounts } from '#lib/contracts/service-accounts.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { accountColumns, accountJoins, presentAccounts, type ServiceAccountRow } from './present.ts'

/** Service accounts by name. @throws CoreError `invalid` for a cursor of another list */
export async function list(
  ctx: Ctx,
  { q, archived, responsible, limit, cursor }: Input<typeof listServiceAccounts>,
): Promise<Reply<typeof listServiceAccounts>> {
  requirePermission(ctx, 'member:read')
  const after = cursor === undefined ? null : decodeCursor(cursor, 'service-accounts')
  const conditions = [Prisma.sql`a.organization_id = ${requireOrganization(ctx)}::uuid`]
  if (q !== undefined) {
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`
    conditions.push(Prisma.sql`(a.name ILIKE ${pattern} OR a.description ILIKE ${pattern})`)
  }
  if (archived !== undefined)
    conditions.push(archived ? Prisma.sql`a.archived_at IS NOT NULL` : Prisma.sql`a.archived_at IS NULL`)
  if (responsible !== undefined) conditions.push(Prisma.sql`answering.user_id = ${responsible}::uuid`)
  if (after) conditions.push(Prisma.sql`(a.name, a.id) > (${after.value}, ${after.id}::uuid)`)
  const rows = await ctx.db.$queryRaw<ServiceAccountRow[]>`
    SELECT ${accountColumns} FROM service_account a ${accountJoins}
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY a.name, a.id LIMIT ${limit + 1}`
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: await presentAccounts(ctx, page),
    nextCursor: last ? encodeCursor({ of: 'service-accounts', value: last.name, id: last.id }) : null,
  }
}
