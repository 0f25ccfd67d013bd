import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'

/** The projects in the actor's reach: the organization's; for a key, its own alone. */
export function projectScope(ctx: Ctx): { organizationId: string; id?: string } {
  const organizationId = requireOrganization(ctx)
  return ctx.actor.type === 'key' && ctx.projectId
    ? { organizationId, id: ctx.projectId }
    : { organizationId }
}
