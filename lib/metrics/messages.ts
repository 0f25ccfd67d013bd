import type { Snapshot } from './snapshot.ts'

/** What workers and their primary say to each other about metrics, over the channel that node:cluster gives them. */
export type Message =
  /** A worker that was asked by Prometheus, to the primary. */
  | { latchworkMetrics: 'gather'; id: number }
  /** The primary to every worker. */
  | { latchworkMetrics: 'report'; round: number }
  /** A worker's own metrics. */
  | { latchworkMetrics: 'snapshot'; round: number; metrics: Snapshot[] }
  /** The primary to the worker that was asked. */
  | { latchworkMetrics: 'text'; id: number; body: string }

export function isOurs(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'latchworkMetrics' in message
}
