import cluster from 'node:cluster'
import { env } from '#lib/env.ts'
import { onShutdown } from '#lib/shutdown.ts'
import type { Limiter } from './limiter.ts'
import { memoryLimiter } from './limits-memory.ts'
import { primaryPeer } from './limits-primary.ts'
import { redisLink } from './limits-redis.ts'
import { type Limits, type Scope, type SharedLimits, sharedLimits } from './limits-shared.ts'

/** Milliseconds in which a connection must be there; nobody waits for it but the start. */
const connectWithin = 2_000

/** Where limits are counted, and how often a count had to be made here because that was away. */
export interface LimiterState {
  kind: 'memory' | 'redis' | 'primary'
  fallbacks: number
  away: boolean
}

interface ProcessLimits {
  kind: LimiterState['kind']
  limits: Limits
  /** The shared count, where there is one. */
  shared?: SharedLimits
}

declare global {
  var latchworkLimits: ProcessLimits | undefined
}

/** Limits in this process's memory. */
export function memoryLimits(): Limits {
  return { key: memoryLimiter(), api: memoryLimiter() }
}

/**
 * Counts in Redis where REDIS_URL names one, else at the primary where this process is one of several workers, else here. Each
 * stands in for the one before it.
 */
function make(): ProcessLimits {
  const { REDIS_URL: url } = env()
  let made: ProcessLimits = { kind: 'memory', limits: memoryLimits() }
  const over = (
    kind: 'redis' | 'primary',
    name: string,
    open: Parameters<typeof sharedLimits>[0]['open'],
  ) => {
    const shared = sharedLimits({ name, open, local: made.limits })
    onShutdown(`limits in ${kind}`, async () => shared.close())
    made = { kind, limits: shared, shared }
  }
  if (cluster.isWorker) over('primary', 'The primary process', primaryPeer(process, connectWithin))
  if (url) over('redis', 'Redis', (lost) => redisLink({ url, patience: connectWithin, lost }))
  return made
}

function processLimits(): ProcessLimits {
  globalThis.latchworkLimits ??= make()
  return globalThis.latchworkLimits
}

/** The limiter of this process: one, however many copies of this module a bundler makes. */
export function limiter(scope: Scope = 'key'): Limiter {
  return processLimits().limits[scope]
}

/** Opens the shared count, where there is one; resolves also where it is away. For before the first request. */
export async function openLimits(): Promise<void> {
  await processLimits().shared?.ready
}

/** For the metrics. */
export function limiterState(): LimiterState {
  const { kind, shared } = processLimits()
  return { kind, ...(shared?.state() ?? { fallbacks: 0, away: false }) }
}
