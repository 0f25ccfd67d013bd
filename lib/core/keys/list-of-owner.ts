import { holds } from '#lib/contracts/permissions.ts'
import { requireOrganization, requirePermission, selfAsOwner } from '../authorize.ts'
import type { Ctx, Db } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { listStanding } from './list-standing.ts'

/** Whose keys one's own are: the person, or the owner of the calling key; null for who owns none. */
export function ownerIdOf(ctx: Ctx): string | null {
  const self = selfAsOwner(ctx)
  return self && (self.userId ?? self.serviceAccountId)
}

/**
 * The keys of one owner that are not revoked, as `listStanding` gives them.
 *
 * Whoever may see no more than its own keys is told so of every other owner alike, whether or not there is such a one.
 * @throws CoreError `forbidden` for another's keys, `not_found` where nobody of that id owns or may own keys of the organization
 */
export async function listOfOwner(
  ctx: Ctx,
  { ownerId, cursor }: { ownerId: string; cursor?: string | undefined },
): ReturnType<typeof listStanding> {
  requirePermission(ctx, 'api_key:read')
  const organizationId = requireOrganization(ctx)
  if (ownerId !== ownerIdOf(ctx)) {
    if (!holds(ctx.permissions, 'api_key:read:any'))
      throw new CoreError('forbidden', 'This needs the permission api_key:read:any, which you do not hold.')
    if (!(await isOwner(ctx.db, organizationId, ownerId))) throw notFound()
  }
  return listStanding(ctx, { owner: ownerId, cursor })
}

/** Members and service accounts, and former ones for as long as there are keys of theirs. */
async function isOwner(db: Db, organizationId: string, ownerId: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT FROM membership
        WHERE organization_id = ${organizationId}::uuid AND user_id = ${ownerId}::uuid)
      OR EXISTS (SELECT FROM service_account
        WHERE organization_id = ${organizationId}::uuid AND id = ${ownerId}::uuid)
      OR EXISTS (SELECT FROM api_key WHERE organization_id = ${organizationId}::uuid
        AND (owner_user_id = ${ownerId}::uuid OR owner_service_account_id = ${ownerId}::uuid)) AS found`
  return row?.found ?? false
}
