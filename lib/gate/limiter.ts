import type { RateLimit } from '#lib/contracts/api-key.ts'
import type { RateLimitState } from '#lib/contracts/verification.ts'

/** Where all of a key's limits stand after a call was counted, or refused. */
export interface Consumption {
  admitted: boolean
  states: RateLimitState[]
}

/** Counts calls against the named limits of keys. All that there are keep the same promises and give the same answers. */
export interface Limiter {
  /**
   * Takes `cost` from every limit of a key, or, where one of them has less left, from none. A cost of 0 only looks.
   * The window of a limit begins with the first call that counts in it.
   *
   * What this process knows by itself is there at once; what it must ask for is a promise, which is never rejected.
   */
  consume(keyId: string, limits: readonly RateLimit[], cost: number): Consumption | Promise<Consumption>
}

/**
 * Which limits have refused a call, and when to come again.
 * @param cost what the call was to take from each
 * @returns those with less left, and the seconds until the last of them begins anew, at least 1
 */
export function refusedBy(
  states: readonly RateLimitState[],
  cost: number,
): { spent: RateLimitState[]; retryAfter: number } {
  const spent = states.filter(({ remaining }) => remaining < cost)
  return { spent, retryAfter: Math.max(1, ...spent.map(({ reset }) => reset)) }
}
