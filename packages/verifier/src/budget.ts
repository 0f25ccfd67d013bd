/** How much is asked again, over all calls together. */
export interface RetryBudget {
  /** Retries that each call adds to what may be spent; 0.1: one retry for ten calls. */
  ratio: number
  /** What may be spent at the start, and the most that is ever saved up. */
  burst: number
}

export interface Budget {
  /** Counts a call that begins. */
  deposit(): void
  /** Takes one retry. @returns false where none is left: the call must fail as it is */
  withdraw(): boolean
}

/** Whole thousandths, so that a million deposits add up to what they are. */
const unit = 1_000

/**
 * Bounds retries by a token bucket, as Finagle's `RetryBudget` and gRPC's retry throttling (gRFC A6) do: of any run of n calls,
 * at most `burst + ratio × n` are asked again. A service that is down then gets a tenth more of requests, not a multiple.
 * It needs no clock: what is quiet saves nothing up beyond the burst.
 *
 * @throws RangeError for a ratio outside 0 to 1, or a burst that is no whole number from 0 to 1,000
 */
export function makeBudget({ ratio, burst }: RetryBudget): Budget {
  if (!(ratio >= 0 && ratio <= 1)) throw new RangeError('The ratio of a retry budget is a number from 0 to 1')
  if (!Number.isInteger(burst) || burst < 0 || burst > 1_000)
    throw new RangeError('The burst of a retry budget is a whole number from 0 to 1000')
  const most = burst * unit
  const each = Math.floor(ratio * unit)
  let saved = most
  return {
    deposit() {
      saved = Math.min(most, saved + each)
    },
    withdraw() {
      if (saved < unit) return false
      saved -= unit
      return true
    },
  }
}
