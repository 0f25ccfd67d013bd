import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { database } from '#lib/db/client.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { enqueueDeliveries } from './enqueue.ts'

interface Noticed {
  type?: string
  projectId?: string | null
  data?: object
}

/** Writes a notice and its deliveries, as whoever tells of something does. @returns its id */
export async function notice(ctx: Ctx, { type = 'key.created', projectId = null, data = {} }: Noticed = {}) {
  return transaction(ctx, async (tx) => {
    const organizationId = tx.organizationId ?? ''
    const row = await tx.db.notice.create({
      data: { id: uuidv7(), organizationId, type, subject: randomUUID(), projectId, at: new Date(), data },
    })
    await enqueueDeliveries(tx, row)
    return row.id
  })
}

/** The audit events about an endpoint, the oldest first. */
export function eventsOf(endpointId: string) {
  return database().prisma.auditEvent.findMany({
    where: { targetType: 'webhook', targetId: endpointId },
    orderBy: { seq: 'asc' },
  })
}
