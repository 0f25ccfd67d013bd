import type { listAuditEvents } from '#lib/contracts/audit.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { invalidField } from '../errors.ts'
import { narrow } from './narrow.ts'
import { readPage } from './page.ts'
import { presentEvents } from './present.ts'

const listName = 'audit events'
const end = 2n ** 63n - 1n

/**
 * What happened, the newest first.
 * @throws CoreError `forbidden`, `invalid` for a cursor that is not of this list
 */
export async function list(
  ctx: Ctx,
  { cursor, limit, ...filter }: Input<typeof listAuditEvents>,
): Promise<Reply<typeof listAuditEvents>> {
  requirePermission(ctx, 'audit_event:read')
  const organizationId = requireOrganization(ctx)
  const before = cursor === undefined ? end : placeOf(cursor)
  // Read first: whatever lies at or before it is seen below, so that who follows the log may go on from there.
  const { auditSeq } = await ctx.db.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { auditSeq: true },
  })
  const head = String(auditSeq)
  const narrowed = await narrow(ctx, filter)
  if (!narrowed) return { items: [], nextCursor: null, head, searchedTo: null }
  const { rows, lookedTo } = await readPage(ctx.db, narrowed, before, limit)
  const page = rows.slice(0, limit)
  const items = await presentEvents(ctx.db, organizationId, page)
  const last = page.at(-1)
  if (rows.length > limit && last)
    return { items, nextCursor: cursorAt(last.seq, organizationId), head, searchedTo: last.at }
  if (lookedTo <= narrowed.above + 1n) return { items, nextCursor: null, head, searchedTo: null }
  const { at } = await ctx.db.auditEvent.findUniqueOrThrow({
    where: { organizationId_seq: { organizationId, seq: lookedTo } },
    select: { at: true },
  })
  const nextCursor = cursorAt(String(lookedTo), organizationId)
  return { items, nextCursor, head, searchedTo: at.toISOString() }
}

const cursorAt = (seq: string, organizationId: string) =>
  encodeCursor({ of: listName, value: seq, id: organizationId })

function placeOf(cursor: string): bigint {
  const { value } = decodeCursor(cursor, listName)
  if (!/^\d{1,18}$/.test(value))
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  return BigInt(value)
}
