import type { Limiter } from './limiter.ts'
import { memoryLimiter } from './limits-memory.ts'

declare global {
  var latchworkLimiter: Limiter | undefined
}

/** The limiter of this process: one, however many copies of this module a bundler makes. */
export function limiter(): Limiter {
  globalThis.latchworkLimiter ??= memoryLimiter()
  return globalThis.latchworkLimiter
}
