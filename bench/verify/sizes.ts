/** How much is measured, and how long. */
export interface Sizes {
  keys: number
  inUse: number
  /** Rounds of each target, and the seconds of one. */
  rounds: number
  seconds: number
  connections: number
  /** Seconds of the open loop. */
  steady: number
  /** Verifications one after another that make the figures of a cold and of a warm one. */
  single: number
}

export const full: Sizes = {
  keys: 1_000_000,
  inUse: 10_000,
  rounds: 12,
  seconds: 5,
  connections: 32,
  steady: 60,
  single: 10_000,
}

export const quick: Sizes = {
  keys: 30_000,
  inUse: 1_000,
  rounds: 3,
  seconds: 2,
  connections: 32,
  steady: 10,
  single: 1_000,
}

/** The share of the measured capacity at which latency is told, and at which the soak runs. */
export const steadyShare = 0.7
