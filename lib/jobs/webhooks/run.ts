import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '#lib/log.ts'
import { type DeliverOptions, makeDeliverer } from './deliver.ts'

/** Milliseconds between looks at what is due. */
const every = 1_000

/** Milliseconds after a look that failed: the database is away, and says so to everybody. */
const everyWhileAway = 5_000

export interface Running {
  /** Claims nothing more, and resolves when what is in flight is settled. */
  stop(): Promise<void>
}

/** Delivers for as long as the process lives. One process is enough, and any number may. */
export function startDelivering(options: DeliverOptions): Running {
  const deliverer = makeDeliverer(options)
  const stopping = new AbortController()
  const { signal } = stopping

  const loop = async () => {
    while (!signal.aborted) {
      let wait = every
      try {
        if ((await deliverer.turn()) > 0) wait = 0
      } catch (err) {
        log.warn({ err }, 'webhooks that are due could not be read')
        wait = everyWhileAway
      }
      if (wait > 0) {
        const timer = sleep(wait, undefined, { signal }).catch(() => undefined)
        // Room for another, where all of it was taken.
        await (deliverer.inFlight() > 0 ? Promise.race([timer, deliverer.oneSettled()]) : timer)
      }
    }
    while (deliverer.inFlight() > 0) await deliverer.oneSettled()
  }
  const ended = loop()

  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
