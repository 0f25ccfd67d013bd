import type { listSessions as operation } from '#lib/contracts/account.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import { requirePerson } from '../account/person.ts'
import type { Ctx } from '../context.ts'
import { idleDays } from './start.ts'

interface Row {
  id: string
  ip: string | null
  userAgent: string | null
  createdAt: Date
  lastSeenAt: Date
}

/** The sessions that work, the actor’s own first, then the one last seen; at most 200. */
export async function listSessions(ctx: Ctx): Promise<Reply<typeof operation>> {
  const person = requirePerson(ctx)
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT id, ip, user_agent AS "userAgent", created_at AS "createdAt", last_seen_at AS "lastSeenAt"
    FROM session
    WHERE user_id = ${person.id}::uuid AND ended_at IS NULL AND expires_at > now()
      AND last_seen_at > now() - make_interval(days => ${idleDays})
    ORDER BY id = ${person.sessionId}::uuid DESC, last_seen_at DESC, id DESC
    LIMIT 200`
  return {
    items: rows.map((row) => ({
      ...row,
      current: row.id === person.sessionId,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
    })),
  }
}
