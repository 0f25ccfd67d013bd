import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { listWebhookDeliveries } from '#lib/contracts/webhooks.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { deliveryScope, requireEndpoint } from './deliveries.ts'
import { instantOf } from './position.ts'
import { type DeliveryRow, presentDelivery, selectDeliveries } from './present.ts'

const listName = 'webhook deliveries'

/**
 * The deliveries of an endpoint, the newest first.
 * @throws CoreError `not_found`
 */
export async function listDeliveries(
  ctx: Ctx,
  { endpointId, cursor, limit, state, type }: Input<typeof listWebhookDeliveries>,
): Promise<Reply<typeof listWebhookDeliveries>> {
  requirePermission(ctx, 'webhook:read')
  await requireEndpoint(ctx, endpointId)
  const after = cursor === undefined ? null : decodeCursor(cursor, listName)
  const rows = await ctx.db.$queryRaw<DeliveryRow[]>`
    ${selectDeliveries}
    WHERE ${deliveryScope(ctx, endpointId)}
      ${state ? Prisma.sql`AND delivery.state::text = ANY(${state})` : Prisma.empty}
      ${type ? Prisma.sql`AND notice.type = ANY(${type})` : Prisma.empty}
      ${after ? Prisma.sql`AND (delivery.created_at, delivery.id) < (${instantOf(after)}::timestamptz, ${after.id}::uuid)` : Prisma.empty}
    ORDER BY delivery.created_at DESC, delivery.id DESC LIMIT ${limit + 1}`
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map(presentDelivery),
    nextCursor: last
      ? encodeCursor({ of: listName, value: last.createdAt.toISOString(), id: last.id })
      : null,
  }
}
