import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getEffectivePolicy } from '#lib/contracts/policies.ts'
import { reaches, requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { invalidField, notFound } from '../errors.ts'
import { mayGiveUnasked, mayMake } from './check.ts'
import { policyInForce } from './in-force.ts'

/** What a key that the actor makes in a project is held to. @throws CoreError `not_found`, `invalid` where no project is said */
export async function getEffective(
  ctx: Ctx,
  { project }: Input<typeof getEffectivePolicy>,
): Promise<Reply<typeof getEffectivePolicy>> {
  requirePermission(ctx, 'policy:read')
  const organizationId = requireOrganization(ctx)
  const projectId = project ?? ctx.projectId
  if (projectId === null) throw invalidField('project', 'Say of which project')
  const there = await ctx.db.project.count({ where: { id: projectId, organizationId } })
  if (there === 0 || !reaches(ctx, projectId)) throw notFound()
  const { rules, sources } = await policyInForce(ctx.db, { organizationId, projectId })
  return {
    projectId,
    rules,
    sources,
    mayCreate: mayMake(ctx, rules),
    needsApproval: mayGiveUnasked(ctx) ? [] : (rules.approvalFor ?? []),
  }
}
