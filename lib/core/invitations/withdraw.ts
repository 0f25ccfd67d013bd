import type { withdrawInvitation } from '#lib/contracts/invitations.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { refuseTouching, requireWholeReach } from '../members/standing.ts'
import { transaction } from '../transaction.ts'
import { lockInvitation } from './locked.ts'
import { invitationColumns, invitationName, presentInvitation, stateOf } from './present.ts'
import { holdStanding } from './vouched.ts'

/**
 * Withdraws an invitation: its link opens nothing from the commit on. One that is over stays as it is; an expired one is withdrawn too,
 * so that nobody sends it again.
 * @throws CoreError `not_found`, `forbidden` for an invitation to a role beyond the actor's own
 */
export async function withdraw(
  ctx: Ctx,
  { invitationId: id }: Input<typeof withdrawInvitation>,
): Promise<Reply<typeof withdrawInvitation>> {
  requirePermission(ctx, 'member:update')
  requireWholeReach(ctx)
  return transaction(ctx, async (tx) => {
    const standing = await holdStanding(tx)
    const { row, now } = await lockInvitation(tx, id)
    refuseTouching(standing, row.role)
    const state = stateOf(row, now)
    if (state === 'accepted' || state === 'withdrawn') return presentInvitation(tx, row, now)
    const after = await tx.db.invitation.update({
      where: { id },
      data: { tokenDigest: null, withdrawnAt: now },
      select: invitationColumns,
    })
    const presented = await presentInvitation(tx, after, now)
    await record(tx, {
      action: 'invitation.withdraw',
      target: { type: 'invitation', id, name: invitationName(row.email) },
      detail: { email: row.email, role: row.role },
    })
    return presented
  })
}
