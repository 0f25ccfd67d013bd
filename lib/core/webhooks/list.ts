import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { listWebhooks } from '#lib/contracts/webhooks.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { instantOf } from './position.ts'
import { presentEndpoints } from './present.ts'
import { endpointScope } from './scope.ts'

const listName = 'webhooks'

/** Endpoints, the newest first. */
export async function list(ctx: Ctx, input: Input<typeof listWebhooks>): Promise<Reply<typeof listWebhooks>> {
  requirePermission(ctx, 'webhook:read')
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, listName)
  const at = after && instantOf(after)
  const { q } = input
  const rows = await ctx.db.webhookEndpoint.findMany({
    where: {
      AND: [
        endpointScope(ctx),
        q
          ? {
              OR: [
                { url: { contains: q, mode: 'insensitive' } },
                { description: { contains: q, mode: 'insensitive' } },
              ],
            }
          : {},
        after && at ? { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: after.id } }] } : {},
      ],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
  })
  const page = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? page.at(-1) : undefined
  return {
    items: await presentEndpoints(ctx.db, page),
    nextCursor: last
      ? encodeCursor({ of: listName, value: last.createdAt.toISOString(), id: last.id })
      : null,
  }
}
