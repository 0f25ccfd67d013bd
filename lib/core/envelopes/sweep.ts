import type { Db } from '../context.ts'
import { inBatches, upkeepBatch } from '../in-batches.ts'

/** Destroys what is sealed in envelopes whose time is over, which nobody can open any more. @returns how many there were */
export function sweepEnvelopes(db: Db): Promise<number> {
  return inBatches(
    () => db.$executeRaw`
      UPDATE envelope SET sealed = NULL WHERE id IN (
        SELECT id FROM envelope WHERE sealed IS NOT NULL AND expires_at <= clock_timestamp()
        LIMIT ${upkeepBatch} FOR UPDATE SKIP LOCKED)`,
  )
}
