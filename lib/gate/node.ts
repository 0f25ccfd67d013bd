import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { makePool } from '#lib/db/client.ts'
import { awayFor } from '#lib/db/failures.ts'
import { type Listening, openListening } from '#lib/db/listen.ts'
import { acknowledgement, changeChannel, readNotice } from '#lib/db/notices.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { siphash } from '#lib/secret/siphash.ts'
import { type KeyCache, makeCache } from './cache.ts'
import {
  connected,
  databaseTime,
  type Effect,
  type Fill,
  granted,
  heard,
  type Instant,
  type Lease,
  leaseTerms,
  lost,
  mayAnswer,
  type Notice,
  outset,
  refused,
  type Step,
} from './lease.ts'
import { type Found, makeReader, type Reader } from './reader.ts'
import type { KeyRecord } from './record.ts'

/** This process as one of the nodes that answer for keys: its connection, its lease and its memory. */
export interface GateNode {
  readonly cache: KeyCache
  /**
   * What a secret is called in this memory: a keyed hash of it, whose key this process drew and that dies with it, so that memory
   * holds neither secrets nor what the database keeps of them.
   */
  nameOf(presented: string): string
  /** On connections of its own, so that a slow question of the portal never stands in the way of a look-up. */
  readonly reader: Reader
  /** Look-ups under way, by what they look for. */
  readonly fills: Map<string, { fill: Fill; found: Promise<Found | null> }>
  readonly counts: { hits: number; misses: number; stale: number }
  lease(): Lease
  clock(): Instant
  /**
   * What was known of a key whose organization goes on with it while the database is away; null past its time.
   * @param name as the cache has it
   */
  stale(name: string, at: Instant): Found | null
  /** Remembers that the database did not answer, so that those who need not wait for it do not. */
  noteAway(at: Instant): void
  wasAway(at: Instant): boolean
  state(): NodeState
  /** Resolves when the first lease is there, or `patience` milliseconds have passed. */
  joined(patience: number): Promise<void>
  /** Gives the lease back and closes the connections. */
  stop(): Promise<void>
}

/** What was remembered when the connection was lost. */
interface Left {
  records: ReadonlyMap<string, KeyRecord>
  ended: Instant
}

export interface NodeState {
  phase: Lease['phase']
  /** Milliseconds until the lease ends here; 0 where there is none. */
  leaseLeft: number
  /** Leases that ran out or were lost with their connection, since the start. */
  lapses: number
  /** Notices of changes heard since the start. */
  heard: number
  entries: number
  hits: number
  misses: number
  /** Answers from what was known before the database went away. */
  stale: number
}

/** As it is before Next wraps it, to know what a page depends on. */
const wallClock = Date.now

/** Milliseconds before another try to connect: soon, since every look-up waits for it, and not all nodes at once. */
const retryDelay = () => 200 + Math.random() * 300

/**
 * Each lease is a row of its own, and the row of the one before goes with it: a change that waits for that one need not wait
 * for this, which begins with nothing remembered and was taken after the commit.
 */
const join = `
  with former as (delete from gate_node where id = $4)
  insert into gate_node (id, name, lease_until)
  values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
  returning extract(epoch from clock_timestamp()) * 1000 as now`
/** Only what has not run out is renewed: a change may have passed over what has. */
const renew = `
  update gate_node set lease_until = clock_timestamp() + $2 * interval '1 millisecond'
  where id = $1 and lease_until > clock_timestamp()
  returning extract(epoch from clock_timestamp()) * 1000 as now`

