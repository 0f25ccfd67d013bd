import type { Db } from './context.ts'
import { keptHours } from './idempotency.ts'
import { inBatches, upkeepBatch } from './in-batches.ts'

/** Deletes the answers that are not repeated any more. @returns how many there were */
export function sweepIdempotency(db: Db): Promise<number> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM idempotency_record WHERE (scope, key) IN (
        SELECT scope, key FROM idempotency_record
        WHERE created_at < now() - make_interval(hours => ${keptHours}) LIMIT ${upkeepBatch})`,
  )
}
