import { database } from '#lib/db/client.ts'
import { pendingMigrations } from '#lib/db/migrations.ts'
import { CoreError } from '../errors.ts'

/** Asks the database whether it answers and is of this version. @throws CoreError `unavailable` where it is not */
export async function ready(): Promise<{ status: 'ok'; database: 'ok'; migrations: 'ok' }> {
  const pending = await pendingMigrations(database().pool)
  if (pending.length > 0)
    throw new CoreError(
      'unavailable',
      `The database lacks ${pending.length} migrations; npm start applies them.`,
      {
        retryAfter: 10,
      },
    )
  return { status: 'ok', database: 'ok', migrations: 'ok' }
}
