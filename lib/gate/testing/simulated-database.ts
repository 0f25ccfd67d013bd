import { leaseTerms, type Notice } from '../lease.ts'
import { draw, type Line, type Pace, type Timeline } from './simulated-time.ts'

/*
 * The database of a simulation: as much of PostgreSQL as the protocol leans on. Statements commit in one order; a look-up
 * sees what was committed when it began; a notice goes to those that listened before the commit, in the order of
 * commits; a statement that is to change a locked row waits, and then looks at it again.
 */

/** A connection as the database sees it. */
export interface Session {
  line: Line
  /** What it does with what it hears; null before LISTEN. */
  hears: ((message: unknown) => void) | null
  /** When the last notice was written to it. */
  last: number
}

/** A statement: what it gives is passed to `done` when it has committed. */
export type Statement<T> = (done: (result: T) => void) => void

export interface SimulatedDatabase {
  isUp: boolean
  /** What each key's version is, by commits. */
  readonly versions: number[]
  /** Until when each node has a lease, by the database's clock. */
  readonly rows: Map<string, number>
  clock(): number
  open(line: Line): Session
  close(session: Session): void
  listen(session: Session, hears: (message: unknown) => void): void
  /** Commits a change of a key, and tells who listens. */
  change(key: number, notice: Notice, by: Session): void
  tell(message: unknown, to: (session: Session) => boolean): void
  /** Begins a lease, and takes away the one before it. */
  join(id: string, former: string): Statement<number>
  /** Gives the database's time, or null where the lease has run out. */
  renew(id: string): Statement<number | null>
  /** Takes away what has run out, and gives what is left. */
  takeAway: Statement<string[]>
  /** Nothing under way survives; what was committed does. */
  crash(): void
}

interface Options {
  /** Between a commit and the writing of its notice to a connection. */
  lag: Pace
  /** Between a statement's first look at a row and its commit. */
  stall: Pace
  /** By how much its clock differs from simulated time. */
  offset: number
}

export function makeDatabase(time: Timeline, { lag, stall, offset }: Options): SimulatedDatabase {
  const versions = [0, 0, 0]
  const rows = new Map<string, number>()
  let sessions: Session[] = []
  /** Who waits for each row that is locked. */
  const locks = new Map<string, (() => void)[]>()
  let epoch = 0
  const clock = () => time.now + offset

  function lock(id: string, run: () => void): void {
    const waiting = locks.get(id)
    if (waiting) return void waiting.push(run)
    locks.set(id, [])
    run()
  }

  function release(id: string): void {
    const waiting = locks.get(id) ?? []
    locks.delete(id)
    const [first, ...others] = waiting
    if (!first) return
    locks.set(id, others)
    first()
  }

  /** A statement's own time, at the end of which it commits, unless the database has gone. */
  function commitLater(run: () => void): void {
    const mine = epoch
    time.after(draw(time, stall), () => {
      if (epoch === mine) run()
    })
  }

  const hasRunOut = (id: string) => (rows.get(id) ?? Number.NEGATIVE_INFINITY) <= clock()

  return {
    isUp: true,
    versions,
    rows,
    clock,
    open(line) {
      const session = { line, hears: null, last: 0 }
      sessions.push(session)
      return session
    },
    close(session) {
      session.hears = null
      sessions = sessions.filter((one) => one !== session)
    },
    listen(session, hears) {
      session.hears = hears
    },
    change(key, notice, by) {
      versions[key] = (versions[key] ?? 0) + 1
      this.tell(notice, (session) => session !== by)
    },
    tell(message, to) {
      const mine = epoch
      for (const session of sessions) {
        const { hears } = session
        if (!hears || !to(session)) continue
        // In the order of commits. Nothing is promised of the order between a notice and a statement's answer.
        session.last = Math.max(session.last, time.now + draw(time, lag))
        time.after(session.last - time.now, () => {
          if (epoch === mine) session.line.down(() => hears(message))
        })
      }
    },
    join: (id, former) => (done) =>
      lock(former, () => {
        const now = clock()
        commitLater(() => {
          rows.delete(former)
          rows.set(id, now + leaseTerms.duration)
          done(now)
          release(former)
        })
      }),
    renew: (id) => (done) => {
      if (hasRunOut(id)) return done(null)
      lock(id, () => {
        // Looked at again: it may have waited.
        if (hasRunOut(id)) {
          done(null)
          return release(id)
        }
        const now = clock()
        commitLater(() => {
          rows.set(id, now + leaseTerms.duration)
          done(now)
          release(id)
        })
      })
    },
    takeAway(done) {
      const seen = [...rows.keys()]
      const lapsed = seen.filter(hasRunOut)
      const taken: string[] = []
      const next = (at: number): void => {
        const id = lapsed[at]
        if (id !== undefined)
          return void lock(id, () => {
            if (rows.has(id) && hasRunOut(id)) taken.push(id)
            else release(id)
            next(at + 1)
          })
        const end = () => {
          for (const one of taken) rows.delete(one)
          for (const one of taken) release(one)
          done(seen.filter((one) => !taken.includes(one)))
        }
        if (taken.length === 0) end()
        else commitLater(end)
      }
      next(0)
    },
    crash() {
      epoch += 1
      locks.clear()
      sessions = []
    },
  }
}