/** Makes this process a node. Returns at once: until the lease is there, every look-up goes to the database. */
export function startNode(): GateNode {
  const { DIRECT_DATABASE_URL, DATABASE_URL, LATCHWORK_CACHE, LATCHWORK_POOL } = env()
  /** The row of the lease that this node has, or has asked for. */
  let id = uuidv7()
  const nameOf = siphash(randomBytes(16))
  const name = `${hostname()}/${process.pid}`
  const cache = makeCache(LATCHWORK_CACHE)
  const pool = makePool({
    url: DATABASE_URL ?? DIRECT_DATABASE_URL ?? '',
    // What the reader keeps under way, and one for a secret that is asked for by its id.
    connections: Math.min(LATCHWORK_POOL, 5),
    patience: 2_000,
    // One look-up has one good plan; thinking it over anew each time takes longer than the look-up.
    setUp: 'set plan_cache_mode = force_generic_plan; set jit = off',
  })
  const counts = { lapses: 0, heard: 0, hits: 0, misses: 0, stale: 0 }
  let awayAt = Number.NEGATIVE_INFINITY
  let lease = outset
  let listening: Listening | null = null
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  let left: Left | null = null
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  /** Changes that are forgotten here and not yet acknowledged, and where each is waited for. */
  const unsaid = new Map<string, string>()
  let saying = false

  const clock = (): Instant => ({ mono: performance.now(), wall: wallClock() })

  function take([next, effects]: Step): void {
    lease = next
    for (const effect of effects) perform(effect)
  }

  function perform(effect: Effect): void {
    if (effect.do === 'clear') cache.clear()
    else if (effect.do === 'drop') cache.drop(effect.scopes)
    else if (effect.do === 'join') joinAnew()
    else acknowledge(effect.notice)
  }

  /** Where it cannot be said, the connection is going, and the lease with it; a new one is told again. */
  function acknowledge({ reply, id: changeId }: Notice): void {
    unsaid.set(changeId, reply)
    say()
  }

  /** What is heard while this is under way is said together, so that many changes at once cost two journeys and not many. */
  function say(): void {
    if (saying || !listening || unsaid.size === 0) return
    saying = true
    const replies = [...unsaid.values()]
    const said = [...unsaid.keys()].map((changeId) => acknowledgement(changeId, id))
    unsaid.clear()
    listening
      .query('select pg_notify(reply, said) from unnest($1::text[], $2::text[]) one (reply, said)', [
        replies,
        said,
      ])
      .catch(() => {})
      .finally(() => {
        saying = false
        say()
      })
  }

  function later(delay: number, run: () => void): void {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(run, delay)
  }

  function joinAnew(): void {
    const former = id
    id = uuidv7()
    ask(join, [id, name, leaseTerms.duration, former])
  }

  /** Asks for the lease, or for more of it. An answer that does not come in the time of a lease never will. */
  function ask(statement: string, values: unknown[]): void {
    const mine = listening
    if (!mine) return
    const sent = clock()
    later(leaseTerms.duration, () => away(mine, new Error('The lease was not renewed in time')))
    mine.query<{ now: string }>(statement, values).then(
      ({ rows: [row] }) => {
        if (listening !== mine) return
        if (!row) {
          counts.lapses += 1
          return take(refused(lease))
        }
        take(granted(lease, sent, Number(row.now)))
        left = null
        arrive()
        const passed = performance.now() - sent.mono
        later(Math.max(0, leaseTerms.renewal - passed), () => setImmediate(() => renewOn(mine)))
      },
      (error: Error) => away(mine, error),
    )
  }

  /**
   * Called after what has arrived was heard: a process that stood still says first that it forgot, and does not lengthen the wait
   * for it by standing still again.
   */
  function renewOn(mine: Listening): void {
    if (listening === mine) ask(renew, [id, leaseTerms.duration])
  }

  function away(mine: Listening, error: Error): void {
    if (listening !== mine || stopped) return
    listening = null
    log.warn({ err: error, node: name }, 'the gate has lost its connection; keys are read from the database')
    mine.cut()
    counts.lapses += 1
    if (lease.until) left = { records: cache.lenient(), ended: lease.until }
    take(lost(lease))
    later(retryDelay(), connect)
  }

  async function connect(): Promise<void> {
    try {
      const mine = await openListening(changeChannel, onNotice, (error) => away(mine, error))
      if (stopped) return void (await mine.close())
      listening = mine
      take(connected(lease))
    } catch (error) {
      log.debug({ err: error }, 'the gate cannot reach the database')
      later(retryDelay(), connect)
    }
  }

  function onNotice(payload: string): void {
    const notice = readNotice(payload)
    if (!notice) return
    counts.heard += 1
    take(heard(lease, notice))
  }

  void connect()

  return {
    cache,
    nameOf,
    reader: makeReader(() => pool),
    fills: new Map(),
    counts,
    lease: () => lease,
    clock,
    stale(name, at) {
      const record = cache.get(name) ?? left?.records.get(name)
      const ended = lease.until ?? left?.ended
      if (!record || !ended) return null
      const time = record.staleSeconds * 1_000
      if (at.mono >= ended.mono + time || at.wall >= ended.wall + time) return null
      return { record, now: databaseTime(lease, at) }
    },
    noteAway: ({ mono }) => {
      awayAt = mono
    },
    wasAway: ({ mono }) => mono - awayAt < awayFor,
    state: () => {
      const at = clock()
      const leaseLeft = mayAnswer(lease, at) && lease.until ? lease.until.mono - at.mono : 0
      return { phase: lease.phase, leaseLeft, ...counts, entries: cache.size }
    },
    async joined(patience) {
      const enough = new AbortController()
      await Promise.race([arrived, sleep(patience, undefined, enough).catch(() => {})])
      enough.abort()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      take(lost(lease))
      const mine = listening
      listening = null
      await mine?.query('delete from gate_node where id = $1', [id]).catch(() => {})
      await mine?.close()
      if (!pool.ending) await pool.end()
    },
  }
}

declare global {
  var latchworkNode: GateNode | undefined
}

/** This process's node: one, started by the server, however many copies of this module a bundler makes. */
export function gateNode(): GateNode | undefined {
  return globalThis.latchworkNode
}
