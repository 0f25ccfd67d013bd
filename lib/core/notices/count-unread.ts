import { countedUnread, type countUnreadNotices } from '#lib/contracts/inbox.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { inboxScope } from './inbox.ts'

/** How much in the actor's inbox is unread, counted so far and no further: every page asks for it. */
export async function countUnread(ctx: Ctx): Promise<Reply<typeof countUnreadNotices>> {
  const [row] = await ctx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM notice_recipient mine JOIN notice ON notice.id = mine.notice_id
      WHERE ${inboxScope(ctx)} AND mine.read_at IS NULL LIMIT ${countedUnread + 1}
    ) AS unread`
  const count = row?.count ?? 0
  return { count: Math.min(count, countedUnread), more: count > countedUnread }
}
