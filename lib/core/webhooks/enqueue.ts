import { v7 as uuidv7 } from 'uuid'
import type { Tx } from '../transaction.ts'

/** What an endpoint is chosen by. */
export interface Told {
  /** The notice, which must have been written before: its id is that of the message. */
  id: string
  organizationId: string
  type: string
  /** null: of the organization itself, which endpoints of a single project are not told of. */
  projectId: string | null
}

/**
 * Makes a delivery, due now, to each enabled endpoint that wants the notice. In the transaction that writes the notice, so that
 * there is never one without its deliveries.
 * @returns how many were made
 */
export async function enqueueDeliveries({ db }: Tx, notice: Told): Promise<number> {
  const { id: noticeId, organizationId, type, projectId } = notice
  // Locked, so that an endpoint that is deleted meanwhile takes its deliveries along instead of failing whoever tells.
  const endpoints = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM webhook_endpoint
    WHERE organization_id = ${organizationId}::uuid AND enabled
      AND (types = '{}' OR ${type} = ANY(types))
      AND (project_id IS NULL OR project_id = ${projectId}::uuid)
    ORDER BY id FOR KEY SHARE`
  for (const { id: endpointId } of endpoints) {
    await db.$executeRaw`
      INSERT INTO webhook_delivery (id, endpoint_id, notice_id, created_at, next_at)
      VALUES (${uuidv7()}::uuid, ${endpointId}::uuid, ${noticeId}::uuid, clock_timestamp(), clock_timestamp())`
  }
  return endpoints.length
}
