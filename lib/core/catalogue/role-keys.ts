import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { listRoleKeys } from '#lib/contracts/roles.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { type Concern, countAffected, pageAffected, presentHeld } from './affected.ts'
import { foundRole } from './found.ts'

/** The keys that have a role, whatever it gives them. */
export const concernOfRole = (roleId: string): Concern => ({
  any: [Prisma.sql`k.role_id = ${roleId}::uuid`],
  shifts: Prisma.sql`shift AS (SELECT 0 AS at, '' AS name, FALSE AS gained)`,
  applies: Prisma.sql`FALSE`,
})

/** Who has a role, the newest first. @throws CoreError `not_found` */
export async function roleKeys(
  ctx: Ctx,
  { roleId, cursor, limit }: Input<typeof listRoleKeys>,
): Promise<Reply<typeof listRoleKeys>> {
  requirePermission(ctx, 'permission:read')
  const { id } = await foundRole(ctx, roleId)
  const concern = concernOfRole(id)
  const { rows, nextCursor } = await pageAffected(ctx, concern, { cursor, limit })
  return { keys: await countAffected(ctx, concern), items: rows.map(presentHeld), nextCursor }
}
