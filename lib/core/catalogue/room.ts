import { maxPermissions, maxRoles } from '#lib/contracts/previews.ts'
import { CoreError } from '../errors.ts'
import type { Tx } from '../transaction.ts'

/**
 * Refuses to go over what an organization may have. The vocabulary must be locked.
 * @param more how many are about to be made
 * @throws CoreError `limit_exceeded`
 */
export async function refuseTooMany(
  { db }: Tx,
  organizationId: string,
  more: { permissions?: number; roles?: number },
): Promise<void> {
  const where = { organizationId }
  const { permissions = 0, roles = 0 } = more
  if (permissions > 0 && (await db.permission.count({ where })) + permissions > maxPermissions)
    throw new CoreError(
      'limit_exceeded',
      `An organization has at most ${maxPermissions} permissions: delete some that nobody uses.`,
    )
  if (roles > 0 && (await db.role.count({ where })) + roles > maxRoles)
    throw new CoreError(
      'limit_exceeded',
      `An organization has at most ${maxRoles} roles: delete some that no key has.`,
    )
}
