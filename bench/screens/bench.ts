import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { type Caller, signIn } from '../list/caller.ts'
import { fill, settle } from '../list/fill.ts'
import { type BenchServer, startServer } from '../server.ts'
import { median } from '../statistics.ts'
import { fillHistories } from './fill.ts'
import { type Read, type Screen, screensOf } from './screens.ts'

const rounds = 15
const warmUp = 3

/** Everything of the one is a thousand times that of the other. `--quick` has a hundredth of both. */
const sizes = (quick: boolean) => {
  const share = quick ? 0.01 : 1
  const size = (factor: number) => ({
    keys: Math.max(100, 1_000_000 * factor * share),
    members: Math.max(10, 2_000 * factor * share),
    events: Math.max(100, 10_000_000 * factor * share),
    busy: Math.max(1, 2_000 * factor * share),
    quiet: Math.max(1, 200_000 * factor * share),
    notices: Math.max(10, 20_000 * factor * share),
  })
  return { large: { ...size(1), tag: 'large' }, small: { ...size(0.001), tag: 'small' } }
}
type Side = 'large' | 'small'

const say = (line: string) => void process.stdout.write(`${line}\n`)

/**
 * Each screen of the portal in an organization of a million keys, ten million audit events and 90 days of use, beside the same screen
 * in one with a thousandth of it, in the same database: the first byte of the page, and of each thing it reads as it opens.
 * There is no target: the figures are for whoever looks for what grows.
 */
export async function bench({ quick }: { quick: boolean }): Promise<boolean> {
  say('Starting a server…')
  const server = await startServer()
  try {
    const ours = await signIn(server)
    const founded = (await ours.send('POST', '/api/v1/organizations', {
      name: 'Small',
      project: { name: 'First' },
    })) as { id: string }
    await make(server, { ours: ours.organizationId, theirs: founded.id }, sizes(quick))
    const now = Date.now()
    // Signed in now: what was above may have taken longer than a token is good for.
    const place = async (organizationId: string) => {
      const caller = await signIn(server, organizationId)
      return { caller, screens: await screensOf(caller, now) }
    }
    const places = { large: await place(ours.organizationId), small: await place(founded.id) }
    report(await measure(places), places)
    return true
  } finally {
    await server.stop()
  }
}

async function make(
  server: BenchServer,
  { ours, theirs }: { ours: string; theirs: string },
  { large, small }: ReturnType<typeof sizes>,
): Promise<void> {
  const began = performance.now()
  await withClient(server, async (client) => {
    const places = [
      { ...large, organizationId: ours },
      { ...small, organizationId: theirs },
    ]
    for (const place of places) await fill(client, place)
    await fillHistories(client, places)
    await settle(client)
    say(`Waiting for the sums of use, which are made every ten minutes…`)
    while (!(await isSummed(client))) await sleep(1000)
    await settle(client)
  })
  for (const { keys, members, events } of [large, small])
    say([`${keys} keys`, `${members} people`, `${events} events`, '90 days of use'].join(', '))
  say(`made in ${((performance.now() - began) / 1000).toFixed(0)} s`)
}

/** Whether the use of both organizations is summed up to two hours ago. */
async function isSummed(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM usage_mark WHERE hour > now() - interval '3 hours'`,
  )
  return (rows[0]?.count ?? 0) >= 2
}

async function withClient(server: BenchServer, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

type Places = Record<Side, { caller: Caller; screens: Screen[] }>
/** Milliseconds, by screen and by what it reads; the page itself is the first. */
type Times = Record<Side, number[][][]>

const asked = ({ path, reads }: Screen): readonly Read[] => [path, ...reads]
const pathOf = (read: Read) => (typeof read === 'string' ? read : read.path)

/** Whoever went first goes second in the next round. */
async function measure(places: Places): Promise<Times> {
  const empty = (side: Side) => places[side].screens.map((screen) => asked(screen).map((): number[] => []))
  const times: Times = { large: empty('large'), small: empty('small') }
  for (let round = -warmUp; round < rounds; round += 1)
    for (const [n, screen] of places.large.screens.entries())
      for (const at of asked(screen).keys())
        for (const side of round % 2 ? (['small', 'large'] as const) : (['large', 'small'] as const)) {
          const { caller, screens } = places[side]
          const read = asked(screens[n] ?? screen)[at] ?? ''
          const took = await caller.firstByte(pathOf(read), typeof read === 'string' ? undefined : read.body)
          if (round >= 0) times[side][n]?.[at]?.push(took)
        }
  return times
}

function report(times: Times, places: Places): void {
  say(
    `\n${'median first byte of'.padEnd(70)}${'large'.padStart(10)}${'small'.padStart(10)}${'ratio'.padStart(8)}`,
  )
  const row = (label: string, a: number, b: number) =>
    say(
      `${label.padEnd(70)}${a.toFixed(1).padStart(10)}${b.toFixed(1).padStart(10)}${(a / b).toFixed(2).padStart(8)}`,
    )
  for (const [n, screen] of places.large.screens.entries()) {
    const of = (side: Side) => (times[side][n] ?? []).map(median)
    const [large, small] = [of('large'), of('small')]
    row(
      `${screen.name}: the slowest of its ${screen.reads.length + 1}`,
      Math.max(...large),
      Math.max(...small),
    )
    for (const [at, read] of asked(screen).entries())
      row(
        `  ${pathOf(read).replace('/api/v1', '').replace(uuids, '…').slice(0, 66)}`,
        large[at] ?? Number.NaN,
        small[at] ?? Number.NaN,
      )
  }
  say(`\nmilliseconds; ${rounds} rounds, alternating`)
}
