import { databaseAway, lostToAnother } from '#lib/db/failures.ts'
import { log } from '#lib/log.ts'
import type { Db } from '../context.ts'

/**
 * Does the work of each item, and where that cannot be done, undoes that one alone, says so in the log and goes on: what cannot be told
 * must not keep anything else from being told. Within a transaction.
 * @param describe what of an item the log names
 * @throws where the database is away or the transaction lost to another, so that all of it is done again
 */
export async function oneByOne<T>(
  db: Db,
  items: readonly T[],
  describe: (item: T) => object,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  for (const item of items) {
    await db.$executeRaw`SAVEPOINT one`
    try {
      await work(item)
      await db.$executeRaw`RELEASE SAVEPOINT one`
    } catch (err) {
      if (databaseAway(err) || lostToAnother(err)) throw err
      await db.$executeRaw`ROLLBACK TO SAVEPOINT one`
      log.error({ err, ...describe(item) }, 'this could not be told of, and is passed over')
    }
  }
}
