import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'

/** The archived projects of the actor's organization: mostly none. Their keys are as good as disabled. */
export async function archivedProjects(ctx: Ctx): Promise<readonly string[]> {
  const rows = await ctx.db.project.findMany({
    where: { organizationId: requireOrganization(ctx), archivedAt: { not: null } },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}
