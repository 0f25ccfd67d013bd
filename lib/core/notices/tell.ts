import { v7 as uuidv7 } from 'uuid'
import { type NoticeData, type NoticeName, noticeTypes } from '#lib/contracts/notices.ts'
import { mailIsOn } from '#lib/mail.ts'
import type { Tx } from '../transaction.ts'
import { enqueueDeliveries } from '../webhooks/enqueue.ts'

/** Something to be told of. */
export interface NewNotice<N extends NoticeName = NoticeName> {
  organizationId: string
  type: N
  /** What it is told of, once in an organization and type: an audit event's id, a key and an instant. At most 200 characters. */
  subject: string
  projectId?: string | null
  keyId?: string | null
  at: Date
  /** What the schema of the type does not name stays behind. Never a secret. */
  data: NoticeData<N>
  /** The members in whose inboxes it lands; `audienceOf` tells whom a type is for. May be empty: webhooks are told all the same. */
  recipients: readonly string[]
}

/** Seconds that a mail waits for others to the same person, so that what comes at once comes as one. */
export const mailDelay = 30

/**
 * Tells of something: writes the notice, puts it in inboxes, has it mailed where that is chosen, and has it delivered to webhooks. In the
 * transaction of whatever found it, so that it is told exactly when that is remembered.
 * @returns the notice's id; null where it was told before
 * @throws ZodError where the data is not what the type tells
 */
export async function tell<N extends NoticeName>(tx: Tx, notice: NewNotice<N>): Promise<string | null> {
  const { organizationId, type, subject, projectId = null, keyId = null, at, recipients } = notice
  const { mail, urgent, data } = { urgent: false, ...noticeTypes[type] }
  const id = uuidv7()
  const written = await tx.db.$executeRaw`
    INSERT INTO notice (id, organization_id, type, subject, project_id, key_id, at, data)
    VALUES (${id}::uuid, ${organizationId}::uuid, ${type}, ${subject}, ${projectId}::uuid, ${keyId}::uuid, ${at},
      ${JSON.stringify(data.parse(notice.data))}::jsonb)
    ON CONFLICT (organization_id, type, subject) DO NOTHING`
  if (written === 0) return null
  if (recipients.length > 0)
    await tx.db.$executeRaw`
      INSERT INTO notice_recipient (notice_id, user_id, organization_id, mail_at)
      SELECT ${id}::uuid, member.user_id, ${organizationId}::uuid,
        CASE WHEN ${mailIsOn()} AND coalesce(chosen.mail, ${mail})
          THEN clock_timestamp() + make_interval(secs => ${urgent ? 0 : mailDelay}) END
      FROM membership member LEFT JOIN notice_preference chosen
        ON chosen.user_id = member.user_id AND chosen.organization_id = member.organization_id AND chosen.type = ${type}
      WHERE member.organization_id = ${organizationId}::uuid AND member.user_id = ANY(${[...recipients]}::uuid[])`
  await enqueueDeliveries(tx, { id, organizationId, type, projectId })
  return id
}
