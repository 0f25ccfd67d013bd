import { lostToAnother } from '#lib/db/failures.ts'
import type { Prisma, PrismaClient } from '#lib/db/generated/client.ts'
import { changeChannel, maxScopes, type Scope } from '#lib/db/notices.ts'
import { type Announcement, confirmer, type Effective } from './changes/confirmer.ts'
import type { Ctx, Db } from './context.ts'
import { CoreError } from './errors.ts'

/** How often a transaction that lost to another is tried again, before the caller is told to. */
const attempts = 4

/** Milliseconds that the transaction of a request may take. */
const requestTimeout = 15_000

/** What a verb may do to the database within a transaction, and where its work after the commit is kept. */
export type Tx = Ctx & {
  db: Prisma.TransactionClient
  afterCommit: (() => Promise<void>)[]
  touched: Set<Scope>
}

/** Within a transaction, too, there is a `$transaction`, for savepoints; what connects is the process's client alone. */
const isClient = (db: Db): db is PrismaClient => '$connect' in db

/** A transaction that has been committed. */
interface Committed<T> {
  result: T
  /** Resolves when what it changed of keys is in effect everywhere; null where it changed nothing of them. */
  confirmed: (() => Promise<Effective>) | null
}

/**
 * Runs `work` in a transaction: the one that is open, or a new one. What `afterCommit` was given runs once the outermost has
 * committed, before the caller is answered; and where keys were changed, the caller is answered when every node knows. A
 * deadlock or a serialization failure is tried again, so `work` must touch nothing but the database.
 * @param timeout milliseconds, for what is no request and takes longer
 * @throws CoreError `unavailable` where it loses too often, whatever `work` throws, `conflict` for a unique value taken
 */
export async function transaction<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>, timeout?: number): Promise<T> {
  const { result, confirmed } = await commit(ctx, work, timeout)
  await confirmed?.()
  return result
}

/** As `transaction`, and tells since when the change is in effect; null within another, whose answer it then is to wait. */
export async function transactionInEffect<T>(
  ctx: Ctx,
  work: (tx: Tx) => Promise<T>,
  timeout?: number,
): Promise<{ result: T; effective: Effective | null }> {
  const { result, confirmed } = await commit(ctx, work, timeout)
  return { result, effective: confirmed && (await confirmed()) }
}

/** As `transaction`, for who has several to commit before waiting for them all. Every `confirmed` must be waited for. */
export async function commit<T>(
  ctx: Ctx,
  work: (tx: Tx) => Promise<T>,
  timeout = requestTimeout,
): Promise<Committed<T>> {
  const { db } = ctx
  if (!isClient(db)) return { result: await work(ctx as Tx), confirmed: null }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTo(ctx, db, work, timeout)
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

async function attemptTo<T>(
  ctx: Ctx,
  db: PrismaClient,
  work: (tx: Tx) => Promise<T>,
  timeout: number,
): Promise<Committed<T>> {
  const afterCommit: (() => Promise<void>)[] = []
  const touched = new Set<Scope>()
  let announcement: Announcement | null = null
  try {
    const result = await db.$transaction(
      async (open) => {
        const done = await work({ ...ctx, db: open, afterCommit, touched })
        if (touched.size > 0) {
          announcement = await confirmer().announce(scopesOf(ctx, touched), ctx.origin.requestId)
          await open.$executeRaw`SELECT pg_notify(${changeChannel}, ${announcement.payload})`
        }
        return done
      },
      { maxWait: 5_000, timeout },
    )
    for (const run of afterCommit) await run()
    const announced = announcement as Announcement | null
    return { result, confirmed: announced && (() => announced.confirmed()) }
  } catch (error) {
    ;(announcement as Announcement | null)?.withdraw()
    throw error
  }
}

/** Runs `run` after the commit of the transaction that `tx` is, and before the caller is answered. */
export function afterCommit(tx: Tx, run: () => Promise<void>): void {
  tx.afterCommit.push(run)
}

/** A notice has room for so many; a change of more is told as one of the whole organization. */
function scopesOf({ organizationId }: Ctx, touched: ReadonlySet<Scope>): readonly Scope[] {
  if (touched.size <= maxScopes) return [...touched]
  if (organizationId) return [`organization:${organizationId}`]
  throw new Error(`A transaction outside an organization changed ${touched.size} keys at once`)
}
