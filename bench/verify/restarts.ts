import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { countCpu, largest, residentMemory } from '../processes.ts'
import { freePort } from '../server.ts'
import type { LoopOptions } from './closed-loop.ts'
import { collectGarbage } from './inspector.ts'
import { failed, type LoadResult, load } from './open-loop.ts'
import type { Place } from './place.ts'
import { mebibytes, ms, say, whole } from './report.ts'
import { alternate } from './rounds.ts'
import { type Sizes, steadyShare } from './sizes.ts'

/** What is measured on servers started anew over the same database. Each tells its figures as it has them. */

const metricsToken = randomBytes(24).toString('hex')

/** A figure of the server's own metrics. */
async function metric(place: Place, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${metricsToken}` }
  const text = await (await fetch(`${place.gate.origin}/metrics`, { headers })).text()
  const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]
  if (value === undefined) throw new Error(`/metrics says nothing of ${name}`)
  return Number(value)
}

/**
 * The first seconds of a server under load, and then on the same server, which may remember every key: what a verification
 * of a key that it does not know costs beside one that it does, and what memory the known ones take.
 */
export async function firstSecondsAndMemory(place: Place, sizes: Sizes, capacity: number): Promise<void> {
  const rate = Math.round(capacity * steadyShare)
  await place.stopServer()
  const inspectPort = await freePort()
  const { connections } = sizes
  // The load is there before the server is, and comes on from the instant at which it listens.
  const early = load(place.gate, { rate, seconds: 5, connections })
  // Should the start fail, its error is the one to tell; this promise is then nobody's.
  early.catch(() => {})
  await place.startServer({
    LATCHWORK_CACHE: String(place.keys),
    LATCHWORK_METRICS_TOKEN: metricsToken,
    NODE_OPTIONS: `--inspect-port=127.0.0.1:${inspectPort}`,
  })
  place.hold('server')
  tellStart(await early, rate)
  await coldAndWarm(place, sizes)
  await memory(place, sizes, inspectPort)
}

function tellStart(result: LoadResult, rate: number): void {
  say(
    `\nA start under load, ${whole(rate)} requests/s from the first instant at which it listens, every key unknown:`,
  )
  for (const [n, one] of result.each.entries())
    say(
      `  second ${n + 1}: ${whole(one.due)} due, ${whole(one.within)} answered within it, ${whole(one.due - one.answered)} never or badly; p99 ${ms(one.p99)}`,
    )
}

async function coldAndWarm(place: Place, { inUse, single }: Sizes): Promise<void> {
  say(`\nOne verification after another, ${whole(single)} of each:`)
  const gate = { ...place.gate, secrets: place.allSecrets }
  for (const [label, from, distinct] of [
    ['warm (in memory)', 0, inUse],
    ['cold (read from PostgreSQL)', inUse, single],
  ] as const) {
    // What is asked of twice is in memory the second time.
    if (from === 0) await load(gate, { from, distinct, requests: distinct, connections: 1 })
    const used = { server: countCpu(place.gate.pids()), database: countCpu(place.databasePids()) }
    const result = await load(gate, { from, distinct, requests: single, connections: 1 })
    if (failed(result)) throw new Error(`${failed(result)} verifications failed`)
    const cpu = (used.server() / single) * 1e6
    const database = (used.database() / single) * 1e6
    say(
      `  ${label}: p50 ${ms(result.p50)}, p99 ${ms(result.p99)}; CPU ${whole(cpu)} µs, PostgreSQL’s ${whole(database)} µs`,
    )
  }
}

async function memory(
  place: Place,
  { inUse, single, connections }: Sizes,
  inspectPort: number,
): Promise<void> {
  const pid = largest(place.gate.pids())
  const read = async () => {
    // Past the meter’s second, so that what it gathered is written down.
    await sleep(5_000)
    const heap = await collectGarbage(pid, inspectPort)
    await sleep(2_000)
    const keys = await metric(place, 'latchwork_gate_cache_entries')
    return { heap, resident: residentMemory(pid), keys }
  }
  const before = await read()
  const from = inUse + single
  const fresh = place.keys - from
  const gate = { ...place.gate, secrets: place.allSecrets }
  const used = countCpu([pid])
  const result = await load(gate, { from, distinct: fresh, requests: fresh, connections })
  if (failed(result)) throw new Error(`${failed(result)} verifications failed`)
  const each = (used() / fresh) * 1e6
  say(
    `\n${whole(fresh)} keys verified for the first time, ${connections} at a time: ${whole(fresh / result.seconds)} requests/s, CPU ${whole(each)} µs each`,
  )
  const after = await read()
  const lapses = await metric(place, 'latchwork_gate_lease_lapses_total')
  const remembered = after.keys - before.keys
  // What was forgotten on the way takes no memory, and its figure would flatter.
  if (remembered < fresh * 0.99)
    throw new Error(`Of ${fresh} keys ${remembered} were remembered; leases that lapsed: ${lapses}`)
  const share = 1_000_000 / remembered
  say(`Resident memory per million keys remembered: ${mebibytes((after.resident - before.resident) * share)}`)
  say(
    `  keys remembered ${whole(before.keys)} before and ${whole(after.keys)} after; resident ${mebibytes(before.resident)} and ${mebibytes(after.resident)}, of that heap in use ${mebibytes(before.heap)} and ${mebibytes(after.heap)}, garbage collected; windows of limits are in it`,
  )
}

/** One worker beside two, neither held to a core: with two cores the generator and PostgreSQL take from what the workers want. */
export async function workers(place: Place, sizes: Sizes): Promise<void> {
  const options: LoopOptions = {
    seconds: sizes.seconds,
    connections: sizes.connections,
    databasePids: place.databasePids,
    cores: 'all',
  }
  say('\nNothing held to a core:')
  for (const count of [1, 2]) {
    await place.stopServer()
    await place.startServer({ LATCHWORK_WORKERS: String(count) })
    place.hold('all')
    const [medians] = await alternate([place.gate], Math.ceil(sizes.rounds / 3), options)
    if (!medians) continue
    const { requestsPerSecond, cpu, busy } = medians
    say(
      `  LATCHWORK_WORKERS=${count}: ${whole(requestsPerSecond)} requests/s, CPU ${cpu.toFixed(1)} µs/request, the server used ${busy.toFixed(2)} cores`,
    )
  }
}
