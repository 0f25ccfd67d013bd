import type { Input, Reply } from '#lib/contracts/operation.ts'
import { type previewRemoval as contract, maxNamedAccounts } from '#lib/contracts/removal.ts'
import { requireOrganization } from '../../authorize.ts'
import type { Ctx } from '../../context.ts'
import type { OwnedKey } from '../../keys/of-owner.ts'
import { isGood } from '../../usage/good.ts'
import { beyond } from './beyond.ts'
import { leavingMember } from './scope.ts'
import { isUsed, lastDays } from './traffic.ts'

/** @throws CoreError `not_found`, `forbidden` for a member whose role may do more than the actor's */
export async function preview(
  ctx: Ctx,
  { memberId }: Input<typeof contract>,
): Promise<Reply<typeof contract>> {
  const member = await leavingMember(ctx, memberId)
  const organizationId = requireOrganization(ctx)
  const keys = await ctx.db.$queryRaw<(OwnedKey & { used: boolean })[]>`
    SELECT k.id, k.name, k.project_id AS "projectId", k.role_id AS "roleId", k.level::int AS level,
      ARRAY(SELECT p.name FROM key_permission kp JOIN permission p ON p.id = kp.permission_id
        WHERE kp.key_id = k.id) AS permissions,
      ${isUsed} AS used
    FROM api_key k
    WHERE k.organization_id = ${organizationId}::uuid AND k.owner_user_id = ${memberId}::uuid AND k.revoked_at IS NULL`
  const used = keys.filter((key) => key.used)
  const [counts] = await ctx.db.$queryRaw<Counts[]>`
    SELECT
      (SELECT coalesce(sum(u.count), 0)::float8 FROM key_usage u
        WHERE u.key_id = ANY(${used.map(({ id }) => id)}::uuid[]) AND ${isGood} AND ${lastDays}) AS calls,
      (SELECT count(*)::int FROM membership
        WHERE organization_id = ${organizationId}::uuid AND role = 'OWNER' AND user_id <> ${memberId}::uuid) AS "otherOwners",
      (SELECT count(*)::int FROM service_account
        WHERE organization_id = ${organizationId}::uuid AND responsible_id = ${memberId}::uuid) AS "serviceAccounts",
      (SELECT count(*)::int FROM invitation
        WHERE organization_id = ${organizationId}::uuid AND token_digest IS NOT NULL AND expires_at > now()
          AND ((invited_by_type = 'user' AND invited_by_id = ${memberId}::uuid) OR email = ${member.email})
      ) AS invitations,
      (SELECT count(*)::int FROM envelope e JOIN api_key k ON k.id = e.key_id
        WHERE e.organization_id = ${organizationId}::uuid AND e.kind = 'link' AND e.sealed IS NOT NULL
          AND e.expires_at > now() AND k.revoked_at IS NULL
          AND ((e.made_by_type = 'user' AND e.made_by_id = ${memberId}::uuid) OR k.owner_user_id = ${memberId}::uuid)
      ) AS handovers,
      (SELECT count(*)::int FROM session
        WHERE user_id = ${memberId}::uuid AND organization_id = ${organizationId}::uuid
          AND ended_at IS NULL AND expires_at > now()) AS sessions`
  if (!counts) throw new Error('No counts')
  const accounts = await ctx.db.serviceAccount.findMany({
    where: { organizationId, responsibleId: memberId },
    select: { id: true, name: true, archivedAt: true },
    orderBy: [{ archivedAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }, { id: 'asc' }],
    take: maxNamedAccounts,
  })
  const { otherOwners, serviceAccounts, ...rest } = counts
  return {
    ...rest,
    member,
    lastOwner: member.role === 'OWNER' && otherOwners === 0,
    keys: { used: used.length, idle: keys.length - used.length, beyond: (await beyond(ctx, keys)).size },
    serviceAccounts: accounts.map(({ id, name, archivedAt }) => ({
      id,
      name,
      archived: archivedAt !== null,
    })),
    moreServiceAccounts: serviceAccounts - accounts.length,
  }
}

interface Counts {
  calls: number
  otherOwners: number
  serviceAccounts: number
  invitations: number
  handovers: number
  sessions: number
}
