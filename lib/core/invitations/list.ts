import { instant } from '#lib/contracts/fields.ts'
import type { listInvitations } from '#lib/contracts/invitations.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { invalidField } from '../errors.ts'
import { clock, inState, invitationColumns, isOver, presentInvitations } from './present.ts'

/** The halves of the list: those that wait come before those that are over. */
const halves = ['pending', 'over'] as const
const position = /^(pending|over) (.+)$/

/**
 * Invitations: those that wait first, and of each half the newest first. One that is over since a page was read is in the second half
 * as well.
 * @throws CoreError `invalid` for a cursor of another list
 */
export async function list(
  ctx: Ctx,
  input: Input<typeof listInvitations>,
): Promise<Reply<typeof listInvitations>> {
  requirePermission(ctx, 'member:update')
  const { q, state, limit } = input
  const after = afterOf(input.cursor)
  const now = await clock(ctx.db)
  const read = (half: (typeof halves)[number], take: number) =>
    ctx.db.invitation.findMany({
      where: {
        AND: [
          { organizationId: requireOrganization(ctx) },
          half === 'pending' ? inState('pending', now) : isOver(now),
          state ? { OR: state.map((one) => inState(one, now)) } : {},
          q ? { email: { contains: q, mode: 'insensitive' } } : {},
          after?.half === half
            ? { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }
            : {},
        ],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
      select: invitationColumns,
    })
  const rows = after?.half === 'over' ? [] : await read('pending', limit + 1)
  if (rows.length <= limit) rows.push(...(await read('over', limit + 1 - rows.length)))
  const page = rows.slice(0, limit)
  const items = await presentInvitations(ctx, page, now)
  const [last, shown] = rows.length > limit ? [page.at(-1), items.at(-1)] : []
  const half = shown?.state === 'pending' ? 'pending' : 'over'
  return {
    items,
    nextCursor: last
      ? encodeCursor({ of: 'invitations', value: `${half} ${last.createdAt.toISOString()}`, id: last.id })
      : null,
  }
}

function afterOf(cursor: string | undefined) {
  if (cursor === undefined) return null
  const { value, id } = decodeCursor(cursor, 'invitations')
  const [, half, at] = position.exec(value) ?? []
  if (!half || !at || !instant.safeParse(at).success)
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  return { half, at: new Date(at), id }
}
