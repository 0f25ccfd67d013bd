import { mayOnKey, requireOrganization, selfAsOwner } from '../authorize.ts'
import type { Ctx, Db, KeyOwner } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'

/**
 * Finds whom a key is to belong to.
 * @throws CoreError `invalid` where nobody of that id may own keys of the organization
 */
export async function resolveOwner(db: Db, organizationId: string, ownerId: string): Promise<KeyOwner> {
  const [member, account] = [
    await db.membership.findUnique({
      where: { organizationId_userId: { organizationId, userId: ownerId } },
      select: { id: true },
    }),
    await db.serviceAccount.findFirst({ where: { id: ownerId, organizationId }, select: { id: true } }),
  ]
  if (member) return { userId: ownerId, serviceAccountId: null }
  if (account) return { userId: null, serviceAccountId: ownerId }
  throw invalidField('ownerId', 'No member or service account of the organization has this id')
}

/**
 * The owner of a new key: the one named, else the actor, for a key its own owner. Whether the actor may make keys for
 * them is judged before anybody is looked for, so that the answer tells nothing of who there is.
 * @throws CoreError `forbidden`, `invalid`
 */
export async function ownerForNew(
  ctx: Ctx,
  projectId: string,
  ownerId: string | undefined,
): Promise<KeyOwner> {
  const organizationId = requireOrganization(ctx)
  const self = selfAsOwner(ctx)
  const forSelf = ownerId === undefined || ownerId === (self?.userId ?? self?.serviceAccountId)
  const owner = forSelf ? self : null
  const place = {
    organizationId,
    projectId,
    ownerUserId: owner?.userId ?? null,
    ownerServiceAccountId: owner?.serviceAccountId ?? null,
  }
  if (!mayOnKey(ctx, 'create', place)) {
    const needed = forSelf ? 'api_key:create:own' : 'api_key:create:any'
    throw new CoreError('forbidden', `This needs the permission ${needed}, which you do not hold.`)
  }
  if (owner) return owner
  if (ownerId === undefined) throw invalidField('ownerId', 'Say who is to own the key')
  return resolveOwner(ctx.db, organizationId, ownerId)
}
