import type { Pool } from 'pg'
import { type ConstructorOptions, PgBoss } from 'pg-boss'
import { databaseAway } from '#lib/db/failures.ts'
import { log } from '#lib/log.ts'

/** The schema that pg-boss keeps in our database; it makes and migrates its own tables. */
export const bossSchema = 'pgboss'

/** Seconds after which a job whose process says nothing is another's; and how long one may take in all. */
export const silence = 30
export const longestJob = 900

/** How pg-boss's queues are kept: a job that is done is gone an hour later. */
export const queueOptions = {
  // Of one kind and name, one job at a time, waiting or at work, over all instances.
  policy: 'exclusive',
  retryLimit: 2,
  retryDelay: 5,
  expireInSeconds: longestJob,
  heartbeatSeconds: silence,
  retentionSeconds: 24 * 3600,
  deleteAfterSeconds: 3600,
} as const

/** pg-boss over our own pool, whose every wait is bounded. It says in the log what goes wrong, and throws nothing by itself. */
export function makeBoss(pool: Pool, options: Omit<ConstructorOptions, 'db'> = {}): PgBoss {
  const db: NonNullable<ConstructorOptions['db']> = {
    executeSql: (text, values) => pool.query(text, values),
  }
  const boss = new PgBoss({ schema: bossSchema, db, persistWarnings: false, ...options })
  let failures = 0
  boss.on('error', (err) => {
    failures += 1
    // A database that is away for an hour is one trouble, not thousands.
    if (failures % 100 !== 1) return
    if (databaseAway(err)) log.warn({ err, failures }, 'jobs cannot be read right now')
    else log.error({ err, failures }, 'pg-boss reports an error')
  })
  boss.on('warning', ({ message }) => log.debug({ warning: message }, 'pg-boss warns'))
  return boss
}
