import { removalDays } from '#lib/contracts/removal.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { isGood } from '../../usage/good.ts'

/** The hours that count as the last days, as a condition on `key_usage u`: whole hours, as use is counted by them. */
export const lastDays = Prisma.sql`u.hour >= date_trunc('hour', now()) - make_interval(days => ${removalDays})`

/** That the key `k` was used, and was good, in the last days. */
export const isUsed = Prisma.sql`EXISTS (
  SELECT 1 FROM key_usage u WHERE u.key_id = k.id AND ${isGood} AND u.count > 0 AND ${lastDays})`
