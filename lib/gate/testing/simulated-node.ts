import { type KeyCache, makeCache } from '../cache.ts'
import { type Fill, type Instant, type Lease, leaseTerms, type Notice, outset, type Step } from '../lease.ts'
import type { KeyRecord } from '../record.ts'
import type { Protocol } from './protocol.ts'
import type { Session, SimulatedDatabase, Statement } from './simulated-database.ts'
import { draw, type Line, makeLine, type Pace, type Timeline } from './simulated-time.ts'

/*
 * A node of a simulation: what `node.ts` and `lookup.ts` do with their connections, clocks and memory, around the
 * protocol's own functions and the real cache.
 */

/** What a node gives for a key: the version of the key that it goes by; null where it could not ask. */
export type Answered = (version: number | null) => void

export interface SimulatedNode {
  id(): string
  /** A request that comes in now. @param begin called when the node takes it up */
  request(key: number, begin: () => Answered): void
  /** SIGSTOP, and SIGCONT after `length`. Where `suspended`, the machine too: its monotonic clock stands still. */
  pause(length: number, suspended: boolean): void
  /** SIGKILL, and another start after `length`. */
  restart(length: number): void
  shiftWall(by: number): void
  /** Nothing arrives any more on the connection it listens on; it is told only where `told`. */
  cut(told: boolean): void
  mute(): void
  onDatabaseGone(): void
}

interface World {
  time: Timeline
  database: SimulatedDatabase
  protocol: Protocol
  pace: Pace
  /** The database's notices to those who wait for acknowledgements. */
  acknowledge(notice: Notice, id: string): void
  /** How fast its clocks go, 1 is as fast as they should. */
  rate: number
  hits: { count: number }
}

interface Connection {
  line: Line
  session: Session | null
  isBusy: boolean
  /** An acknowledgement is under way. */
  isSaying: boolean
  queue: (() => void)[]
}

const keyRecord = (key: number, version: number): KeyRecord =>
  ({
    id: `k${key}`,
    projectId: 'p',
    organizationId: 'o',
    owner: { id: 'u' },
    staleSeconds: 0,
    level: version,
  }) as KeyRecord

