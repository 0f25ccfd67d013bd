import { z } from 'zod'
import type { InboxNotice } from '#lib/contracts/inbox.ts'
import { keyFacts } from '#lib/contracts/notice-types/type.ts'
import { noticePlace, noticeType, noticeWords } from '#lib/contracts/notices.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requirePerson } from '../account/person.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'

/**
 * What is in the actor's inbox, as a condition on `notice_recipient mine` joined with `notice`. What was told of a project that has since
 * come out of reach is not shown any more.
 * @throws CoreError `unauthenticated`, `forbidden` for a key
 */
export function inboxScope(ctx: Ctx): Prisma.Sql {
  const { id } = requirePerson(ctx)
  const reach = ctx.reach
    ? Prisma.sql`AND (notice.project_id IS NULL OR notice.project_id = ANY(${[...ctx.reach]}::uuid[]))`
    : Prisma.empty
  return Prisma.sql`mine.user_id = ${id}::uuid AND mine.organization_id = ${requireOrganization(ctx)}::uuid ${reach}`
}

export interface InboxRow {
  id: string
  type: string
  at: Date
  data: unknown
  readAt: Date | null
}

export const inboxColumns = Prisma.sql`notice.id, notice.type, notice.at, notice.data, mine.read_at AS "readAt"`

const about = z.object(keyFacts).pick({ key: true, project: true })

/** A notice as the contract shows it. */
export function presentNotice({ id, type, at, data, readAt }: InboxRow): InboxNotice {
  const facts = about.safeParse(data).data
  return {
    id,
    type,
    ...noticeWords(type, data),
    at: at.toISOString(),
    key: facts?.key ?? null,
    project: facts?.project ?? null,
    place: noticePlace(type, data),
    urgent: noticeType(type)?.urgent ?? false,
    readAt: readAt?.toISOString() ?? null,
  }
}
