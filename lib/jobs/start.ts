import { setTimeout as sleep } from 'node:timers/promises'
import { closeDatabase, openDatabase } from '#lib/db/client.ts'
import { EnvironmentError, env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { makeBoss } from './boss.ts'
import { type Queues, takePart } from './queues.ts'
import { startTelling } from './telling.ts'
import { startDelivering } from './webhooks/run.ts'

/** Connections of the jobs' own, so that no request ever waits for a job, nor a job for requests. */
const connections = 6

/** Milliseconds until the queues are tried again, where the database did not let us. */
const tryAgain = 5_000

export interface Jobs {
  /** Begins nothing more, lets what is under way finish for `patience` milliseconds, and leaves the rest to whoever comes next. */
  stop(patience: number): Promise<void>
}

/**
 * Starts what works behind the portal: telling people and webhooks of what happened, and upkeep by the clock. One set in an
 * instance; of several instances each has one, and they share the work. While the database is away it waits, and then goes on.
 * @throws EnvironmentError where no DATABASE_URL is set
 */
export function startJobs(): Jobs {
  const { DATABASE_URL: url } = env()
  if (!url)
    throw new EnvironmentError(['DATABASE_URL is missing: set it to a PostgreSQL URL, or use npm start.'])
  const database = openDatabase({ url, connections })
  const { prisma: db, pool } = database
  const telling = startTelling({ db })
  const delivering = startDelivering({ db })
  const boss = makeBoss(pool)
  const stopping = new AbortController()
  const { signal } = stopping

  async function join(): Promise<Queues | null> {
    while (!signal.aborted) {
      try {
        await boss.start()
        return await takePart(boss, db)
      } catch (err) {
        log.warn({ err }, 'the queues are not there yet')
        await sleep(tryAgain, undefined, { signal }).catch(() => undefined)
      }
    }
    return null
  }
  const queues = join()

  async function stopAll(patience: number): Promise<void> {
    stopping.abort()
    const leave = async () => {
      await (await queues)?.stop()
      // What is still at work then goes back to the queue.
      await boss.stop({ graceful: true, timeout: Math.max(1_000, patience - 1_000) })
    }
    await Promise.all([telling.stop(), delivering.stop(), leave()])
  }

  return {
    async stop(patience) {
      const late = sleep(patience, 'late', { ref: false })
      if ((await Promise.race([stopAll(patience), late])) === 'late')
        log.warn('jobs were left under way; they are taken up again')
      // A pool waits for what is out; the process does not.
      await Promise.race([closeDatabase(database), sleep(1_000, undefined, { ref: false })])
    },
  }
}
