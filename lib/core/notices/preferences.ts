import type { getNoticePreferences, updateNoticePreferences } from '#lib/contracts/inbox.ts'
import { noticeNames, noticeTypes } from '#lib/contracts/notices.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { mailIsOn } from '#lib/mail.ts'
import { requirePerson } from '../account/person.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'

/** What the actor gets by mail of this organization's notices. */
export async function getPreferences(ctx: Ctx): Promise<Reply<typeof getNoticePreferences>> {
  const { id: userId, email } = requirePerson(ctx)
  const organizationId = requireOrganization(ctx)
  const rows = await ctx.db.noticePreference.findMany({ where: { userId, organizationId } })
  const chosen = new Map(rows.map(({ type, mail }) => [type, mail]))
  return {
    mailIsOn: mailIsOn(),
    email,
    items: noticeNames.map((type) => {
      const { title, mail: usual } = noticeTypes[type]
      return { type, title, mail: chosen.get(type) ?? usual, usual }
    }),
  }
}

/** Sets what the actor gets by mail, from the next notice on; of what waits to be sent, too. */
export async function updatePreferences(
  ctx: Ctx,
  { mail }: Input<typeof updateNoticePreferences>,
): Promise<Reply<typeof updateNoticePreferences>> {
  const { id: userId } = requirePerson(ctx)
  const organizationId = requireOrganization(ctx)
  return transaction(ctx, async (tx) => {
    const chosen = Object.entries(mail).flatMap(([type, on]) => (on === undefined ? [] : [{ type, on }]))
    await tx.db.$executeRaw`
      INSERT INTO notice_preference (user_id, organization_id, type, mail)
      SELECT ${userId}::uuid, ${organizationId}::uuid, one.type, one.mail
      FROM unnest(${chosen.map(({ type }) => type)}::text[], ${chosen.map(({ on }) => on)}::boolean[]) AS one (type, mail)
      ORDER BY one.type
      ON CONFLICT (user_id, organization_id, type) DO UPDATE SET mail = excluded.mail`
    return getPreferences(tx)
  })
}
