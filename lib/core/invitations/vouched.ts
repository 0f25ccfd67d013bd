import { mayGiveRole } from '#lib/contracts/members.ts'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import { requireOrganization } from '../authorize.ts'
import type { Db } from '../context.ts'
import { CoreError } from '../errors.ts'
import type { Tx } from '../transaction.ts'

/** Somebody's role, and that it stays so until the commit; null for who is no member. */
async function holdRole(db: Db, organizationId: string, userId: string): Promise<MemberRole | null> {
  const [row] = await db.$queryRaw<{ role: MemberRole }[]>`
    SELECT role::text AS role FROM membership
    WHERE organization_id = ${organizationId}::uuid AND user_id = ${userId}::uuid FOR SHARE`
  return row?.role ?? null
}

/**
 * The actor's own role, held until the commit: against a demotion at the same time, after which the invitation would stand.
 * @throws CoreError `forbidden` for who is no member any more
 */
export async function holdStanding(tx: Tx): Promise<MemberRole> {
  const { actor } = tx
  const role = actor.type === 'user' ? await holdRole(tx.db, requireOrganization(tx), actor.id) : null
  if (!role) throw new CoreError('forbidden', 'Only a member of this organization may do this.')
  return role
}

interface Vouched {
  organizationId: string
  role: MemberRole
  invitedByType: 'user' | 'key' | 'system'
  invitedById: string | null
}

/**
 * Whether whoever made an invitation may still make it. A change of role and a leaving withdraw what is beyond; this holds whatever
 * else may take a member away.
 */
export async function isVouchedFor(db: Db, invitation: Vouched): Promise<boolean> {
  const { organizationId, invitedByType, invitedById } = invitation
  if (invitedByType === 'system') return true
  const role = invitedById && (await holdRole(db, organizationId, invitedById))
  return role !== null && role !== '' && mayGiveRole(role, invitation.role)
}
