import cluster, { type Worker } from 'node:cluster'
import { getCompileCacheDir } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryLimits } from '#lib/gate/limits.ts'
import { answerWorker } from '#lib/gate/limits-primary.ts'
import { log } from '#lib/log.ts'
import { makeGatherer } from '#lib/metrics/cluster.ts'

/** What a worker tells its primary once it serves. */
export const readyMessage = 'latchwork: ready'

/** Milliseconds after which a worker that lives is taken to be sound. */
const soundAfter = 10_000
/** How often in a row a worker's place may be filled with one that ends before it is sound. */
const mostFailures = 5
/** Milliseconds for workers to stop in good order: what each gives its requests and its hooks, and a little more. */
const patience = 20_000

interface WorkersOptions {
  count: number
  /** What each runs, from where this file is. */
  exec?: string
}

export interface Workers {
  /** Resolves once all of them serve. */
  ready: Promise<void>
  /** Is rejected, and never resolves, where a worker's place cannot be filled. */
  failed: Promise<never>
  /** Tells all to stop in good order, and waits until they have ended. */
  stop(): Promise<void>
}

/**
 * Starts processes that serve on one port, and puts another in the place of each that ends. This one, their primary, hands
 * them connections in turn and keeps the count of limits that they share.
 */
export function startWorkers({ count, exec = 'worker.ts' }: WorkersOptions): Workers {
  cluster.setupPrimary({
    exec: join(import.meta.dirname, exec),
    args: [],
    // What a worker prints is not the one line that we promise on stdout.
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const limits = memoryLimits()
  const compiled = getCompileCacheDir()
  const variables = compiled ? { NODE_COMPILE_CACHE: dirname(compiled) } : {}
  const living = new Set<Worker>()
  const metrics = makeGatherer({ workers: () => living })
  let stopping = false
  const { promise: failed, reject: giveUp } = Promise.withResolvers<never>()

  /** Keeps one place filled. Resolves when it is for the first time. */
  function fill(): Promise<void> {
    return new Promise((resolve) => {
      let failures = 0
      const begin = () => {
        if (stopping) return
        const worker = cluster.fork(variables)
        living.add(worker)
        const sound = setTimeout(() => {
          failures = 0
        }, soundAfter).unref()
        worker.on('message', (message: unknown) => {
          if (answerWorker(limits, worker, message) || metrics.heard(worker, message)) return
          if (message === readyMessage) resolve()
        })
        worker.on('error', (err) => log.warn({ err }, 'a worker could not be reached'))
        worker.once('exit', (code, signal) => {
          living.delete(worker)
          metrics.ended(worker)
          clearTimeout(sound)
          if (stopping) return
          failures += 1
          if (failures >= mostFailures) return giveUp(hopeless(signal ?? `code ${code}`))
          const wait = 100 * 2 ** (failures - 1)
          log.warn({ pid: worker.process.pid, code, signal, wait }, 'a worker ended; another takes its place')
          setTimeout(begin, wait)
        })
      }
      begin()
    })
  }

  async function stop(): Promise<void> {
    stopping = true
    const ended = Promise.all([...living].map((worker) => new Promise((done) => worker.once('exit', done))))
    for (const worker of living) worker.process.kill('SIGTERM')
    const late = sleep(patience, 'late', { ref: false })
    if ((await Promise.race([ended, late])) !== 'late') return
    for (const worker of living) worker.process.kill('SIGKILL')
    await ended
  }

  const ready = Promise.all(Array.from({ length: count }, fill)).then(() => {})
  return { ready, failed, stop }
}

function hopeless(how: string): Error {
  return new Error(
    `The processes that serve end as soon as they have begun: ${mostFailures} in a row, the last with ${how}. What they said is above.`,
  )
}
