import { setTimeout as sleep } from 'node:timers/promises'
import { descriptors, largest, residentMemory } from '../processes.ts'
import { median } from '../statistics.ts'
import { type LoopOptions, requireWrk } from './closed-loop.ts'
import { failed, load } from './open-loop.ts'
import { makePlace, type Place } from './place.ts'
import { describeMachine, mebibytes, say, type Target, tellLoad, verdict, whole } from './report.ts'
import { alternate } from './rounds.ts'
import { full, quick, steadyShare } from './sizes.ts'

/** Seconds of load, of which the first do not count (memory fills, V8 settles), and between two samples. */
const whenFull = { seconds: 600, settling: 120, every: 10 }
const whenQuick = { seconds: 60, settling: 20, every: 5 }

/** The most that the median of the second half may lie above that of the first. */
const mostGrowth = { share: 0.05, descriptors: 2 }

interface Sample {
  at: number
  resident: number
  descriptors: number
}

/**
 * Ten minutes at 70 % of the gate's capacity: does memory grow, do descriptors? Gives whether they did not, and whether every
 * request was answered.
 */
export async function bench(options: { quick: boolean }): Promise<boolean> {
  const sizes = options.quick ? quick : full
  const span = options.quick ? whenQuick : whenFull
  requireWrk(say)
  const place = await makePlace(sizes, say)
  try {
    place.hold('server')
    const { seconds, connections } = sizes
    const loop: LoopOptions = { seconds, connections, databasePids: place.databasePids, cores: 'others' }
    describeMachine()
    const [capacity] = await alternate([place.gate], 3, loop)
    const rate = Math.round((capacity?.requestsPerSecond ?? 0) * steadyShare)
    say(
      `${whole(capacity?.requestsPerSecond ?? 0)} requests/s at most; ${span.seconds} s at ${whole(rate)}\n`,
    )
    const running = load(place.gate, { rate, seconds: span.seconds, connections })
    const [result, samples] = await Promise.all([running, watch(place, span)])
    say('')
    tellLoad('The load', result)
    const unanswered: Target = {
      kind: 'must',
      label: 'every request is answered',
      figure: `${failed(result)} were not`,
      met: failed(result) === 0,
    }
    return verdict([unanswered, ...judge(samples.filter(({ at }) => at >= span.settling))], options.quick)
  } finally {
    await place.stop()
  }
}

async function watch(place: Place, span: typeof whenFull): Promise<Sample[]> {
  const pid = largest(place.gate.pids())
  const samples: Sample[] = []
  const begun = performance.now()
  say(`${'second'.padStart(8)}${'resident'.padStart(12)}${'descriptors'.padStart(14)}`)
  for (let at = span.every; at < span.seconds; at += span.every) {
    await sleep(Math.max(0, begun + at * 1000 - performance.now()))
    const one = { at, resident: residentMemory(pid), descriptors: descriptors(pid) }
    samples.push(one)
    say(
      `${String(at).padStart(8)}${mebibytes(one.resident).padStart(12)}${String(one.descriptors).padStart(14)}`,
    )
  }
  return samples
}

/** Medians of the two halves: one collection of garbage more or less at either end moves them little. */
function judge(samples: readonly Sample[]): Target[] {
  const half = samples.length >> 1
  const medians = (part: (one: Sample) => number) => ({
    first: median(samples.slice(0, half).map(part)),
    second: median(samples.slice(half).map(part)),
  })
  const resident = medians((one) => one.resident)
  const open = medians((one) => one.descriptors)
  const growth = resident.second / resident.first - 1
  return [
    {
      kind: 'must',
      label: `resident memory grows by less than ${mostGrowth.share * 100} % from the first half to the second, after settling`,
      figure: `${mebibytes(resident.first)}, then ${mebibytes(resident.second)} (${(growth * 100).toFixed(1)} %)`,
      met: growth < mostGrowth.share,
    },
    {
      kind: 'must',
      label: `open descriptors grow by no more than ${mostGrowth.descriptors}`,
      figure: `${open.first}, then ${open.second}`,
      met: open.second - open.first <= mostGrowth.descriptors,
    },
  ]
}
