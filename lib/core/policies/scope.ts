import type { PolicyScope } from '#lib/contracts/policies.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { projectScope } from '../projects/scope.ts'

/** What a policy is about: the actor's organization, or one project in its reach. @throws CoreError `not_found` */
export async function scopeOf(ctx: Ctx, scopeId: string): Promise<PolicyScope> {
  const organizationId = requireOrganization(ctx)
  if (scopeId === organizationId) return organizationScope(ctx, organizationId)
  const project = await ctx.db.project.findFirst({
    where: { AND: [projectScope(ctx), { id: scopeId }] },
    select: { id: true, name: true },
  })
  if (!project) throw notFound()
  return { type: 'project', ...project }
}

/** @throws CoreError `not_found` where there is no such organization any more */
export async function organizationScope(ctx: Ctx, organizationId: string): Promise<PolicyScope> {
  const organization = await ctx.db.organization.findUnique({
    where: { id: organizationId },
    select: { id: true, name: true },
  })
  if (!organization) throw notFound()
  return { type: 'organization', ...organization }
}

/** @throws CoreError `forbidden` for whoever is bound to projects and would change what holds in others */
export function refuseBeyondReach({ reach }: Ctx, scope: PolicyScope): void {
  if (reach !== null && scope.type === 'organization')
    throw new CoreError(
      'forbidden',
      'This policy holds in every project, and you are bound to your own: change that of a project instead.',
    )
}

/** The id of the scope's project; null for the organization. */
export const projectOf = ({ type, id }: PolicyScope): string | null => (type === 'project' ? id : null)
