import type { transferOrganization } from '#lib/contracts/members.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { confirmPassword, requirePerson } from '../account/person.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField, notFound } from '../errors.ts'
import { withdrawUnfounded } from '../invitations/unfounded.ts'
import { transaction } from '../transaction.ts'
import { presentMember } from './present.ts'
import { lockMembers, standingOf } from './standing.ts'
import { setMembership } from './update.ts'

/**
 * Hands the organization on: another member becomes an owner, and the actor an admin. Whoever else is an owner stays one.
 * @throws CoreError `not_found`, `forbidden` for a key and for who is no owner any more, `invalid` for a wrong password, `conflict` where
 *   the member is an owner already
 */
export async function transferOwnership(
  ctx: Ctx,
  { organizationId, memberId, password }: Input<typeof transferOrganization>,
): Promise<Reply<typeof transferOrganization>> {
  requirePermission(ctx, 'organization:transfer')
  const person = requirePerson(ctx)
  if (organizationId !== ctx.organizationId) throw notFound()
  await presentMember(ctx, memberId)
  if (memberId === person.id) throw invalidField('memberId', 'You are an owner already')
  await confirmPassword(ctx, password, 'password')
  return transaction(ctx, async (tx) => {
    const locked = await lockMembers(tx, [memberId, person.id])
    const to = locked.byUser.get(memberId)
    const from = locked.byUser.get(person.id)
    if (!to) throw notFound()
    if (!from || standingOf(tx, locked) !== 'OWNER')
      throw new CoreError('forbidden', 'Only an owner can hand the organization on.')
    if (to.role === 'OWNER')
      throw new CoreError('conflict', 'This member is an owner already. To be none, change your own role.')
    await setMembership(tx, to.id, 'OWNER', [])
    await setMembership(tx, from.id, 'ADMIN', [])
    const withdrawn = await withdrawUnfounded(tx, person.id, 'ADMIN')
    const { name } = await tx.db.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: { name: true },
    })
    const owner = await presentMember(tx, memberId)
    await record(tx, {
      action: 'organization.transfer',
      target: { type: 'organization', id: organizationId, name },
      detail: {
        from: { id: person.id, email: person.email },
        to: { id: owner.id, email: owner.email, roleBefore: to.role },
        ...(withdrawn > 0 && { invitationsWithdrawn: withdrawn }),
      },
    })
    return owner
  })
}
