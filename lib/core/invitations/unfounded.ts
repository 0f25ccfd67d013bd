import { mayGiveRole } from '#lib/contracts/members.ts'
import { type MemberRole, memberRoles } from '#lib/contracts/permissions.ts'
import { requireOrganization } from '../authorize.ts'
import type { Tx } from '../transaction.ts'

/**
 * Withdraws the invitations that somebody has out and could not make any more, and of who is no member any more those that wait for
 * their own address, so that nobody comes back, or up again, by a link that they kept. Must come after the membership is locked, as
 * acceptance locks it too.
 * @param userId who made, or last sent, the invitations
 * @param role what that person is from now on; null: no member
 * @returns how many were withdrawn
 */
export async function withdrawUnfounded(tx: Tx, userId: string, role: MemberRole | null): Promise<number> {
  const beyond = memberRoles.filter((given) => role === null || !mayGiveRole(role, given))
  return tx.db.$executeRaw`
    UPDATE invitation
    SET withdrawn_at = date_trunc('milliseconds', clock_timestamp()), token_digest = NULL
    WHERE organization_id = ${requireOrganization(tx)}::uuid AND token_digest IS NOT NULL
      AND ((invited_by_type = 'user' AND invited_by_id = ${userId}::uuid AND role::text = ANY(${beyond}))
        OR (${role === null} AND email = (SELECT email FROM "user" WHERE id = ${userId}::uuid)))`
}
