import { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { type DeliveryRow, selectDeliveries } from './present.ts'
import { endpointScope } from './scope.ts'

/** @throws CoreError `not_found` for an endpoint out of the actor's reach */
export async function requireEndpoint(ctx: Ctx, id: string): Promise<void> {
  const row = await ctx.db.webhookEndpoint.findFirst({
    where: { AND: [endpointScope(ctx), { id }] },
    select: { id: true },
  })
  if (!row) throw notFound()
}

/**
 * The deliveries of an endpoint that the actor may see, as a condition over `selectDeliveries`: an endpoint that was another project's
 * once has told of that one too.
 */
export function deliveryScope({ reach }: Ctx, endpointId: string): Prisma.Sql {
  const ofReach = reach ? Prisma.sql`AND notice.project_id = ANY(${[...reach]}::uuid[])` : Prisma.empty
  return Prisma.sql`delivery.endpoint_id = ${endpointId}::uuid ${ofReach}`
}

/** @throws CoreError `not_found` for a delivery that is not this endpoint's, or out of the actor's reach */
export async function readDelivery(ctx: Ctx, endpointId: string, id: string): Promise<DeliveryRow> {
  const [row] = await ctx.db.$queryRaw<DeliveryRow[]>`
    ${selectDeliveries} WHERE ${deliveryScope(ctx, endpointId)} AND delivery.id = ${id}::uuid`
  if (!row) throw notFound()
  return row
}
