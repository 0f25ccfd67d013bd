import type { RateLimit } from '#lib/contracts/api-key.ts'
import type { Consumption, Limiter } from './limiter.ts'

interface Options {
  /** Milliseconds of a clock that never steps back. */
  now?: () => number
  /** How many windows are remembered at once. */
  maxWindows?: number
}

/** A named limit's count from its first call on. A limit whose length was changed has another window. */
interface Window {
  name: string
  /** Seconds. */
  length: number
  end: number
  used: number
}

/** What the memory limiter gives is there at once. */
export interface MemoryLimiter extends Limiter {
  consume(keyId: string, limits: readonly RateLimit[], cost: number): Consumption
}

/**
 * A limiter in this process's memory. It stands in the way of every verification, so it does nothing but look up and
 * count: no promise, no timer, and of a key's windows one look-up for them all.
 *
 * Memory is bounded: past `maxWindows` the key whose latest window began first is forgotten, so that it begins afresh.
 */
export function memoryLimiter({
  now = () => performance.now(),
  maxWindows = 200_000,
}: Options = {}): MemoryLimiter {
  /** The windows of each key; in the order in which the latest of each began. */
  const keys = new Map<string, Window[]>()
  let count = 0
  let sweepAt = 0

  function forget(keyId: string, windows: readonly Window[]): void {
    keys.delete(keyId)
    count -= windows.length
  }

  /** Begins windows for a key, in place of those of it that have ended. */
  function begin(keyId: string, known: readonly Window[] | undefined, fresh: readonly Window[], at: number) {
    if (known) forget(keyId, known)
    const windows = known ? [...known.filter((one) => one.end > at), ...fresh] : [...fresh]
    keys.set(keyId, windows)
    count += windows.length
    if (count > maxWindows) sweep(at)
  }

  /** Forgets keys whose windows have all ended, and the first begun where that frees too little. */
  function sweep(at: number): void {
    if (at >= sweepAt) {
      // At most once a second: a full map of live windows would be walked at every call otherwise.
      sweepAt = at + 1000
      for (const [keyId, windows] of keys) if (windows.every((one) => one.end <= at)) forget(keyId, windows)
    }
    for (const [keyId, windows] of keys) {
      if (count <= maxWindows) return
      forget(keyId, windows)
    }
  }

  return {
    consume(keyId, limits, cost) {
      if (limits.length === 0) return { admitted: true, states: [] }
      const at = now()
      const known = keys.get(keyId)
      const open = limits.map((limit) => live(known, limit, at))
      const admitted = cost === 0 || limits.every((one, i) => (open[i]?.used ?? 0) + cost <= one.limit)
      const taken = admitted ? cost : 0
      if (taken > 0) {
        const fresh: Window[] = []
        limits.forEach(({ name, window: length }, i) => {
          const window = open[i]
          if (window) window.used += taken
          else fresh.push({ name, length, end: at + length * 1000, used: taken })
        })
        if (fresh.length > 0) begin(keyId, known, fresh, at)
      }
      const states = limits.map(({ name, limit, window: length }, i) => {
        const window = open[i]
        return {
          name,
          limit,
          remaining: Math.max(0, limit - (window ? window.used : taken)),
          reset: window ? Math.ceil((window.end - at) / 1000) : length,
        }
      })
      return { admitted, states }
    },
  }
}

function live(windows: readonly Window[] | undefined, limit: RateLimit, at: number): Window | undefined {
  return windows?.find((one) => one.name === limit.name && one.length === limit.window && one.end > at)
}
