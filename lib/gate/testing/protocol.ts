import { awaited, remaining } from '#lib/core/changes/confirmation.ts'
import * as lease from '../lease.ts'
import type { SimulatedDatabase, Statement } from './simulated-database.ts'

/**
 * What the protocol decides. The product's own functions, or some of them exchanged for faulty ones, so that a simulation can
 * be seen to find the fault.
 */
export interface Protocol
  extends Pick<
    typeof lease,
    'connected' | 'lost' | 'refused' | 'heard' | 'mayAnswer' | 'beginFill' | 'mayKeep'
  > {
  /** @param now the node's clock as the answer comes; the real one has no use for it */
  granted(from: lease.Lease, sent: lease.Instant, databaseNow: number, now: lease.Instant): lease.Step
  awaited: typeof awaited
  remaining: typeof remaining
  /** What is SQL in `confirmer.ts`. */
  look(database: SimulatedDatabase): Statement<string[]>
}

export const protocol: Protocol = { ...lease, awaited, remaining, look: ({ takeAway }) => takeAway }
