import { mayOnKey, requireOrganization, selfAsOwner } from '../authorize.ts'
import type { Db, KeyOwner } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'
import { reachOf } from '../members/reach.ts'
import type { Tx } from '../transaction.ts'

/**
 * Finds whom a key is to belong to. What is found may be gone a moment later: whoever gives a key away holds its owner (`holdOwner`).
 * @throws CoreError `invalid` where nobody of that id may own keys of the organization
 */
export async function resolveOwner(db: Db, organizationId: string, ownerId: string): Promise<KeyOwner> {
  const [member, account] = [
    await db.membership.findUnique({
      where: { organizationId_userId: { organizationId, userId: ownerId } },
      select: { id: true },
    }),
    await db.serviceAccount.findFirst({
      where: { id: ownerId, organizationId, archivedAt: null },
      select: { id: true },
    }),
  ]
  if (member) return { userId: ownerId, serviceAccountId: null }
  if (account) return { userId: null, serviceAccountId: ownerId }
  throw noOwner()
}

export const noOwner = () =>
  invalidField('ownerId', 'No member or service account in use of the organization has this id')

/**
 * Whether somebody may own keys of the actor's organization, and if so, that it stays so until the commit: whoever removes the member
 * or archives the account waits, and then finds the keys that were given meanwhile; whoever comes after them finds no owner.
 *
 * To be called before any key is locked. Everybody locks in this order: memberships, service accounts, keys, the audit log.
 */
export async function holdOwner(tx: Tx, { userId, serviceAccountId }: KeyOwner): Promise<boolean> {
  const organizationId = requireOrganization(tx)
  const held =
    userId === null
      ? await tx.db.$executeRaw`
          SELECT 1 FROM service_account
          WHERE id = ${serviceAccountId}::uuid AND organization_id = ${organizationId}::uuid AND archived_at IS NULL
          FOR KEY SHARE`
      : await tx.db.$executeRaw`
          SELECT 1 FROM membership
          WHERE user_id = ${userId}::uuid AND organization_id = ${organizationId}::uuid FOR KEY SHARE`
  return held > 0
}

/**
 * Refuses a person as owner of keys in projects beyond theirs: they could neither see nor change them.
 * @param path where the owner is named in the body
 * @throws CoreError `invalid`
 */
export async function refuseOutOfReach(
  tx: Tx,
  { userId }: KeyOwner,
  projectIds: readonly string[],
  path = 'ownerId',
): Promise<void> {
  if (userId === null) return
  const member = await tx.db.membership.findFirst({
    where: { organizationId: requireOrganization(tx), userId },
    select: { role: true, projects: { select: { projectId: true } }, user: { select: { name: true } } },
  })
  const own = member?.projects.map(({ projectId }) => projectId) ?? []
  const reach = member && reachOf(member.role, own)
  if (reach && !projectIds.every((id) => reach.includes(id)))
    throw invalidField(
      path,
      `${member.user.name} is limited to other projects: add ${projectIds.length === 1 ? 'the key’s' : 'those of the keys'} to theirs, or choose another owner`,
    )
}

/**
 * The owner of a new key: the one named, else the actor, for a key its own owner. It is held until the commit. Whether the actor may
 * make keys for them is judged before anybody is looked for, so that the answer tells nothing of who there is.
 * @throws CoreError `forbidden`, `invalid`
 */
export async function ownerForNew(tx: Tx, projectId: string, ownerId: string | undefined): Promise<KeyOwner> {
  const organizationId = requireOrganization(tx)
  const self = selfAsOwner(tx)
  const forSelf = ownerId === undefined || ownerId === (self?.userId ?? self?.serviceAccountId)
  const owner = forSelf ? self : null
  const place = {
    organizationId,
    projectId,
    ownerUserId: owner?.userId ?? null,
    ownerServiceAccountId: owner?.serviceAccountId ?? null,
  }
  if (!mayOnKey(tx, 'create', place)) {
    const needed = forSelf ? 'api_key:create:own' : 'api_key:create:any'
    throw new CoreError('forbidden', `This needs the permission ${needed}, which you do not hold.`)
  }
  if (owner) {
    if (!(await holdOwner(tx, owner)))
      throw new CoreError(
        'forbidden',
        'Only who is a member of the organization, or a service account in use, owns keys.',
      )
    return owner
  }
  if (ownerId === undefined) throw invalidField('ownerId', 'Say who is to own the key')
  const named = await resolveOwner(tx.db, organizationId, ownerId)
  if (!(await holdOwner(tx, named))) throw noOwner()
  await refuseOutOfReach(tx, named, [projectId])
  return named
}
