import { confirmationTerms } from '#lib/core/changes/confirmation.ts'
import { leaseTerms } from '../lease.ts'
import type { Protocol } from './protocol.ts'
import { makeDatabase } from './simulated-database.ts'
import { type Answered, makeNode, type SimulatedNode } from './simulated-node.ts'
import { makeTimeline, type Pace } from './simulated-time.ts'
import { makeVerb, type Outcome, questionTime } from './simulated-verb.ts'

export type Trouble =
  | 'pause'
  | 'suspend'
  | 'restart'
  | 'cut'
  | 'lose'
  | 'shift'
  | 'mute'
  | 'database away'
  | 'change'

/** What goes wrong, and when; everything else follows from the seed. */
export interface Schedule {
  seed: number
  nodes: number
  /** Between the nodes and the database. */
  lines: Pace
  /** Between a commit and its notices being written to connections. */
  lag: Pace
  /** Within statements that write. */
  stall: Pace
  /** Times, and lengths where there is one, in milliseconds. `node` is taken modulo their number. */
  troubles: readonly { at: number; trouble: Trouble; node: number; length: number }[]
}

export interface Report {
  /** What was accepted that must not be, or waited for longer than it may be; null where all is well. */
  broken: string | null
  /** False where something was accepted that must not be. */
  isSafe: boolean
  outcomes: Outcome[]
  /** Answers from memory, so that it can be seen that there were some. */
  hits: number
  /** Answers in all. */
  answers: number
}

const keys = 3
/** When every simulation makes its first change, and by when all must have been answered. */
const firstChange = 1_500
const end = 30_000

/** Runs a schedule to its end. Stops at the first promise that is broken. */
export function simulate(rules: Protocol, schedule: Schedule): Report {
  const time = makeTimeline(schedule.seed)
  const { chance } = time
  const hits = { count: 0 }
  const outcomes: Outcome[] = []
  let answers = 0
  let broken: string | null = null
  let isSafe = true
  /** From which version on an answer is right, by the answers to changes. */
  const floors = Array<number>(keys).fill(0)

  const { lag, stall, lines } = schedule
  const database = makeDatabase(time, { lag, stall, offset: chance(1e6) - 5e5 })
  const verb = makeVerb({ time, database, protocol: rules, pace: 'quick' })
  const nodes = Array.from({ length: schedule.nodes }, (_, at) =>
    makeNode(
      {
        time,
        database,
        protocol: rules,
        pace: lines,
        acknowledge: verb.acknowledge,
        rate: 0.98 + chance(5) / 100,
        hits,
      },
      `n${at}`,
    ),
  )

  function request(node: SimulatedNode, key: number): void {
    node.request(key, () => {
      const floor = floors[key] ?? 0
      const from = time.now
      const answered: Answered = (version) => {
        if (version === null) return
        answers += 1
        if (version >= floor) return
        isSafe = false
        broken ??= `At ${from} ms ${node.id()} was asked of key ${key}, of which version ${floor} had been confirmed, and at ${time.now} ms answered by version ${version}`
      }
      return answered
    })
  }

  function change(key: number): void {
    const fill = () => {
      for (const node of nodes) time.after(chance(20), () => request(node, key))
    }
    fill()
    time.after(chance(20), () =>
      verb.change(key, (outcome) => {
        outcomes.push(outcome)
        broken ??= tooLate(schedule, outcome)
        if (outcome.unconfirmed.length > 0) return
        floors[key] = Math.max(floors[key] ?? 0, outcome.version)
        for (const delay of [0, 1, 1 + chance(20), chance(300), chance(1_000)])
          for (const node of nodes) time.after(delay, () => request(node, key))
      }),
    )
    time.after(20, fill)
  }

  function perform({ trouble, node: at, length }: Schedule['troubles'][number]): void {
    const node = nodes[at % nodes.length] as SimulatedNode
    if (trouble === 'pause' || trouble === 'suspend') node.pause(length, trouble === 'suspend')
    else if (trouble === 'restart') node.restart(length)
    else if (trouble === 'cut' || trouble === 'lose') node.cut(trouble === 'cut')
    // Where a machine is suspended and its clock set back in the same two seconds, no clock tells.
    else if (trouble === 'shift') node.shiftWall((at % 2 === 0 || suspends ? 1 : -1) * length * 100)
    else if (trouble === 'mute') node.mute()
    else if (trouble === 'change') change(at % keys)
    else if (database.isUp) {
      database.isUp = false
      database.crash()
      verb.onDatabaseGone()
      for (const one of nodes) one.onDatabaseGone()
      time.after(length, () => {
        database.isUp = true
      })
    }
  }

  const suspends = schedule.troubles.some(({ trouble }) => trouble === 'suspend')
  const last = schedule.troubles.reduce((latest, { at }) => Math.max(latest, at), firstChange)
  for (const one of schedule.troubles) time.after(one.at, () => perform(one))
  time.after(firstChange, () => change(0))
  for (const node of nodes) {
    const again = () => {
      request(node, chance(keys))
      if (time.now < last + 1_000) time.after(1 + chance(400), again)
    }
    again()
  }

  while (time.now <= last + 100 || verb.waiting > 0) {
    if (!time.step(end)) break
    if (broken) break
  }
  if (verb.waiting > 0) broken ??= `A change was not answered within ${end} ms`
  const rest = time.now + 1_100
  while (!broken && time.step(rest));
  return { broken, isSafe, outcomes, hits: hits.count, answers }
}

/** Troubles in which a change can still be confirmed within a lease and a second. */
const harmless: ReadonlySet<Trouble> = new Set([
  'pause',
  'suspend',
  'restart',
  'cut',
  'lose',
  'shift',
  'change',
])

/** Whether a change has waited for longer than is promised, or was given up where it could be confirmed. */
function tooLate({ lines, lag, stall, troubles }: Schedule, { ms, unconfirmed }: Outcome): string | null {
  const paces = [lines, lag, stall]
  if (!paces.includes('rough') && troubles.every(({ trouble }) => harmless.has(trouble))) {
    if (unconfirmed.length > 0) return `A change was given up after ${ms} ms that could be confirmed`
    const limit = leaseTerms.duration + 1_000 * (paces.includes('slow') ? 2 : 1)
    if (ms > limit) return `A change was confirmed after ${ms} ms`
  }
  // Past patience only the questions that are under way are waited for: a look, and being told again.
  if (ms > confirmationTerms.patience + 2 * questionTime) return `A change was answered after ${ms} ms`
  return null
}
