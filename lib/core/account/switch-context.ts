import type { switchContext as operation } from '#lib/contracts/account.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { inReachOf } from '../members/reach.ts'
import { requirePerson } from './person.ts'

const named = { id: true, name: true } as const

/** Chooses where this session acts. Every credential of the session follows at its next request. */
export async function switchContext(
  ctx: Ctx,
  input: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  const person = requirePerson(ctx)
  const { organizationId, projectId } = input
  const membership = await ctx.db.membership.findUnique({
    where: { organizationId_userId: { organizationId, userId: person.id } },
    include: { organization: { select: named }, projects: { select: { projectId: true } } },
  })
  if (!membership) throw notFound()
  const project =
    projectId === null
      ? null
      : await ctx.db.project.findFirst({
          where: {
            AND: [
              { organizationId, archivedAt: null },
              projectId ? { id: projectId } : {},
              inReachOf(membership),
            ],
          },
          orderBy: { createdAt: 'asc' },
          select: named,
        })
  if (projectId && !project) throw notFound()
  await ctx.db.session.update({
    where: { id: person.sessionId },
    data: { organizationId, projectId: project?.id ?? null },
  })
  return { organization: membership.organization, project }
}
