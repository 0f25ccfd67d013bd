import { confirmationTerms, type NodeRow } from '#lib/core/changes/confirmation.ts'
import type { Notice } from '../lease.ts'
import type { Protocol } from './protocol.ts'
import type { Session, SimulatedDatabase, Statement } from './simulated-database.ts'
import { type Line, makeLine, type Pace, type Timeline } from './simulated-time.ts'

/*
 * Who changes keys in a simulation: what `transaction.ts` and `confirmer.ts` do, around the protocol's own functions.
 */

/** After so many milliseconds a statement is given up; as `openListening` has it. */
export const questionTime = 2_500

/** An answer to a change. */
export interface Outcome {
  key: number
  version: number
  /** Milliseconds from when the commit was known. */
  ms: number
  unconfirmed: string[]
}

export interface SimulatedVerb {
  /** Commits a change, where the database can be reached. @param answered when its caller is answered */
  change(key: number, answered: (outcome: Outcome) => void): void
  /** How many were committed and are not answered. */
  readonly waiting: number
  /** Hears an acknowledgement, by way of the database. */
  acknowledge(notice: Notice, id: string): void
  onDatabaseGone(): void
}

interface World {
  time: Timeline
  database: SimulatedDatabase
  protocol: Protocol
  pace: Pace
}

interface Acknowledgement {
  change: string
  node: string
}

export function makeVerb({ time, database, protocol, pace }: World): SimulatedVerb {
  const expected = new Map<string, { acknowledged: Set<string>; wake: () => void }>()
  let connection: { line: Line; session: Session } | null = null
  let changes = 0
  let waiting = 0

  function open(): { line: Line; session: Session } | null {
    if (connection) return connection
    if (!database.isUp) return null
    const line = makeLine(time, () => pace)
    const session = database.open(line)
    database.listen(session, (message) => {
      const { change, node } = message as Acknowledgement
      const expectation = expected.get(change)
      expectation?.acknowledged.add(node)
      expectation?.wake()
    })
    connection = { line, session }
    return connection
  }

  /** @param done null where the database could not be asked; a question that is lost is given up after a while */
  function query<T>(statement: Statement<T>, done: (result: T | null) => void): void {
    const mine = open()
    if (!mine) return void done(null)
    let isOver = false
    const end = (result: T | null) => {
      if (isOver) return
      isOver = true
      done(result)
    }
    mine.line.up(() => statement((result) => mine.line.down(() => end(result))))
    time.after(questionTime, () => end(null))
  }

  function confirm(key: number, version: number, notice: Notice, answered: (outcome: Outcome) => void) {
    const begun = time.now
    const acknowledged = new Set<string>()
    const expectation = { acknowledged, wake: () => {} }
    expected.set(notice.id, expectation)
    let nodes: NodeRow[] | null = null
    let lookAt = begun
    let tellAt = begun + confirmationTerms.again
    const round = () => {
      if (time.now < lookAt) return tell()
      lookAt = time.now + confirmationTerms.poll
      query(protocol.look(database), (ids) => {
        const rows = ids?.map((id) => ({ id, name: id }))
        if (rows) nodes = protocol.remaining(nodes, rows)
        tell()
      })
    }
    const tell = () => {
      if (time.now < tellAt) return judge()
      tellAt = time.now + confirmationTerms.again
      const statement: Statement<boolean> = (done) => {
        database.tell(notice, (session) => session !== connection?.session)
        done(true)
      }
      query(statement, judge)
    }
    const judge = () => {
      const left = nodes && protocol.awaited(nodes, acknowledged)
      const ms = time.now - begun
      const isOut = ms >= confirmationTerms.patience
      if (left?.length === 0 || isOut) {
        expected.delete(notice.id)
        waiting -= 1
        const unconfirmed = left ? left.map(({ id }) => id) : ['unknown']
        return answered({ key, version, ms, unconfirmed })
      }
      let isWoken = false
      expectation.wake = () => {
        if (isWoken) return
        isWoken = true
        round()
      }
      time.after(Math.max(1, Math.min(lookAt, tellAt) - time.now), expectation.wake)
    }
    round()
  }

  return {
    change(key, answered) {
      const mine = open()
      if (!mine) return
      changes += 1
      const notice: Notice = { id: String(changes), reply: 'verb', scopes: [`key:k${key}`] }
      database.change(key, notice, mine.session)
      const version = database.versions[key] ?? 0
      // Where the news of the commit is lost, the caller is told of a failure, and nothing is promised.
      mine.line.down(() => {
        waiting += 1
        confirm(key, version, notice, answered)
      })
    },
    get waiting() {
      return waiting
    },
    acknowledge(notice, node) {
      const said: Acknowledgement = { change: notice.id, node }
      database.tell(said, (session) => session === connection?.session)
    },
    onDatabaseGone() {
      connection?.line.cut()
      connection = null
    },
  }
}
