import type { listAuditCheckpoints } from '#lib/contracts/audit.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { invalidField } from '../errors.ts'

const listName = 'audit checkpoints'

/**
 * Checkpoints of the organization's log, the newest first.
 * @throws CoreError `forbidden`, `invalid` for a cursor that is not of this list
 */
export async function listCheckpoints(
  ctx: Ctx,
  { cursor, limit }: Input<typeof listAuditCheckpoints>,
): Promise<Reply<typeof listAuditCheckpoints>> {
  requirePermission(ctx, 'audit_event:read')
  const organizationId = requireOrganization(ctx)
  const before = cursor === undefined ? null : placeOf(cursor)
  const rows = await ctx.db.auditCheckpoint.findMany({
    where: { organizationId, ...(before === null ? {} : { seq: { lt: before } }) },
    orderBy: { seq: 'desc' },
    take: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map(({ seq, hash, at, jws }) => ({
      seq: String(seq),
      hash: Buffer.from(hash).toString('hex'),
      at: at.toISOString(),
      jws,
    })),
    nextCursor: last ? encodeCursor({ of: listName, value: String(last.seq), id: organizationId }) : null,
  }
}

function placeOf(cursor: string): bigint {
  const { value } = decodeCursor(cursor, listName)
  if (!/^\d{1,18}$/.test(value))
    throw invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  return BigInt(value)
}
