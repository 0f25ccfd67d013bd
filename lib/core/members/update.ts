import { governs, type updateMember } from '#lib/contracts/members.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { withdrawUnfounded } from '../invitations/unfounded.ts'
import { type Tx, transaction } from '../transaction.ts'
import { limitText, type NamedProject, namedProjects } from './named-projects.ts'
import { presentMember } from './present.ts'
import {
  lockMembers,
  refuseGiving,
  refuseTouching,
  requireAnotherOwner,
  requireWholeReach,
  standingOf,
} from './standing.ts'

/**
 * Changes a member's role and the projects that it is limited to. Sessions read the row at each request, so it counts from the next
 * one on; keys hold what they were granted.
 * @throws CoreError `not_found`, `forbidden` for a role beyond the actor's own, `conflict` for the last owner, `precondition_failed`
 */
export async function update(
  ctx: Ctx,
  input: Input<typeof updateMember>,
): Promise<Reply<typeof updateMember>> {
  requirePermission(ctx, 'member:update')
  requireWholeReach(ctx)
  const { memberId, ifVersion, projectIds } = input
  return transaction(ctx, async (tx) => {
    const locked = await lockMembers(tx, [memberId, ...(ctx.actor.type === 'user' ? [ctx.actor.id] : [])])
    const member = locked.byUser.get(memberId)
    if (!member) throw notFound()
    const standing = standingOf(tx, locked)
    refuseTouching(standing, member.role)
    const role = input.role ?? member.role
    refuseGiving(standing, role)
    if (ifVersion !== undefined && ifVersion !== member.version)
      throw new CoreError(
        'precondition_failed',
        'Somebody changed this member since you read it; read it again.',
      )
    const before = await limitOf(tx, member.id)
    const kept = governs(role) ? [] : before
    const after = projectIds === undefined ? kept : await namedProjects(tx, role, projectIds)
    const detail = changes(
      { role: member.role, projects: limitText(before) },
      { role, projects: limitText(after) },
    )
    if (Object.keys(detail).length === 0) return presentMember(tx, memberId)
    if (member.role === 'OWNER' && role !== 'OWNER')
      requireAnotherOwner(locked, 'This is the only owner of the organization.')

    await setMembership(tx, member.id, role, after)
    const withdrawn = await withdrawUnfounded(tx, memberId, role)
    const changed = await presentMember(tx, memberId)
    await record(tx, {
      action: 'member.update',
      target: { type: 'user', id: memberId, name: changed.email },
      detail: { ...detail, ...(withdrawn > 0 && { invitationsWithdrawn: withdrawn }) },
    })
    return changed
  })
}

async function limitOf(tx: Tx, membershipId: string): Promise<NamedProject[]> {
  const rows = await tx.db.membershipProject.findMany({
    where: { membershipId },
    select: { project: { select: { id: true, name: true } } },
    orderBy: [{ project: { name: 'asc' } }, { projectId: 'asc' }],
  })
  return rows.map(({ project }) => project)
}

/** Writes what a membership is from now on. */
export async function setMembership(
  tx: Tx,
  id: string,
  role: MemberRole,
  projects: readonly NamedProject[],
): Promise<void> {
  await tx.db.membershipProject.deleteMany({ where: { membershipId: id } })
  await tx.db.membershipProject.createMany({
    data: projects.map((project) => ({ membershipId: id, projectId: project.id })),
  })
  await tx.db.membership.update({ where: { id }, data: { role, version: { increment: 1 } } })
}
