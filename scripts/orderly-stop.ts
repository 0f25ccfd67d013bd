import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '#lib/log.ts'

/** What has to be stopped, in the reverse of the order in which it was started. */
export interface OrderlyStop {
  /** Registers how to stop something that has just been started. */
  add(name: string, stop: () => Promise<unknown>): void
  /** Stops everything and ends the process. */
  exit(code: number): Promise<never>
}

/** Milliseconds for all of it together, after which the process ends regardless. */
const patience = 30_000

/** A terminal's Ctrl-C reaches us twice, once from the terminal and once through npm; a person's second comes later. */
const echo = 1_000

/**
 * Ends the process in order at Ctrl-C and SIGTERM (exit code 0), at an error nobody caught (1), and when the npm that
 * started it is gone. A second Ctrl-C ends it at once. Nobody has to listen to what it says.
 *
 * @param say prints a line to the person.
 */
export function orderlyStop(say: (line: string) => void): OrderlyStop {
  const parts: { name: string; stop: () => Promise<unknown> }[] = []
  let begun = 0

  async function exit(code: number): Promise<never> {
    if (begun) return new Promise(() => {})
    begun = Date.now()
    const all = async () => {
      for (const { name, stop } of parts.reverse()) {
        await stop().catch((err: unknown) => log.error({ err, part: name }, 'did not stop in order'))
      }
    }
    await Promise.race([all(), sleep(patience)])
    process.exit(code)
  }

  const signalled = () => {
    if (!begun) {
      say('Stopping…')
      void exit(0)
    } else if (Date.now() - begun > echo) {
      process.exit(1)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, signalled)

  const failed = (err: unknown) => {
    log.fatal({ err }, 'an error that nobody caught')
    void exit(1)
  }
  process.on('uncaughtException', failed)
  // Who reads what is said here may be gone, with a terminal that was closed: that is no error, and telling of it would be the next.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  process.on('unhandledRejection', failed)

  // A `kill -9` of npm would otherwise leave us behind, on the port that the next start wants.
  if (process.env.npm_lifecycle_event || process.env.LATCHWORK_LAUNCHER) {
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && signalled(), 250).unref()
  }

  return { add: (name, stop) => void parts.push({ name, stop }), exit }
}

/**
 * Runs the body of a command: what it throws is said in a sentence and ends the process with code 1.
 *
 * @param say prints a line to the person.
 */
export async function command(
  say: (line: string) => void,
  body: (stop: OrderlyStop) => Promise<unknown>,
): Promise<void> {
  const stop = orderlyStop(say)
  try {
    await body(stop)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    log.debug({ err: error }, 'the whole of it')
    await stop.exit(1)
  }
}
