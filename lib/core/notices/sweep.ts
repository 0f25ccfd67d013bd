import { keptNoticeDays } from '#lib/contracts/inbox.ts'
import { testType } from '#lib/contracts/webhooks.ts'
import type { Db } from '../context.ts'
import { inBatches, upkeepBatch } from '../in-batches.ts'

/** Days after which a network that a key is not used from any more is new again. */
const keptAddressDays = 90
/** Days that an alert is kept after its own: longer than any clock is wrong. */
const keptAlertDays = 7

/**
 * Deletes notices that are older than they are kept for, with their places in inboxes; what webhooks were sent of them goes before, by
 * its own sweep. Of what the meter notes of keys it deletes what says nothing any more.
 * @returns how many rows went
 */
export async function sweepNotices(db: Db): Promise<number> {
  const notices = await inBatches(
    () => db.$executeRaw`
      DELETE FROM notice WHERE id IN (
        SELECT id FROM notice
        WHERE at < now() - make_interval(days => ${keptNoticeDays}) AND type <> ${testType}
          AND NOT EXISTS (SELECT 1 FROM webhook_delivery WHERE notice_id = notice.id AND next_at IS NOT NULL)
        LIMIT ${upkeepBatch})`,
  )
  const alerts = await inBatches(
    () => db.$executeRaw`
      DELETE FROM key_alert WHERE (key_id, kind, day) IN (
        SELECT key_id, kind, day FROM key_alert
        WHERE day < current_date - ${keptAlertDays}::int AND told_at IS NOT NULL LIMIT ${upkeepBatch})`,
  )
  // That of the last use is not noted anew while it stays the same.
  const addresses = await inBatches(
    () => db.$executeRaw`
      DELETE FROM key_address WHERE (key_id, network) IN (
        SELECT known.key_id, known.network FROM key_address known JOIN key_last_use used ON used.key_id = known.key_id
        WHERE known.last_seen_at < now() - make_interval(days => ${keptAddressDays})
          AND NOT coalesce(audit_event_address(used.ip) <<= known.network, false)
        LIMIT ${upkeepBatch})`,
  )
  return notices + alerts + addresses
}
