import type { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'

/** The projects in the actor's reach, as a condition for queries. */
export function projectScope(ctx: Ctx): Prisma.ProjectWhereInput {
  return { organizationId: requireOrganization(ctx), ...(ctx.reach ? { id: { in: [...ctx.reach] } } : {}) }
}
