import { median } from '../statistics.ts'
import { closedLoop, type LoopOptions, type Measured, type Target } from './closed-loop.ts'

/** The medians of one target over all rounds. */
export interface Medians extends Measured {
  /** The slowest and the fastest round. */
  range: [number, number]
}

/**
 * Measures targets in turns, forwards in one round and backwards in the next (ABCD, DCBA, …), so that whatever drifts on the
 * machine drifts for all of them. Each has a round first that does not count.
 */
export async function alternate(
  targets: readonly Target[],
  rounds: number,
  options: LoopOptions,
): Promise<Medians[]> {
  const measured: Measured[][] = targets.map(() => [])
  for (let round = -1; round < rounds; round += 1) {
    const order = [...targets.keys()]
    for (const n of round % 2 ? order.reverse() : order) {
      const target = targets[n]
      if (!target) continue
      const one = await closedLoop(target, options)
      if (round >= 0) measured[n]?.push(one)
    }
  }
  return measured.map((all) => {
    const by = (part: (one: Measured) => number) => median(all.map(part))
    const speeds = all.map((one) => one.requestsPerSecond)
    return {
      requestsPerSecond: by((one) => one.requestsPerSecond),
      cpu: by((one) => one.cpu),
      databaseCpu: by((one) => one.databaseCpu),
      busy: by((one) => one.busy),
      range: [Math.min(...speeds), Math.max(...speeds)],
    }
  })
}
