import { availableParallelism } from 'node:os'
import { closedLoop, type LoopOptions, requireWrk } from './closed-loop.ts'
import { failed, load } from './open-loop.ts'
import { preparePeers, startPeers } from './peers.ts'
import { makePlace, type Place } from './place.ts'
import { describeMachine, say, type Target, table, tellLoad, verdict, whole } from './report.ts'
import { firstSecondsAndMemory, workers } from './restarts.ts'
import { alternate, type Medians } from './rounds.ts'
import { full, quick, type Sizes, steadyShare } from './sizes.ts'

/**
 * Verification over HTTP beside a bare `node:http` server, an empty Next route and better-auth's api-key plugin, all running at
 * once and asked in turns; then the gate alone: latency at 70 % of its capacity, a start under load, cold and warm
 * look-ups, memory, and two workers. Gives whether every must was met.
 */
export async function bench(options: { quick: boolean }): Promise<boolean> {
  const sizes = options.quick ? quick : full
  requireWrk(say)
  preparePeers(say)
  const place = await makePlace(sizes, say)
  try {
    const medians = await beside(place, sizes)
    const { gate } = medians
    const rate = Math.round(gate.requestsPerSecond * steadyShare)
    const steady = await load(place.gate, { rate, seconds: sizes.steady, connections: sizes.connections })
    tellLoad(
      `\nThe gate at ${whole(rate)} requests/s, ${steadyShare * 100} % of that, for ${sizes.steady} s`,
      steady,
    )
    await firstSecondsAndMemory(place, sizes, gate.requestsPerSecond)
    await workers(place, sizes)
    return verdict([...ratios(medians), answersAll(failed(steady))], options.quick)
  } finally {
    await place.stop()
  }
}

type Side = 'bare' | 'gate' | 'next' | 'betterAuth'

/** All four in turns. */
async function beside(place: Place, sizes: Sizes): Promise<Record<Side, Medians>> {
  const { inUse, keys, rounds, seconds, connections } = sizes
  say('Starting the peers…')
  const answer = await answerOf(place)
  const peers = await startPeers(place, answer)
  try {
    const targets = { bare: peers.bare, gate: place.gate, next: peers.next, betterAuth: peers.betterAuth }
    place.hold('server')
    peers.hold()
    const options: LoopOptions = { seconds, connections, databasePids: place.databasePids, cores: 'others' }
    // Every key in use has been seen once before anything counts.
    await closedLoop(place.gate, { ...options, seconds: Math.max(seconds, 10) })
    say('')
    describeMachine()
    say(
      `${whole(inUse)} keys in use of ${whole(keys)}; limits and meter on; one worker; ${availableParallelism()} cores; Node ${process.versions.node}; ${rounds} rounds of ${seconds} s each, in turns, ${connections} connections; an answer has ${answer.length} bytes\n`,
    )
    const sides = Object.keys(targets) as Side[]
    const all = await alternate(Object.values(targets), rounds, options)
    const medians = Object.fromEntries(sides.map((side, n) => [side, all[n]])) as Record<Side, Medians>
    table([
      { label: 'a  bare node:http, reads and parses, answers JSON', medians: medians.bare },
      { label: 'b  the gate', medians: medians.gate },
      { label: 'c  an empty Next route handler', medians: medians.next },
      { label: 'd  better-auth’s api-key plugin behind node:http', medians: medians.betterAuth },
    ])
    return medians
  } finally {
    peers.stop()
  }
}

/** What the gate says of the first key, to the byte. */
async function answerOf(place: Place): Promise<string> {
  const { origin, path, credential } = place.gate
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
    body: JSON.stringify({ key: place.firstSecret }),
  })
  const text = await response.text()
  if (!response.ok || !text.includes('"valid":true'))
    throw new Error(`The first key: ${response.status} ${text}`)
  return text
}

function ratios({ bare, gate, next, betterAuth }: Record<Side, Medians>): Target[] {
  const speed = (one: Medians) => gate.requestsPerSecond / one.requestsPerSecond
  const beside = (name: string, one: Medians) => {
    const by = `CPU per request ${(gate.cpu / one.cpu).toFixed(2)} times`
    say(`b / ${name}: ${speed(one).toFixed(2)} times the requests/s, ${by}`)
    return `${speed(one).toFixed(2)} (${by})`
  }
  say('')
  const figures = { a: beside('a', bare), c: beside('c', next), d: beside('d', betterAuth) }
  return [
    { kind: 'must', label: 'b at least 0.7 of a, requests/s', figure: figures.a, met: speed(bare) >= 0.7 },
    { kind: 'aim', label: 'b at least 0.85 of a, requests/s', figure: figures.a, met: speed(bare) >= 0.85 },
    {
      kind: 'must',
      label: 'b at least 15 times d, requests/s',
      figure: figures.d,
      met: speed(betterAuth) >= 15,
    },
  ]
}

function answersAll(count: number): Target {
  return {
    kind: 'must',
    label: 'every request at 70 % of capacity is answered',
    figure: `${count} were not`,
    met: count === 0,
  }
}
