import { setTimeout } from 'node:timers/promises'
import type { Pool } from 'pg'
import { database } from '#lib/db/client.ts'
import { databaseAway } from '#lib/db/failures.ts'
import { log } from '#lib/log.ts'
import { transactionState, writeDown } from './ledger.ts'
import {
  addPermission,
  type Backlog,
  emptied,
  emptyTally,
  mergeTally,
  type Tally,
  tallyUse,
  type Use,
  usesOf,
} from './tally.ts'

/**
 * Counts what keys do. Verification only adds to memory; once a second the sums are written down, so that a
 * verification costs the database nothing. A `kill -9` loses at most that second; a stop in good order loses nothing.
 */
export interface Meter {
  /** Counts one verification of a known key. */
  count(use: Use): void
  /** Counts that a key which called us used what it holds; its call is counted by itself. */
  countPermission(keyId: string, permission: string, at: number): void
  /** Counts a NOT_FOUND: it belongs to no key, so that only the process remembers it. */
  countUnknown(): void
  /**
   * Writes down what was counted before the call. Never throws.
   * @returns false where something is left: the database is away, or a key's row was held by a change of it
   */
  flush(): Promise<boolean>
  /** Flushes until nothing is left or `deadline` milliseconds have passed; true where nothing is. For a stop in good order. */
  drain(deadline: number): Promise<boolean>
  state(): MeterState
}

export interface MeterState {
  /** Keys with something that is not written down yet. */
  waiting: number
  /** NOT_FOUND verdicts since the start. */
  unknown: number
  /** Uses that could not be kept, because too many keys waited. */
  lost: number
  /** Failed attempts to write since the last one that succeeded. */
  failures: number
  /** Failed attempts to write since the start. */
  failed: number
  /** Uses written down since the start. */
  written: number
  /** Milliseconds that the last write took which wrote anything; null before the first. */
  lastFlushMs: number | null
}

interface Options {
  /** Asked for at each write, so that counting needs no database. */
  pool: () => Pool
  /** Milliseconds between writes; 0: only when told to. */
  every?: number
  /** How many keys may wait. Past it, uses of further keys are lost, and counted as lost. */
  maxKeys?: number
}

/** How many keys one transaction writes: few enough that putting their rows together holds nobody up. */
const batchSize = 1_000

/** How many tallies are kept to be used again. */
const maxSpare = 20_000

/** A meter of its own; the process's is `meter()`. */
export function makeMeter({ pool, every = 1_000, maxKeys = 100_000 }: Options): Meter {
  let waiting: Backlog = new Map()
  const spare: Tally[] = []
  /** What was sent in a transaction whose commit went unanswered. Nothing else is written until that is settled. */
  let unsettled: { xid: string; batch: Backlog } | null = null
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<boolean> | undefined
  const counts = { unknown: 0, lost: 0, failures: 0, failed: 0, written: 0 }
  let lastFlushMs: number | null = null

  /** Puts back what was not written; it happened before what has been counted since. */
  function putBack(batch: Backlog): void {
    if (batch.size === 0) return
    for (const [id, after] of waiting) {
      const before = batch.get(id)
      if (before) mergeTally(before, after)
      else if (batch.size < maxKeys) batch.set(id, after)
      else counts.lost += usesOf(after)
    }
    waiting = batch
  }

  /** What is in the batch is nobody's from here on. */
  function noteWritten(batch: Backlog): void {
    for (const tally of batch.values()) {
      counts.written += usesOf(tally)
      if (spare.length < maxSpare) spare.push(emptied(tally))
    }
  }

  /** Learns what became of an unanswered commit, so that nothing is lost and nothing counts twice. */
  async function settle(): Promise<boolean> {
    if (!unsettled) return true
    const state = await transactionState(pool(), unsettled.xid)
    if (state === 'in progress') return false
    if (state === 'aborted') putBack(unsettled.batch)
    else noteWritten(unsettled.batch)
    unsettled = null
    return true
  }

  /** @returns how many of the keys are left for the next time */
  async function writeBatch(batch: Backlog): Promise<number> {
    const { left, unanswered } = await writeDown(pool(), batch)
    const rest: Backlog = new Map()
    for (const id of left) {
      const tally = batch.get(id)
      if (tally) rest.set(id, tally)
      batch.delete(id)
    }
    putBack(rest)
    if (unanswered) {
      unsettled = { xid: unanswered.xid, batch }
      throw unanswered.cause
    }
    noteWritten(batch)
    return left.size
  }

  async function writeAll(): Promise<boolean> {
    const began = performance.now()
    let entries: [string, Tally][] = []
    let from = 0
    try {
      if (!(await settle())) return false
      entries = [...waiting]
      waiting = new Map()
      let left = 0
      for (; from < entries.length; from += batchSize)
        left += await writeBatch(new Map(entries.slice(from, from + batchSize)))
      counts.failures = 0
      if (entries.length > 0) lastFlushMs = performance.now() - began
      return left === 0
    } catch (error) {
      // Of an unanswered batch, what is unsettled is remembered there and what was left is back already.
      putBack(new Map(entries.slice(unsettled ? from + batchSize : from)))
      report(error)
      return false
    }
  }

  function report(error: unknown): void {
    counts.failures += 1
    counts.failed += 1
    // A database that is away for an hour is one trouble, not 3,600.
    if (counts.failures % 60 !== 1) return
    const line = { err: error, waiting: waiting.size, failures: counts.failures }
    if (databaseAway(error)) log.warn(line, 'use could not be written down yet')
    else log.error(line, 'use could not be written down')
  }

  function flush(): Promise<boolean> {
    const run = (flushing ?? Promise.resolve()).then(writeAll)
    flushing = run
    return run.finally(() => {
      if (flushing === run) flushing = undefined
    })
  }

  /** The tally of a key; null where too many keys wait. */
  function tallyOf(keyId: string): Tally | null {
    if (!timer && every > 0) {
      timer = setInterval(() => flushing ?? void flush(), every)
      timer.unref()
    }
    const known = waiting.get(keyId)
    if (known) return known
    if (waiting.size >= maxKeys) return null
    const tally = spare.pop() ?? emptyTally()
    waiting.set(keyId, tally)
    return tally
  }

  return {
    count(use) {
      const tally = tallyOf(use.keyId)
      if (tally) tallyUse(tally, use)
      else counts.lost += 1
    },
    countPermission(keyId, permission, at) {
      const tally = tallyOf(keyId)
      if (tally) addPermission(tally, permission, 1, at)
    },
    countUnknown() {
      counts.unknown += 1
    },
    flush,
    async drain(deadline) {
      const end = performance.now() + deadline
      for (;;) {
        if (await flush()) return true
        if (performance.now() >= end) return false
        await setTimeout(50)
      }
    },
    state: () => ({ waiting: waiting.size + (unsettled?.batch.size ?? 0), lastFlushMs, ...counts }),
  }
}

declare global {
  var latchworkMeter: Meter | undefined
}

/** The meter of this process: one, however many copies of this module a bundler makes. */
export function meter(): Meter {
  globalThis.latchworkMeter ??= makeMeter({ pool: () => database().pool })
  return globalThis.latchworkMeter
}
