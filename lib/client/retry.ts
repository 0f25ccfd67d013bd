import type { Operation } from '#lib/contracts/operation.ts'
import { ApiProblem } from './problem.ts'

/** How often a call is tried again, after the first time. */
export const maxRetries = 2

/** True where nobody can tell whether the request was carried out, or where the server asked for another try. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === 'network' || error.status === 503)
}

/** Whether a failed read is tried again: only where no answer came, or the server is away for a moment. */
export function retriesRead(failures: number, error: unknown): boolean {
  return failures < maxRetries && isPassing(error)
}

/**
 * Whether a failed change is tried again. Only where a second arrival of the same request does no harm: what makes
 * something carries its idempotency key, and what replaces or ends something does so once however often it is asked.
 */
export function retriesChange(operation: Operation): (failures: number, error: unknown) => boolean {
  const harmless = operation.creates || operation.method === 'PUT' || operation.method === 'DELETE'
  return (failures, error) => harmless && retriesRead(failures, error)
}

/** Milliseconds to wait before a try: what the server asked for (at most 30 s), or 0.5 s, then 1 s. */
export function retryDelay(failures: number, error: unknown): number {
  const asked = error instanceof ApiProblem ? error.retryAfter : null
  return asked === null ? 500 * 2 ** failures : Math.min(asked, 30) * 1000
}

/** The idempotency key of what a person submits: kept while nobody knows whether the first arrived. */
export interface Submission {
  /** The key for this input: the last one's where the input is the same and its fate is unknown, else a new one. */
  keyFor(input: unknown): string
  /** The submission was answered; `error` is null where it succeeded. */
  settled(error: unknown): void
}

/** Keeps the idempotency key of a form's submissions. `mint` gives a new key. */
export function submission(mint: () => string): Submission {
  let open: { text: string; key: string } | null = null
  return {
    keyFor(input) {
      const text = JSON.stringify(input)
      if (open?.text !== text) open = { text, key: mint() }
      return open.key
    },
    settled(error) {
      if (!isPassing(error)) open = null
    },
  }
}
