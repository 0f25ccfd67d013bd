import { instant } from '#lib/contracts/fields.ts'
import type { listInvitations } from '#lib/contracts/invitations.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { invalidField } from '../errors.ts'
import { clock, inState, invitationColumns, presentInvitations } from './present.ts'

/** Invitations, the newest first. @throws CoreError `invalid` for a cursor of another list */
export async function list(
  ctx: Ctx,
  input: Input<typeof listInvitations>,
): Promise<Reply<typeof listInvitations>> {
  requirePermission(ctx, 'member:update')
  const { q, state, limit } = input
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, 'invitations')
  const at = after && new Date(after.value)
  if (after && !instant.safeParse(after.value).success)
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  const now = await clock(ctx.db)
  const rows = await ctx.db.invitation.findMany({
    where: {
      AND: [
        { organizationId: requireOrganization(ctx) },
        state ? { OR: state.map((one) => inState(one, now)) } : {},
        q ? { email: { contains: q, mode: 'insensitive' } } : {},
        after && at ? { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: after.id } }] } : {},
      ],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: invitationColumns,
  })
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: await presentInvitations(ctx, page, now),
    nextCursor: last
      ? encodeCursor({ of: 'invitations', value: last.createdAt.toISOString(), id: last.id })
      : null,
  }
}
