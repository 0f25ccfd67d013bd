import { setTimeout as sleep } from 'node:timers/promises'
import type { PgBoss } from 'pg-boss'
import { type Addressee, addressees, post } from '#lib/core/notices/post.ts'
import type { PrismaClient } from '#lib/db/generated/client.ts'
import { log } from '#lib/log.ts'
import { queueOptions } from './boss.ts'
import { tasks } from './upkeep.ts'

/*
 * What pg-boss is for: whose turn it is. What must not be lost is a row of ours, written with what it tells of; a job says that
 * somebody is at it, and that they still live. So a job may be lost, and is made again from the rows.
 */

const upkeepQueue = 'upkeep'
const mailQueue = 'mail'

/** Milliseconds between looks at whom mail is due for. */
const lookEvery = 5_000

export interface Queues {
  /** Makes no new jobs; pg-boss itself is stopped apart. */
  stop(): Promise<void>
}

/** Has this process take part in the queues. @throws what `pg` throws while the database is away: then it is to be tried again */
export async function takePart(boss: PgBoss, db: PrismaClient): Promise<Queues> {
  for (const queue of [upkeepQueue, mailQueue]) await boss.createQueue(queue, queueOptions)
  await keepSchedules(boss)
  await boss.work<{ task: string }>(
    upkeepQueue,
    { localConcurrency: 2, pollingIntervalSeconds: 5 },
    async ([job]) => {
      const task = job?.data.task ?? ''
      const done = await tasks[task]?.run(db)
      if (done) log.debug({ task, done }, 'upkeep')
    },
  )
  await boss.work<Addressee>(
    mailQueue,
    { localConcurrency: 4, pollingIntervalSeconds: 2, burstWhenBatchFull: true },
    async ([job]) => {
      if (job) await post(db, job.data)
    },
  )
  return askForMail(boss, db)
}

/** The schedules as this version has them; those of a version before go. */
async function keepSchedules(boss: PgBoss): Promise<void> {
  for (const [task, { cron }] of Object.entries(tasks))
    await boss.schedule(upkeepQueue, cron, { task }, { key: task, singletonKey: task, missed: 'once' })
  for (const { key } of await boss.getSchedules(upkeepQueue))
    if (!Object.hasOwn(tasks, key)) await boss.unschedule(upkeepQueue, key)
}

/** Makes a job for everybody for whom mail is due. Of jobs for one person there is one at a time, whoever makes them. */
function askForMail(boss: PgBoss, db: PrismaClient): Queues {
  const stopping = new AbortController()
  const { signal } = stopping
  const loop = async () => {
    while (!signal.aborted) {
      try {
        for (const { userId, organizationId } of await addressees(db))
          await boss.send(
            mailQueue,
            { userId, organizationId },
            { singletonKey: `${organizationId} ${userId}` },
          )
      } catch (err) {
        log.debug({ err }, 'could not see whom mail is due for')
      }
      await sleep(lookEvery, undefined, { signal }).catch(() => undefined)
    }
  }
  const ended = loop()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
