import type { markAllNotices, markNotice } from '#lib/contracts/inbox.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { type InboxRow, inboxColumns, inboxScope, presentNotice } from './inbox.ts'

/**
 * Marks a notice. One that is marked so already keeps the time at which it was.
 * @throws CoreError `not_found` for what is not in the actor's inbox
 */
export async function mark(
  ctx: Ctx,
  { noticeId, read }: Input<typeof markNotice>,
): Promise<Reply<typeof markNotice>> {
  const [row] = await ctx.db.$queryRaw<InboxRow[]>`
    UPDATE notice_recipient mine SET read_at = CASE WHEN ${read} THEN coalesce(mine.read_at, clock_timestamp()) END
    FROM notice WHERE notice.id = mine.notice_id AND ${inboxScope(ctx)} AND mine.notice_id = ${noticeId}::uuid
    RETURNING ${inboxColumns}`
  if (!row) throw notFound()
  return presentNotice(row)
}

/**
 * Marks everything in the actor's inbox as read, or all of some types, as far as they have seen it.
 * @throws CoreError `not_found` where `upTo` is not in it
 */
export async function markAll(
  ctx: Ctx,
  { upTo, type }: Input<typeof markAllNotices>,
): Promise<Reply<typeof markAllNotices>> {
  if (upTo) {
    const [seen] = await ctx.db.$queryRaw<unknown[]>`
      SELECT 1 FROM notice_recipient mine JOIN notice ON notice.id = mine.notice_id
      WHERE ${inboxScope(ctx)} AND mine.notice_id = ${upTo}::uuid`
    if (!seen) throw notFound()
  }
  const marked = await ctx.db.$executeRaw`
    UPDATE notice_recipient mine SET read_at = clock_timestamp()
    FROM notice WHERE notice.id = mine.notice_id AND ${inboxScope(ctx)} AND mine.read_at IS NULL
      ${upTo ? Prisma.sql`AND mine.notice_id <= ${upTo}::uuid` : Prisma.empty}
      ${type ? Prisma.sql`AND notice.type = ANY(${type})` : Prisma.empty}`
  return { marked }
}
