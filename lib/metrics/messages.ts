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

/** A process at the other end, as `process` is to a worker and a worker to its primary. */
export interface Channel {
  send?(message: object): unknown
  on(event: 'message', listener: (message: unknown) => void): unknown
}

export function isOurs(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'latchworkMetrics' in message
}

/** Sends to a process that may have gone. */
export function post(to: Pick<Channel, 'send'>, message: Message): boolean {
  try {
    if (!to.send) return false
    to.send(message)
    return true
  } catch {
    return false
  }
}
