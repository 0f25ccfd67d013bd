import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { RateLimit } from '#lib/contracts/keys.ts'
import type { RateLimitState } from '#lib/contracts/verification.ts'

/** Where all of a key's limits stand after a call was counted, or refused. */
export interface Consumption {
  admitted: boolean
  states: RateLimitState[]
}

/** Counts calls against the named limits of keys. The one in memory below; one in Redis keeps the same promises. */
export interface Limiter {
  /**
   * Takes `cost` from every limit of a key, or, where one of them has less left, from none. A cost of 0 only looks.
   * The window of a limit begins with the first call that counts in it.
   */
  consume(keyId: string, limits: readonly RateLimit[], cost: number): Promise<Consumption>
}

interface Options {
  /** Milliseconds of a clock that never steps back. */
  now?: () => number
  /** How many windows are remembered at once. */
  maxWindows?: number
}

/**
 * A limiter in this process's memory.
 *
 * Windows are kept here and the library counts within them without an end: its own ends are timers, and Node's
 * timers fire at once beyond 24.8 days, while a limit's window may have 30.
 *
 * Memory is bounded: past `maxWindows` the window that began first is forgotten, so that its key begins afresh.
 */
export function memoryLimiter({
  now = () => performance.now(),
  maxWindows = 200_000,
}: Options = {}): Limiter {
  const counts = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 0 })
  /** When each window ends; in the order in which they began. */
  const ends = new Map<string, number>()
  const turns = new Map<string, Promise<Consumption>>()
  let sweepAt = 0

  async function forget(counter: string): Promise<void> {
    ends.delete(counter)
    await counts.delete(counter)
  }

  async function consumed(counter: string, at: number): Promise<number> {
    const end = ends.get(counter)
    if (end === undefined) return 0
    if (end > at) return (await counts.get(counter))?.consumedPoints ?? 0
    await forget(counter)
    return 0
  }

  async function add(counter: string, cost: number, at: number, window: number): Promise<void> {
    if (!ends.has(counter)) {
      ends.set(counter, at + window * 1000)
      if (ends.size > maxWindows) await sweep(at)
    }
    await counts.penalty(counter, cost)
  }

  /** Forgets windows that have ended, and the first begun where that frees too little. */
  async function sweep(at: number): Promise<void> {
    if (at >= sweepAt) {
      // At most once a second: a full map of live windows would be walked at every call otherwise.
      sweepAt = at + 1000
      for (const [counter, end] of ends) if (end <= at) await forget(counter)
    }
    for (const counter of ends.keys()) {
      if (ends.size <= maxWindows) return
      await forget(counter)
    }
  }

  async function take(keyId: string, limits: readonly RateLimit[], cost: number): Promise<Consumption> {
    const at = now()
    const counters = limits.map((limit) => ({
      ...limit,
      counter: `${keyId}:${limit.name}:${limit.window}`,
      used: 0,
    }))
    for (const one of counters) one.used = await consumed(one.counter, at)
    const admitted = cost === 0 || counters.every((one) => one.used + cost <= one.limit)
    if (admitted && cost > 0) for (const one of counters) await add(one.counter, cost, at, one.window)
    const states = counters.map(({ name, limit, counter, used, window }) => ({
      name,
      limit,
      remaining: Math.max(0, limit - used - (admitted ? cost : 0)),
      reset: Math.ceil(Math.max(0, (ends.get(counter) ?? at + window * 1000) - at) / 1000),
    }))
    return { admitted, states }
  }

  return {
    // One call of a key at a time: between looking at its limits and taking from them no other may come.
    consume(keyId, limits, cost) {
      if (limits.length === 0) return Promise.resolve({ admitted: true, states: [] })
      const before = turns.get(keyId)
      const mine = before ? before.then(() => take(keyId, limits, cost)) : take(keyId, limits, cost)
      turns.set(keyId, mine)
      return mine.finally(() => {
        if (turns.get(keyId) === mine) turns.delete(keyId)
      })
    },
  }
}

declare global {
  var latchworkLimiter: Limiter | undefined
}

/** The limiter of this process: one, however many copies of this module a bundler makes. */
export function limiter(): Limiter {
  globalThis.latchworkLimiter ??= memoryLimiter()
  return globalThis.latchworkLimiter
}
