import type { Db } from '../context.ts'
import { inBatches, upkeepBatch } from '../in-batches.ts'

/** Days for which a link that has ended says so to whoever opens it; after that it is as good as none. */
const tellingDays = 30

/** Takes their tokens from invitations that ended long ago. @returns how many there were */
export function sweepInvitations(db: Db): Promise<number> {
  return inBatches(
    () => db.$executeRaw`
      UPDATE invitation SET token_digest = NULL WHERE id IN (
        SELECT id FROM invitation
        WHERE token_digest IS NOT NULL AND expires_at < now() - make_interval(days => ${tellingDays})
        LIMIT ${upkeepBatch} FOR UPDATE SKIP LOCKED)`,
  )
}
