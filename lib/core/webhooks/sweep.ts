import { keptDeliveryDays, testType } from '#lib/contracts/webhooks.ts'
import type { Db } from '../context.ts'

/** How many rows one statement deletes, so that none holds locks for long. */
const batch = 5_000

/**
 * Deletes deliveries that are older than they are kept for, with their attempts, and test events that nothing refers to any more.
 * @returns how many deliveries went
 */
export async function sweepDeliveries(db: Db): Promise<number> {
  let total = 0
  for (;;) {
    const gone = await db.$executeRaw`
      DELETE FROM webhook_delivery WHERE id IN (
        SELECT id FROM webhook_delivery
        WHERE created_at < now() - make_interval(days => ${keptDeliveryDays}) AND next_at IS NULL
        LIMIT ${batch}
      )`
    total += gone
    if (gone < batch) break
  }
  await db.$executeRaw`
    DELETE FROM notice WHERE type = ${testType} AND at < now() - make_interval(days => ${keptDeliveryDays})
      AND NOT EXISTS (SELECT 1 FROM webhook_delivery WHERE notice_id = notice.id)`
  return total
}
