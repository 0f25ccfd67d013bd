import { noticeType } from '#lib/contracts/notices.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { MailError, mailIsOn, sendMail } from '#lib/mail.ts'
import type { Db } from '../context.ts'
import { noticeMail } from './letter.ts'

/** Somebody for whom mail waits. */
export interface Addressee {
  userId: string
  organizationId: string
}

/** Minutes until a server that was away is tried again. */
const retryMinutes = 5
/** Hours after which what could not be mailed is left to the inbox alone. */
const giveUpHours = 24
/** How many notices one mail takes along. */
const together = 500

/** For whom mail is due. */
export function addressees(db: Db): Promise<Addressee[]> {
  return db.$queryRaw<Addressee[]>`
    SELECT user_id AS "userId", organization_id AS "organizationId" FROM notice_recipient
    WHERE mail_at <= now() GROUP BY user_id, organization_id ORDER BY min(mail_at) LIMIT 500`
}

interface Waiting {
  id: string
  type: string
  at: Date
  data: unknown
}

/**
 * Mails somebody what is due, and what soon will be, as one mail. What they have read meanwhile, do not want by mail any more, or may not
 * see any more is left out. It is marked as mailed once the server has taken it: whoever dies between the two, or is taken for dead, leaves
 * it to be mailed again. To be called by one at a time for a person.
 * @returns how many notices were mailed
 */
export async function post(db: Db, { userId, organizationId }: Addressee): Promise<number> {
  const theirs = Prisma.sql`mine.user_id = ${userId}::uuid AND mine.organization_id = ${organizationId}::uuid`
  await db.$executeRaw`
    UPDATE notice_recipient mine SET mail_at = NULL FROM notice
    WHERE ${theirs} AND mine.mail_at IS NOT NULL AND notice.id = mine.notice_id
      AND (mine.read_at IS NOT NULL OR NOT ${mailIsOn()}
        OR NOT EXISTS (SELECT 1 FROM membership member
          WHERE member.user_id = mine.user_id AND member.organization_id = mine.organization_id
            AND (notice.project_id IS NULL OR member.role IN ('OWNER', 'ADMIN')
              OR NOT EXISTS (SELECT 1 FROM membership_project one WHERE one.membership_id = member.id)
              OR EXISTS (SELECT 1 FROM membership_project one
                WHERE one.membership_id = member.id AND one.project_id = notice.project_id))))`
  const chosen = await db.noticePreference.findMany({ where: { userId, organizationId } })
  const choice = new Map(chosen.map(({ type, mail }) => [type, mail]))
  const all = await db.$queryRaw<Waiting[]>`
    SELECT notice.id, notice.type, notice.at, notice.data
    FROM notice_recipient mine JOIN notice ON notice.id = mine.notice_id
    WHERE ${theirs} AND mine.mail_at <= now() + interval '1 minute'
    ORDER BY notice.id LIMIT ${together}`
  const wanted = all.filter(({ type }) => choice.get(type) ?? noticeType(type)?.mail ?? false)
  const unwanted = all.filter((one) => !wanted.includes(one)).map(({ id }) => id)
  await settle(db, userId, unwanted, Prisma.sql`mail_at = NULL`)
  if (wanted.length === 0) return 0
  const [user, organization] = await Promise.all([
    db.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } }),
    db.organization.findUniqueOrThrow({ where: { id: organizationId }, select: { name: true } }),
  ])
  const ids = wanted.map(({ id }) => id)
  try {
    await sendMail(
      noticeMail({
        to: user.email,
        organization: organization.name,
        origin: env().LATCHWORK_URL,
        notices: wanted,
      }),
    )
  } catch (err) {
    await putOff(db, userId, ids, err)
    return 0
  }
  await settle(db, userId, ids, Prisma.sql`mail_at = NULL, mailed_at = clock_timestamp()`)
  return wanted.length
}

async function settle(db: Db, userId: string, ids: readonly string[], set: Prisma.Sql): Promise<void> {
  if (ids.length > 0)
    await db.$executeRaw`
      UPDATE notice_recipient SET ${set} WHERE user_id = ${userId}::uuid AND notice_id = ANY(${[...ids]}::uuid[])`
}

/** A server that is away is tried again, for a day; a mail that it refused would be refused again. */
async function putOff(db: Db, userId: string, ids: readonly string[], err: unknown): Promise<void> {
  const away = err instanceof MailError && err.away
  log.warn({ err, userId, notices: ids.length, again: away }, 'notices could not be mailed')
  await db.$executeRaw`
    UPDATE notice_recipient mine SET mail_at = CASE
      WHEN ${away} AND notice.at > now() - make_interval(hours => ${giveUpHours})
      THEN clock_timestamp() + make_interval(mins => ${retryMinutes}) END
    FROM notice WHERE notice.id = mine.notice_id
      AND mine.user_id = ${userId}::uuid AND mine.notice_id = ANY(${[...ids]}::uuid[])`
}
