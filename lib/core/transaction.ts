import { lostToAnother } from '#lib/db/failures.ts'
import type { Prisma, PrismaClient } from '#lib/db/generated/client.ts'
import type { Ctx, Db } from './context.ts'
import { CoreError } from './errors.ts'

/** How often a transaction that lost to another is tried again, before the caller is told to. */
const attempts = 4

/** What a verb may do to the database within a transaction, and where its work after the commit is kept. */
export type Tx = Ctx & { db: Prisma.TransactionClient; afterCommit: (() => Promise<void>)[] }

const isClient = (db: Db): db is PrismaClient => '$transaction' in db

/**
 * Runs `work` in a transaction: the one that is open, or a new one. What `afterCommit` was given runs once the outermost has
 * committed, before the caller is answered. A deadlock or a serialization failure is tried again, so `work` must
 * touch nothing but the database.
 * @throws CoreError `unavailable` where it loses too often, whatever `work` throws, `conflict` for a unique value taken
 */
export async function transaction<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { db } = ctx
  if (!isClient(db)) return work(ctx as Tx)
  for (let attempt = 1; ; attempt += 1) {
    const afterCommit: (() => Promise<void>)[] = []
    try {
      const result = await db.$transaction((open) => work({ ...ctx, db: open, afterCommit }), {
        maxWait: 5_000,
        timeout: 15_000,
      })
      for (const run of afterCommit) await run()
      return result
    } catch (error) {
      if (!lostToAnother(error)) throw error
      if (attempt === attempts)
        throw new CoreError('unavailable', 'Too many changes at once; try again.', {
          retryAfter: 1,
          cause: error,
        })
    }
  }
}

/** Runs `run` after the commit of the transaction that `tx` is, and before the caller is answered. */
export function afterCommit(tx: Tx, run: () => Promise<void>): void {
  tx.afterCommit.push(run)
}
