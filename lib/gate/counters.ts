import type { VerdictCode } from '#lib/contracts/verification.ts'

/**
 * What this process has counted since its start, for whoever collects metrics. Plain numbers: a verification adds to
 * them and calls nothing else, and lib/metrics reads them when it is asked.
 */

/** What became of a verification: its verdict, or `UNAVAILABLE` where none could be given (503). */
export type Outcome = VerdictCode | 'UNAVAILABLE'

/** Counts of durations: cumulative only once they are read. */
export interface Histogram {
  /** Upper bounds in seconds, ascending; what is above the last is in the last count alone. */
  readonly bounds: readonly number[]
  observe(seconds: number): void
  /** How many fell in each bucket, one more than there are bounds; and the sum of all, in seconds. */
  read(): { counts: readonly number[]; sum: number }
}

export interface Counters {
  readonly outcomes: Record<Outcome, number>
  /** From the first byte of a verification that is looked at to its verdict. */
  readonly durations: Histogram
  /** What a change waited for: every node's acknowledgement, or the end of its lease. */
  readonly changes: {
    readonly durations: Histogram
    /** Changes answered before every node had confirmed them. */
    unconfirmed: number
  }
  /** Answers by the first digit of their status; the first place is for what is none. */
  readonly answers: [number, number, number, number, number, number]
  /** Counts one verification, which took `seconds`. */
  verified(outcome: Outcome, seconds: number): void
  /** Counts one answer over HTTP. */
  answered(status: number): void
}

const verifyBounds = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
]
const changeBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5]

/** A histogram of durations. @param bounds upper bounds in seconds, ascending */
export function histogram(bounds: readonly number[]): Histogram {
  const upper = Float64Array.from(bounds)
  const counts = new Float64Array(bounds.length + 1)
  let sum = 0
  return {
    bounds,
    observe(seconds) {
      let at = 0
      // Most durations are short, so that a search from below ends sooner than one by halves. Not a number: the last.
      while (at < upper.length && !(seconds <= (upper[at] as number))) at += 1
      counts[at] = (counts[at] as number) + 1
      if (seconds > 0 && seconds < Number.POSITIVE_INFINITY) sum += seconds
    },
    read: () => ({ counts: [...counts], sum }),
  }
}

/** Counters of their own; the process's are `counters()`. */
export function makeCounters(): Counters {
  const outcomes: Record<Outcome, number> = {
    VALID: 0,
    NOT_FOUND: 0,
    DISABLED: 0,
    EXPIRED: 0,
    REVOKED: 0,
    INSUFFICIENT_PERMISSIONS: 0,
    IP_NOT_ALLOWED: 0,
    RATE_LIMITED: 0,
    UNAVAILABLE: 0,
  }
  const durations = histogram(verifyBounds)
  const answers: Counters['answers'] = [0, 0, 0, 0, 0, 0]
  return {
    outcomes,
    durations,
    changes: { durations: histogram(changeBounds), unconfirmed: 0 },
    answers,
    verified(outcome, seconds) {
      outcomes[outcome] += 1
      durations.observe(seconds)
    },
    answered(status) {
      const first = Math.trunc(status / 100)
      const kind = (first >= 1 && first <= 5 ? first : 0) as 0 | 1 | 2 | 3 | 4 | 5
      answers[kind] += 1
    },
  }
}

declare global {
  var latchworkCounters: Counters | undefined
}

/** The counters of this process: one set, however many copies of this module a bundler makes. */
export function counters(): Counters {
  globalThis.latchworkCounters ??= makeCounters()
  return globalThis.latchworkCounters
}
