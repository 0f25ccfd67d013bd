import type { listNotices } from '#lib/contracts/inbox.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { type InboxRow, inboxColumns, inboxScope, presentNotice } from './inbox.ts'

/** The actor's notices, in the order in which they were told: their ids are that. */
export async function list(ctx: Ctx, input: Input<typeof listNotices>): Promise<Reply<typeof listNotices>> {
  const { unread, type, limit } = input
  const scope = inboxScope(ctx)
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, 'notices')
  const rows = await ctx.db.$queryRaw<InboxRow[]>`
    SELECT ${inboxColumns} FROM notice_recipient mine JOIN notice ON notice.id = mine.notice_id
    WHERE ${scope}
      ${unread === undefined ? Prisma.empty : Prisma.sql`AND mine.read_at IS ${Prisma.raw(unread ? 'NULL' : 'NOT NULL')}`}
      ${type ? Prisma.sql`AND notice.type = ANY(${type})` : Prisma.empty}
      ${after ? Prisma.sql`AND mine.notice_id < ${after.id}::uuid` : Prisma.empty}
    ORDER BY mine.notice_id DESC LIMIT ${limit + 1}`
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map(presentNotice),
    nextCursor: last ? encodeCursor({ of: 'notices', value: '', id: last.id }) : null,
  }
}
