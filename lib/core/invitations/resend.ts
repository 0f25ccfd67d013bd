import type { resendInvitation } from '#lib/contracts/invitations.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { refuseGiving, requireWholeReach } from '../members/standing.ts'
import { afterCommit, transaction } from '../transaction.ts'
import { linksOf, makerOf } from './create.ts'
import { deliver, type Outcome } from './deliver.ts'
import { lockInvitation } from './locked.ts'
import { invitationColumns, invitationName, presentInvitation, stateOf } from './present.ts'
import { newToken, tokenDigest } from './token.ts'
import { holdStanding } from './vouched.ts'

/**
 * Makes a new link for an invitation that waits or has expired, and sends it. From the commit on the old link opens nothing, and the
 * actor stands for the invitation.
 * @throws CoreError `not_found`, `forbidden` for a role beyond the actor's own, `conflict` for one that is over
 */
export async function resend(
  ctx: Ctx,
  { invitationId: id, hours }: Input<typeof resendInvitation>,
): Promise<Reply<typeof resendInvitation>> {
  requirePermission(ctx, 'member:update')
  requireWholeReach(ctx)
  // Known once the mail server has answered, after the commit.
  let outcome: Outcome | null = null as Outcome | null
  const invitation = await transaction(ctx, async (tx) => {
    const standing = await holdStanding(tx)
    const { row, now } = await lockInvitation(tx, id)
    refuseGiving(standing, row.role)
    const state = stateOf(row, now)
    if (state === 'accepted' || state === 'withdrawn')
      throw new CoreError('conflict', `This invitation was ${state}. Make another one.`)
    const token = newToken()
    const expiresAt = new Date(now.getTime() + hours * 3_600_000)
    const after = await tx.db.invitation.update({
      where: { id },
      data: { tokenDigest: tokenDigest(token), sentAt: now, mailedAt: null, expiresAt, ...makerOf(tx) },
      select: invitationColumns,
    })
    const { email, role } = row
    const projects = row.projects.map(({ project }) => project.name)
    const links = await linksOf(tx, [{ id, email, token }], { role, projects, expiresAt })
    afterCommit(tx, async () => {
      outcome = (await deliver(links, ctx))[0] ?? null
    })
    const presented = await presentInvitation(tx, after, now)
    await record(tx, {
      action: 'invitation.resend',
      target: { type: 'invitation', id, name: invitationName(email) },
      detail: { email, role, expiresAt: { from: row.expiresAt, to: expiresAt } },
    })
    return presented
  })
  return { ...invitation, mailedAt: outcome?.mailedAt ?? null, delivery: outcome?.delivery ?? null }
}
