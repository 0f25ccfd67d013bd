import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { removeMember } from '#lib/contracts/removal.ts'
import { requirePerson } from '../../account/person.ts'
import { recordAll } from '../../audit/record-all.ts'
import { requireOrganization, requirePermission } from '../../authorize.ts'
import { changed } from '../../changes/changed.ts'
import { presentEffective } from '../../changes/present.ts'
import type { Ctx } from '../../context.ts'
import { notFound } from '../../errors.ts'
import { withdrawUnfounded } from '../../invitations/unfounded.ts'
import { lockKeysOf } from '../../keys/of-owner.ts'
import { type Tx, transactionInEffect } from '../../transaction.ts'
import {
  lockMembers,
  refuseTouching,
  requireAnotherOwner,
  requireWholeReach,
  standingOf,
} from '../standing.ts'
import { disposeOfKeys } from './dispose-of-keys.ts'
import { peopleNamed, reassign } from './reassign.ts'
import { leavingMember } from './scope.ts'
import { withdrawLinks } from './withdraw-links.ts'

/** Milliseconds: ten thousand keys take about two seconds of it, and nobody should have more than this. */
const patience = 60_000

/**
 * Removes a member, and leaves nothing of theirs without an owner: all of it in one transaction.
 *
 * The membership is locked before anything is counted. Whoever gives its person a key holds it (`holdOwner`), and so comes either
 * before, and the key is decided on here, or after, and finds no member. Locks are taken in the order in which everybody does:
 * memberships, service accounts, keys, the audit log.
 * @throws CoreError `not_found`, `forbidden` for a member whose role may do more than the actor's, and for a key that is to be
 *   transferred and holds what the actor may not hand on, `conflict` for the last owner, `invalid` for a new owner who is none
 */
export async function remove(
  ctx: Ctx,
  input: Input<typeof removeMember>,
): Promise<Reply<typeof removeMember>> {
  requirePermission(ctx, 'member:update')
  requireWholeReach(ctx)
  const actor = requirePerson(ctx)
  const organizationId = requireOrganization(ctx)
  const { memberId } = input
  const { result, effective } = await transactionInEffect(
    ctx,
    async (tx) => {
      const people = peopleNamed(input, actor.id)
      const locked = await lockMembers(tx, [memberId, actor.id, ...people])
      const membership = locked.byUser.get(memberId)
      if (!membership) throw notFound()
      refuseTouching(standingOf(tx, locked), membership.role)
      if (membership.role === 'OWNER')
        requireAnotherOwner(locked, 'This is the only owner of the organization.')
      const leaving = await leavingMember(tx, memberId)
      // Every key of theirs at once, however many: to name them one by one would tell each node a story.
      changed(tx, { ownerId: memberId })

      const accounts = await reassign(tx, input, { leaving, locked })
      const owned = await lockKeysOf(tx, { userId: memberId, serviceAccountId: null })
      const links = await withdrawLinks(tx, memberId)
      const keys = await disposeOfKeys(tx, input, { owned, leaving, locked, created: accounts.created })
      const invitationsWithdrawn = await withdrawUnfounded(tx, memberId, null)
      await tx.db.membership.delete({ where: { id: membership.id } })
      const sessionsEnded = await endSessions(tx, organizationId, memberId)

      const summary = {
        ...keys.counts,
        serviceAccounts: accounts.count,
        invitationsWithdrawn,
        handoversWithdrawn: links.length,
        sessionsEnded,
      }
      await recordAll(tx, [
        ...accounts.events,
        ...keys.events,
        ...links,
        {
          action: 'member.remove',
          target: { type: 'user', id: memberId, name: leaving.email },
          detail: {
            role: membership.role,
            ...summary,
            newServiceAccount: accounts.created,
            reason: input.reason ?? null,
          },
        },
      ])
      return { ...summary, newServiceAccount: accounts.created }
    },
    patience,
  )
  return { ...result, effective: await presentEffective(ctx, effective) }
}

/** @returns how many ended. In other organizations the person stays signed in. */
async function endSessions(tx: Tx, organizationId: string, userId: string): Promise<number> {
  return tx.db.$executeRaw`
    UPDATE session SET ended_at = now()
    WHERE user_id = ${userId}::uuid AND organization_id = ${organizationId}::uuid
      AND ended_at IS NULL AND expires_at > now()`
}
