import type { Invitation, InvitationState } from '#lib/contracts/invitations.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx, Db } from '../context.ts'
import { presentLimit } from '../members/named-projects.ts'

/** What is read of an invitation; of its token only whether there is one. */
export const invitationColumns = {
  id: true,
  organizationId: true,
  email: true,
  role: true,
  invitedByType: true,
  invitedById: true,
  invitedByName: true,
  createdAt: true,
  sentAt: true,
  mailedAt: true,
  expiresAt: true,
  acceptedAt: true,
  acceptedById: true,
  withdrawnAt: true,
  projects: {
    select: { project: { select: { id: true, name: true } } },
    orderBy: { project: { name: 'asc' } },
  },
} satisfies Prisma.InvitationSelect

export type InvitationRow = Prisma.InvitationGetPayload<{ select: typeof invitationColumns }>

/** The database's now, to the millisecond. */
export async function clock(db: Db): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`
    SELECT date_trunc('milliseconds', clock_timestamp()) AS now`
  if (!row) throw new Error('The database did not say what time it is')
  return row.now
}

export function stateOf(row: InvitationRow, now: Date): InvitationState {
  if (row.acceptedAt) return 'accepted'
  if (row.withdrawnAt) return 'withdrawn'
  return row.expiresAt <= now ? 'expired' : 'pending'
}

/** The invitations in a state, as a condition for queries. */
export function inState(state: InvitationState, now: Date): Prisma.InvitationWhereInput {
  const open = { acceptedAt: null, withdrawnAt: null }
  switch (state) {
    case 'accepted':
      return { acceptedAt: { not: null } }
    case 'withdrawn':
      return { withdrawnAt: { not: null } }
    case 'expired':
      return { ...open, expiresAt: { lte: now } }
    case 'pending':
      return { ...open, expiresAt: { gt: now } }
  }
}

/** Those that are in any state but `pending`. */
export const isOver = (now: Date): Prisma.InvitationWhereInput => ({
  OR: (['accepted', 'withdrawn', 'expired'] as const).map((state) => inState(state, now)),
})

/** Invitations as the contract shows them. */
export async function presentInvitations(
  ctx: Ctx,
  rows: readonly InvitationRow[],
  now: Date,
): Promise<Invitation[]> {
  const people = await ctx.db.user.findMany({
    where: { id: { in: rows.flatMap(({ acceptedById }) => acceptedById ?? []) } },
    select: { id: true, name: true },
  })
  const byId = new Map(people.map((person) => [person.id, person]))
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: row.role,
    projects: presentLimit(
      ctx,
      row.projects.map(({ project }) => project),
    ),
    state: stateOf(row, now),
    invitedBy: { type: row.invitedByType, id: row.invitedById, name: row.invitedByName },
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt.toISOString(),
    mailedAt: row.mailedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    acceptedBy: (row.acceptedById && byId.get(row.acceptedById)) || null,
  }))
}

export async function presentInvitation(ctx: Ctx, row: InvitationRow, now: Date): Promise<Invitation> {
  const [presented] = await presentInvitations(ctx, [row], now)
  if (!presented) throw new Error('An invitation was lost on its way')
  return presented
}

/** What an invitation is called in the audit log. */
export const invitationName = (email: string | null) => email ?? 'Link'
