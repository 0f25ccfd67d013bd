import type { listApprovals } from '#lib/contracts/approvals.ts'
import { instant } from '#lib/contracts/fields.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { invalidField } from '../errors.ts'
import { presentApprovals, readApprovals, seen } from './row.ts'

/** Requests for approval, the newest first: one’s own, and for whoever decides those of everybody. */
export async function list(
  ctx: Ctx,
  { cursor, limit, state, key }: Input<typeof listApprovals>,
): Promise<Reply<typeof listApprovals>> {
  const after = cursor === undefined ? null : decodeCursor(cursor, 'approvals')
  if (after && !instant.safeParse(after.value).success)
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  const conditions = [seen(ctx)]
  if (key) conditions.push(Prisma.sql`a.key_id = ${key}::uuid`)
  if (state) conditions.push(inStates(state))
  if (after)
    conditions.push(Prisma.sql`(a.created_at, a.id) < (${after.value}::timestamptz, ${after.id}::uuid)`)
  const rows = await readApprovals(
    ctx.db,
    Prisma.join(conditions, ' AND '),
    Prisma.sql`ORDER BY a.created_at DESC, a.id DESC LIMIT ${limit + 1}`,
  )
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: await presentApprovals(ctx, page),
    nextCursor: last
      ? encodeCursor({ of: 'approvals', value: last.createdAt.toISOString(), id: last.id })
      : null,
  }
}

/** Lapsed is what is pending for a key that was revoked. */
function inStates(states: readonly string[]): Prisma.Sql {
  const parts = states.map((state) => {
    if (state === 'lapsed') return Prisma.sql`a.state = 'pending' AND k.revoked_at IS NOT NULL`
    if (state === 'pending') return Prisma.sql`a.state = 'pending' AND k.revoked_at IS NULL`
    return Prisma.sql`a.state = ${state}::approval_state`
  })
  return Prisma.sql`(${Prisma.join(parts, ' OR ')})`
}
