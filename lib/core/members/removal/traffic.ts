import { removalDays } from '#lib/contracts/removal.ts'
import { Prisma } from '#lib/db/generated/client.ts'

/** The hours that count as the last days, as a condition on `key_usage u`: whole hours, as use is counted by them. */
export const lastDays = Prisma.sql`u.hour >= date_trunc('hour', now()) - make_interval(days => ${removalDays})`

/** That the key `k` was verified as good in the last days. */
export const isUsed = Prisma.sql`EXISTS (
  SELECT 1 FROM key_usage u WHERE u.key_id = k.id AND u.outcome = 'VALID' AND u.count > 0 AND ${lastDays})`
