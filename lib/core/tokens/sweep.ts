import type { Db } from '../context.ts'
import { inBatches, upkeepBatch } from '../in-batches.ts'

/** Forgets the revocation of tokens that are past anyway; an hour later, whatever clocks may differ by. @returns how many there were */
export function sweepRevokedTokens(db: Db): Promise<number> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM revoked_token WHERE jti IN (
        SELECT jti FROM revoked_token WHERE expires_at < now() - interval '1 hour' LIMIT ${upkeepBatch})`,
  )
}
