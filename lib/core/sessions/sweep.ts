import type { Db } from '../context.ts'
import { inBatches, upkeepBatch } from '../in-batches.ts'

/** Days after its end that a session is kept for: what it tells of its address keeps a sign-in from there a familiar one. */
const keptDays = 90

/**
 * Deletes sessions that ended long ago, but each person's last in an organization: by it one sees when they were there.
 * @returns how many went
 */
export function sweepSessions(db: Db): Promise<number> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM session WHERE id IN (
        SELECT id FROM session old WHERE expires_at < now() - make_interval(days => ${keptDays})
          AND EXISTS (SELECT 1 FROM session later WHERE later.user_id = old.user_id
            AND later.organization_id IS NOT DISTINCT FROM old.organization_id
            AND (later.last_seen_at, later.id) > (old.last_seen_at, old.id))
        LIMIT ${upkeepBatch})`,
  )
}
