import type { listKeyEvents } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { authorizeKey, requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { invalidField } from '../errors.ts'
import { readKey } from './row.ts'

const listName = 'key events'

/**
 * What happened to a key, the newest first: the events of the audit log that are about it.
 * @throws CoreError `not_found` for a key that the actor may not see, `invalid` for a cursor that is not of this list
 */
export async function listEvents(
  ctx: Ctx,
  { keyId, cursor, limit }: Input<typeof listKeyEvents>,
): Promise<Reply<typeof listKeyEvents>> {
  const organizationId = requireOrganization(ctx)
  authorizeKey(ctx, 'read', await readKey(ctx.db, organizationId, keyId))
  const before = cursor === undefined ? null : seqOf(cursor)
  const events = await ctx.db.auditEvent.findMany({
    where: {
      organizationId,
      targetType: 'key',
      targetId: keyId,
      ...(before === null ? {} : { seq: { lt: before } }),
    },
    orderBy: { seq: 'desc' },
    take: limit + 1,
  })
  const page = events.slice(0, limit)
  const last = events.length > limit ? page.at(-1) : undefined
  return {
    items: page.map((event) => ({
      id: event.id,
      at: event.at.toISOString(),
      actor: { type: event.actorType, id: event.actorId, name: event.actorName },
      action: event.action,
      detail: event.detail as Record<string, unknown>,
      ip: event.ip,
      userAgent: event.userAgent,
      requestId: event.requestId,
    })),
    nextCursor: last ? encodeCursor({ of: listName, value: String(last.seq), id: last.id }) : null,
  }
}

function seqOf(cursor: string): bigint {
  const { value } = decodeCursor(cursor, listName)
  if (!/^\d{1,18}$/.test(value))
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  return BigInt(value)
}
