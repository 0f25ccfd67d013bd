import { Client } from 'pg'
import { type BenchServer, startServer } from '../server.ts'
import { median } from '../statistics.ts'
import { type Caller, signIn } from './caller.ts'
import { fill, settle } from './fill.ts'
import { type Question, questions } from './questions.ts'

/** Rounds that count; each asks every question once of the large and once of the small organization, in turns. */
const rounds = 40
const warmUp = 5

const large = { keys: 1_000_000, members: 2_000, tag: 'large' }
const small = { keys: 1_000, members: 20, tag: 'small' }

/** The most that an answer among a million keys may cost beside the same among a thousand. */
const targets: Readonly<Record<Question['kind'], number>> = { page: 2, filter: 2, search: 5 }

const say = (line: string) => void process.stdout.write(`${line}\n`)

/**
 * The list of keys over HTTP: pages, filtered pages and searches in an organization of a million keys, against the same in
 * one of a thousand in the same database. Gives whether every kind stayed below its target.
 */
export async function bench(): Promise<boolean> {
  say('Starting a server…')
  const server = await startServer()
  try {
    const ours = await signIn(server)
    const founded = (await ours.send('POST', '/api/v1/organizations', {
      name: 'Small',
      project: { name: 'First' },
    })) as { id: string }
    const theirs = await signIn(server, founded.id)
    const places = { large: await prepare(server, ours, large), small: await prepare(server, theirs, small) }
    await withClient(server, settle)
    return report(await measure(places), server)
  } finally {
    await server.stop()
  }
}

interface Prepared {
  caller: Caller
  questions: Question[]
}
type Places = Record<'large' | 'small', Prepared>

async function prepare(server: BenchServer, caller: Caller, size: typeof large): Promise<Prepared> {
  const began = performance.now()
  await withClient(server, (client) => fill(client, { ...size, organizationId: caller.organizationId }))
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  say(`${size.keys.toLocaleString('en')} keys of ${size.members.toLocaleString('en')} people in ${seconds} s`)
  return { caller, questions: await questions(caller) }
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

type Times = Record<'large' | 'small', number[][]>

/** Milliseconds of each question, by its place in the list; whoever went first goes second in the next round. */
async function measure(places: Places): Promise<{ places: Places; times: Times }> {
  const times: Times = {
    large: places.large.questions.map(() => []),
    small: places.small.questions.map(() => []),
  }
  for (let round = -warmUp; round < rounds; round += 1)
    for (const n of places.large.questions.keys())
      for (const side of round % 2 ? (['small', 'large'] as const) : (['large', 'small'] as const)) {
        const { caller, questions: asked } = places[side]
        const began = performance.now()
        await caller.get(asked[n]?.path ?? '')
        if (round >= 0) times[side][n]?.push(performance.now() - began)
      }
  return { places, times }
}

function report({ places, times }: { places: Places; times: Times }, server: BenchServer): boolean {
  const asked = places.large.questions
  say(`\n${'median of'.padEnd(34)}${'1,000,000'.padStart(12)}${'1,000'.padStart(12)}${'ratio'.padStart(8)}`)
  const row = (label: string, a: number, b: number) =>
    say(
      `${label.padEnd(34)}${a.toFixed(2).padStart(9)} ms${b.toFixed(2).padStart(9)} ms${(a / b).toFixed(2).padStart(8)}`,
    )
  for (const [n, { kind, label }] of asked.entries())
    row(`${kind}: ${label}`, median(times.large[n] ?? []), median(times.small[n] ?? []))
  say('')
  let met = true
  for (const [kind, target] of Object.entries(targets)) {
    const all = (side: 'large' | 'small') =>
      median(times[side].filter((_, n) => asked[n]?.kind === kind).flat())
    const ratio = all('large') / all('small')
    met &&= ratio < target
    row(`every ${kind}`, all('large'), all('small'))
    say(`  target: below ${target}, ${ratio < target ? 'met' : 'MISSED'}`)
  }
  say(
    `\n${rounds} rounds, alternating. Resident memory of the server afterwards: ${Math.round(server.residentMemory() / 2 ** 20)} MiB`,
  )
  return met
}
