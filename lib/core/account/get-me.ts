import type { getMe as operation } from '#lib/contracts/account.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import { unauthenticated } from '../authorize.ts'
import type { Ctx } from '../context.ts'

const named = { id: true, name: true } as const

/** Who the credential is, where it acts, and what it may do there. */
export async function getMe(ctx: Ctx): Promise<Reply<typeof operation>> {
  const { actor, db, organizationId, projectId } = ctx
  if (actor.type !== 'user' && actor.type !== 'key') throw unauthenticated()
  const [organization, project] = await Promise.all([
    organizationId
      ? db.organization.findUnique({
          where: { id: organizationId },
          select: { ...named, staleSeconds: true, retiredSecretUse: true },
        })
      : null,
    projectId ? db.project.findUnique({ where: { id: projectId }, select: named }) : null,
  ])
  const here = { organization, project, role: ctx.role, permissions: [...ctx.permissions].sort() }
  if (actor.type === 'key')
    return { type: 'key', user: null, key: { id: actor.id, name: actor.name }, ...here, organizations: [] }

  const user = await db.user.findUniqueOrThrow({
    where: { id: actor.id },
    include: {
      memberships: {
        include: { organization: { select: named } },
        orderBy: { createdAt: 'asc' },
        take: 1000,
      },
    },
  })
  return {
    type: 'user',
    user: {
      id: user.id,
      number: user.number,
      email: user.email,
      name: user.name,
      secondFactor: user.totpEnabledAt !== null,
      hasPassword: user.passwordHash !== null,
    },
    key: null,
    ...here,
    organizations: user.memberships.map((one) => ({ ...one.organization, role: one.role })),
  }
}