export function makeNode(world: World, name: string): SimulatedNode {
  const { time, database, protocol, pace, rate } = world
  const beganAt = { mono: time.chance(1e6), wall: 1e12 + time.chance(1e6) }
  let boots = 0
  let leases = 0
  let stoodStill = 0
  let shifted = 0
  let backlog: { stream: unknown; run: () => void }[] | null = null
  let isDown = false
  let isMute = false

  let cache: KeyCache = makeCache(2)
  let fills = new Map<number, { fill: Fill; waiting: Answered[] }>()
  let lease: Lease = outset
  const unsaid = new Map<string, Notice>()
  let connection: Connection | null = null
  let timer = 0

  /** Of the lease that it has, or has asked for. */
  const id = () => `${name}.${boots}.${leases}`
  const clock = (): Instant => ({
    mono: beganAt.mono + (time.now - stoodStill) * rate,
    wall: beganAt.wall + time.now * rate + shifted,
  })

  /** What is for this process reaches it while it runs, and never the one that comes after it. */
  function mailbox(): (run: () => void) => void {
    const mine = boots
    const stream = {}
    return (run) => {
      const alive = () => {
        if (mine === boots && !isDown) run()
      }
      if (backlog) backlog.push({ stream, run: alive })
      else alive()
    }
  }

  function later(delay: number, run: () => void): void {
    timer += 1
    const mine = timer
    const arrive = mailbox()
    time.after(delay / rate, () => arrive(() => mine === timer && run()))
  }

  function take([next, effects]: Step): void {
    lease = next
    for (const effect of effects) {
      if (effect.do === 'clear') cache.clear()
      else if (effect.do === 'drop') cache.drop(effect.scopes)
      else if (effect.do === 'join') joinAnew()
      else acknowledge(effect.notice)
    }
  }

  function joinAnew(): void {
    const former = id()
    leases += 1
    askFor(database.join(id(), former))
  }

  /** One statement at a time, as `pg` has it. */
  function query<T>(mine: Connection, statement: Statement<T>, done: (result: T) => void): void {
    const send = () => {
      mine.isBusy = true
      mine.line.up(() =>
        statement((result) =>
          mine.line.down(() => {
            mine.isBusy = false
            done(result)
            if (!mine.isBusy) mine.queue.shift()?.()
          }),
        ),
      )
    }
    if (mine.isBusy) mine.queue.push(send)
    else send()
  }

  function acknowledge(notice: Notice): void {
    unsaid.set(notice.id, notice)
    say()
  }

  function say(): void {
    if (!connection || connection.isSaying || isMute || unsaid.size === 0) return
    const mine = connection
    const [said, who] = [[...unsaid.values()], id()]
    unsaid.clear()
    mine.isSaying = true
    const statement: Statement<null> = (done) => {
      for (const notice of said) world.acknowledge(notice, who)
      done(null)
    }
    query(mine, statement, () => {
      mine.isSaying = false
      say()
    })
  }

  function askFor(statement: Statement<number | null>): void {
    const mine = connection
    if (!mine) return
    const sent = clock()
    later(leaseTerms.duration, () => away(mine))
    query(mine, statement, (databaseNow) => {
      if (connection !== mine) return
      if (databaseNow === null) return take(protocol.refused(lease))
      take(protocol.granted(lease, sent, databaseNow, clock()))
      const passed = clock().mono - sent.mono
      // At once, but after what has arrived already.
      const renew = () => later(0, () => askFor(database.renew(id())))
      later(Math.max(0, leaseTerms.renewal - passed), renew)
    })
  }

  function away(mine: Connection): void {
    if (connection !== mine) return
    connection = null
    // The server learns of it some time.
    const { session } = mine
    time.after(draw(time, pace), () => session && database.close(session))
    mine.line.cut()
    take(protocol.lost(lease))
    later(200 + time.chance(300), connect)
  }

  function connect(): void {
    const line = makeLine(time, () => pace, mailbox())
    const mine: Connection = { line, session: null, isBusy: false, isSaying: false, queue: [] }
    later(3_000, () => {
      line.cut()
      connect()
    })
    if (!database.isUp) return void later(200 + time.chance(300), connect)
    line.up(() => {
      const session = database.open(line)
      mine.session = session
      database.listen(session, (message) => take(protocol.heard(lease, message as Notice)))
      line.down(() => {
        connection = mine
        take(protocol.connected(lease))
      })
    })
  }

  /** Reads the database on a connection of its own; not at all while it is away. */
  function read(key: number, done: Answered): void {
    const arrive = mailbox()
    time.after(draw(time, pace), () => {
      const version = database.isUp ? (database.versions[key] ?? 0) : null
      time.after(draw(time, pace), () => arrive(() => done(version)))
    })
  }

  function recall(key: number, answer: Answered): void {
    const at = clock()
    const fill = protocol.beginFill(lease, at)
    if (!fill) return void read(key, answer)
    const record = cache.get(`s${key}`)
    if (record) {
      world.hits.count += 1
      return void answer(record.level)
    }
    const under = fills.get(key)
    if (under && protocol.mayKeep(lease, under.fill)) return void under.waiting.push(answer)
    const mine = { fill, waiting: [answer] }
    fills.set(key, mine)
    read(key, (version) => {
      if (version !== null && protocol.mayKeep(lease, fill)) cache.put(`s${key}`, keyRecord(key, version))
      if (fills.get(key) === mine) fills.delete(key)
      for (const one of mine.waiting) one(version)
    })
  }

  connect()

  return {
    id,
    request(key, begin) {
      mailbox()(() => recall(key, begin()))
    },
    pause(length, suspended) {
      if (backlog || isDown) return
      backlog = []
      const from = time.now
      time.after(length, () => {
        if (suspended) stoodStill += time.now - from
        const held = backlog ?? []
        backlog = null
        // Each connection's in order; between them as chance has it.
        const turns = new Map<unknown, number>()
        for (const { stream } of held) if (!turns.has(stream)) turns.set(stream, time.chance(1_000))
        held.sort((a, b) => (turns.get(a.stream) ?? 0) - (turns.get(b.stream) ?? 0))
        for (const { run } of held) run()
      })
    },
    restart(length) {
      boots += 1
      isDown = true
      const mine = boots
      const { session, line } = connection ?? {}
      line?.cut()
      time.after(draw(time, pace), () => session && database.close(session))
      connection = null
      lease = outset
      cache = makeCache(2)
      fills = new Map()
      unsaid.clear()
      timer += 1
      time.after(length, () => {
        if (mine !== boots) return
        isDown = false
        connect()
      })
    },
    shiftWall(by) {
      shifted += by
    },
    cut(told) {
      const mine = connection
      if (!mine) return
      mine.line.cut()
      if (told) {
        const arrive = mailbox()
        time.after(draw(time, pace), () => arrive(() => away(mine)))
      }
    },
    mute() {
      isMute = true
    },
    onDatabaseGone() {
      this.cut(true)
    },
  }
}
