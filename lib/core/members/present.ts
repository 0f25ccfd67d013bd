import type { Member } from '#lib/contracts/members.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { presentLimit } from './named-projects.ts'

export const memberColumns = {
  id: true,
  role: true,
  version: true,
  createdAt: true,
  user: { select: { id: true, name: true, email: true, totpEnabledAt: true } },
  projects: {
    select: { project: { select: { id: true, name: true } } },
    orderBy: { project: { name: 'asc' } },
  },
} satisfies Prisma.MembershipSelect

export type MemberRow = Prisma.MembershipGetPayload<{ select: typeof memberColumns }>

interface Use {
  userId: string
  lastSeenAt: Date | null
  keys: number
}

/** How far the keys of one person are counted. */
const countedTo = 10_000

/** Members as the contract shows them. How they sign in and what they do is for who governs them, and for themselves. */
export async function presentMembers(ctx: Ctx, rows: readonly MemberRow[]): Promise<Member[]> {
  const mayAll = ctx.permissions.has('member:update')
  const self = ctx.actor.type === 'user' ? ctx.actor.id : null
  const shown = rows.map(({ user }) => user.id).filter((id) => mayAll || id === self)
  const uses = new Map((await usesOf(ctx, shown)).map((use) => [use.userId, use]))
  return rows.map((row) => {
    const { user } = row
    const use = uses.get(user.id)
    return {
      id: user.id,
      email: user.email,
      name: user.name,
      role: row.role,
      projects: presentLimit(
        ctx,
        row.projects.map(({ project }) => project),
      ),
      secondFactor: use ? user.totpEnabledAt !== null : null,
      keys: use?.keys ?? null,
      lastSeenAt: use?.lastSeenAt?.toISOString() ?? null,
      joinedAt: row.createdAt.toISOString(),
      version: row.version,
    }
  })
}

/**
 * One member as the contract shows them.
 * @throws CoreError `not_found` for who is no member of the actor's organization
 */
export async function presentMember(ctx: Ctx, userId: string): Promise<Member> {
  const row = await ctx.db.membership.findUnique({
    where: { organizationId_userId: { organizationId: requireOrganization(ctx), userId } },
    select: memberColumns,
  })
  const [member] = row ? await presentMembers(ctx, [row]) : []
  if (!member) throw notFound()
  return member
}

/** What people do in this organization; what they do in others is not its business. */
async function usesOf(ctx: Ctx, userIds: readonly string[]): Promise<Use[]> {
  if (userIds.length === 0) return []
  const organizationId = requireOrganization(ctx)
  return ctx.db.$queryRaw<Use[]>`
    SELECT asked.id AS "userId",
      (SELECT max(last_seen_at) FROM session WHERE user_id = asked.id AND organization_id = ${organizationId}::uuid)
        AS "lastSeenAt",
      (SELECT count(*)::int FROM (
        SELECT 1 FROM api_key WHERE owner_user_id = asked.id AND organization_id = ${organizationId}::uuid
          AND revoked_at IS NULL LIMIT ${countedTo}
      ) owned) AS keys
    FROM unnest(${[...userIds]}::uuid[]) AS asked (id)`
}
