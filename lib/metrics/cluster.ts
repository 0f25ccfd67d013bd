import { post } from '#lib/channel.ts'
import { isOurs, type Message } from './messages.ts'
import { addMetric, counted, type Snapshot, together } from './snapshot.ts'

/** A worker as its primary sees it; `cluster.Worker` is one. */
export interface Worker {
  id: number
  send(message: object): unknown
}

/** What the primary does about metrics. */
export interface Gatherer {
  /** Takes a message of a worker. @returns whether it was about metrics */
  heard(worker: Worker, message: unknown): boolean
  /** Keeps what a worker has counted when it ends, so that no sum ever goes back. */
  ended(worker: Pick<Worker, 'id'>): void
}

interface Options {
  /** The workers that run now. */
  workers: () => Iterable<Worker>
  /** Milliseconds that a worker has for its answer. */
  patience?: number
}

/**
 * The primary's part in metrics: asks all workers when one of them is asked, and adds up. A worker that does not answer in time
 * (it is busy, or stopped) counts with what it said last, and one that has ended with what it had counted by then: what only
 * grows must not shrink, or Prometheus takes it for a restart and counts everything again.
 */
export function makeGatherer({ workers, patience = 2_000 }: Options): Gatherer {
  const known = new Map<number, Snapshot[]>()
  let departed: Snapshot[] = []
  let rounds = 0
  let round: { number: number; missing: Set<number>; done: () => void } | undefined
  let running: Promise<string> | undefined

  function total(answered: number, asked: number): Promise<string> {
    const all = together([...known.values(), departed])
    const about = { name: 'latchwork_workers', help: 'Worker processes that were asked.', type: 'gauge' }
    addMetric(all, about, () => [
      { labels: { state: 'answered' }, value: answered },
      { labels: { state: 'silent' }, value: asked - answered },
    ])
    return all.metrics()
  }

  /** One round for all who ask while it runs. */
  function ask(): Promise<string> {
    running ??= run().finally(() => {
      running = undefined
    })
    return running
  }

  async function run(): Promise<string> {
    rounds += 1
    const asked = [...workers()].filter((one) => post(one, { latchworkMetrics: 'report', round: rounds }))
    const missing = new Set(asked.map(({ id }) => id))
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      round = { number: rounds, missing, done: resolve }
      timer = setTimeout(resolve, patience)
      if (missing.size === 0) resolve()
    })
    clearTimeout(timer)
    round = undefined
    return total(asked.length - missing.size, asked.length)
  }

  function answered(id: number): void {
    round?.missing.delete(id)
    if (round?.missing.size === 0) round.done()
  }

  function take(worker: Worker, message: Message): void {
    if (message.latchworkMetrics === 'gather') {
      const { id } = message
      ask().then(
        (body) => post(worker, { latchworkMetrics: 'text', id, body }),
        () => {},
      )
    } else if (message.latchworkMetrics === 'snapshot') {
      known.set(worker.id, message.metrics)
      if (message.round === round?.number) answered(worker.id)
    }
  }

  return {
    heard(worker, message) {
      if (!isOurs(message)) return false
      take(worker, message)
      return true
    },
    ended({ id }) {
      const last = known.get(id)
      known.delete(id)
      if (last) departed = counted([departed, last])
      answered(id)
    },
  }
}
