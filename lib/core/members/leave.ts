import type { leaveOrganization } from '#lib/contracts/members.ts'
import type { Input } from '#lib/contracts/operation.ts'
import { requirePerson } from '../account/person.ts'
import { recordAll } from '../audit/record-all.ts'
import type { Ctx } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { withdrawUnfounded } from '../invitations/unfounded.ts'
import { type Tx, transaction } from '../transaction.ts'
import { withdrawLinks } from './removal/withdraw-links.ts'
import { lockMembers, requireAnotherOwner } from './standing.ts'

/**
 * Takes the actor out of the organization. The row is locked before anything is counted: whoever makes a key for its person needs it,
 * and comes either before, and is counted, or after, and finds no member.
 * @throws CoreError `not_found` for an organization that the session is not in, `conflict` for the last owner, and for who owns keys or
 *   answers for service accounts
 */
export async function leave(
  ctx: Ctx,
  { organizationId }: Input<typeof leaveOrganization>,
): Promise<undefined> {
  const person = requirePerson(ctx)
  if (organizationId !== ctx.organizationId) throw notFound()
  await transaction(ctx, async (tx) => {
    const locked = await lockMembers(tx, [person.id])
    const member = locked.byUser.get(person.id)
    if (!member) throw notFound()
    if (member.role === 'OWNER') requireAnotherOwner(locked, 'You are its only owner.')
    await refuseOwning(tx, organizationId, person.id)
    const links = await withdrawLinks(tx, person.id)
    const withdrawn = await withdrawUnfounded(tx, person.id, null)
    await tx.db.membership.delete({ where: { id: member.id } })
    const ended = await moveSessions(tx, organizationId, person.id)
    await recordAll(tx, [
      ...links,
      {
        action: 'member.leave',
        target: { type: 'user', id: person.id, name: person.email },
        detail: {
          role: member.role,
          sessionsEnded: ended,
          ...(withdrawn > 0 && { invitationsWithdrawn: withdrawn }),
          ...(links.length > 0 && { handoversWithdrawn: links.length }),
        },
      },
    ])
  })
}

async function refuseOwning(tx: Tx, organizationId: string, userId: string): Promise<void> {
  const keys = await tx.db.apiKey.count({ where: { organizationId, ownerUserId: userId, revokedAt: null } })
  if (keys > 0)
    throw new CoreError(
      'conflict',
      `You own ${keys === 1 ? 'a key that is' : `${keys.toLocaleString('en')} keys that are`} not revoked. Transfer or revoke ${keys === 1 ? 'it' : 'them'} first, or ask an admin to remove you, who decides on ${keys === 1 ? 'it' : 'each'}.`,
    )
  const accounts = await tx.db.serviceAccount.count({
    where: { organizationId, responsibleId: userId, archivedAt: null },
  })
  if (accounts > 0)
    throw new CoreError(
      'conflict',
      `You answer for ${accounts === 1 ? 'a service account' : `${accounts} service accounts`}. Name somebody else for ${accounts === 1 ? 'it' : 'each'} first.`,
    )
}

/** Sessions in the organization go on in another that the person is a member of, or end where there is none. @returns how many ended */
async function moveSessions(tx: Tx, organizationId: string, userId: string): Promise<number> {
  const other = await tx.db.membership.findFirst({
    where: { userId },
    orderBy: { createdAt: 'asc' },
    select: { organizationId: true },
  })
  if (other) {
    await tx.db.session.updateMany({
      where: { userId, organizationId },
      data: { organizationId: other.organizationId, projectId: null },
    })
    return 0
  }
  return tx.db.$executeRaw`
    UPDATE session SET ended_at = now()
    WHERE user_id = ${userId}::uuid AND ended_at IS NULL AND expires_at > now()`
}
