import type { RateLimit } from '#lib/contracts/keys.ts'
import { log } from '#lib/log.ts'
import type { Consumption, Limiter } from './limiter.ts'

/** What is counted: use of keys, and requests to the management contract. Neither can crowd the other out. */
export type Scope = 'key' | 'api'

export type Limits = Readonly<Record<Scope, Limiter>>

/** A way to a count that others share. */
export interface Link {
  /** Rejected where no answer came; the call may then have been counted. */
  consume(scope: Scope, keyId: string, limits: readonly RateLimit[], cost: number): Promise<Consumption>
  close(): void
}

interface SharedOptions {
  /** What a person calls it in the log. */
  name: string
  /** @param lost to be called when the link breaks by itself */
  open: (lost: (cause: unknown) => void) => Promise<Link>
  /** What counts while the shared count is away. */
  local: Limits
  /** Milliseconds that an answer may take. */
  deadline?: number
  /** Milliseconds from one attempt to open the link again to the next. */
  retry?: number
}

export interface SharedLimits extends Limits {
  /** Resolves when the link has been opened for the first time, or could not be. */
  ready: Promise<void>
  state(): { fallbacks: number; away: boolean }
  /** Ends the link for good; from then on the local limits count. */
  close(): void
}

interface Call {
  due: number
  /** Whether it was given a second deadline. */
  extended: boolean
  fall(): void
}

/** Calls that may wait at once; more than these are counted here. */
const mostWaiting = 10_000
/** A timer that comes so many milliseconds late tells of a busy process, not of a slow peer. */
const stall = 25

/**
 * Limits that others share, with local ones that take over at once: for every call that finds the shared count away, and for
 * all that wait for an answer when one of them has waited too long. There is never no limit.
 *
 * While it is away nothing is sent but one attempt at a time to open it again, so nothing can pile up.
 */
export function sharedLimits(options: SharedOptions): SharedLimits {
  const { name, open, local, deadline = 100, retry = 1000 } = options
  let link: Link | undefined
  let fallbacks = 0
  let closed = false
  let told = false
  let watching = false
  let retryTimer: NodeJS.Timeout | undefined
  /** In the order in which they are due. */
  const waiting = new Set<Call>()

  function away(cause: unknown): void {
    link?.close()
    link = undefined
    const fallen = [...waiting]
    waiting.clear()
    for (const call of fallen) call.fall()
    if (closed) return
    if (!told) log.warn({ err: cause }, `${name} is away: rate limits are counted here until it is back`)
    told = true
  }

  async function connect(): Promise<void> {
    const begun = performance.now()
    let lostAtOnce = false
    let mine: Link | undefined
    const lost = (cause: unknown) => {
      lostAtOnce = true
      if (mine && mine === link) lose(cause)
    }
    try {
      mine = await open(lost)
      if (closed) return mine.close()
      if (lostAtOnce) {
        mine.close()
        throw new Error('The connection ended as soon as it was there')
      }
      link = mine
      if (told) log.info(`${name} is back: rate limits are counted there again`)
      told = false
    } catch (error) {
      away(error)
      again(retry - (performance.now() - begun))
    }
  }

  function again(wait: number): void {
    if (!closed) retryTimer = setTimeout(connect, Math.max(0, wait)).unref()
  }

  function lose(cause: unknown): void {
    away(cause)
    again(retry)
  }

  function watch(): void {
    const [first] = waiting
    watching = first !== undefined
    if (!first) return
    setTimeout(() => {
      // After the answers that have come while this process was busy.
      setImmediate(look)
    }, first.due - performance.now())
  }

  function look(): void {
    const now = performance.now()
    const [first] = waiting
    if (first && first.due <= now) {
      if (first.extended || now - first.due < stall) lose(new Error(`No answer in ${deadline} ms`))
      // It was we who did not run: what waits may not even be on its way. Once.
      else
        for (const call of waiting) {
          call.due = now + deadline
          call.extended = true
        }
    }
    watch()
  }

  function fall(scope: Scope, keyId: string, limits: readonly RateLimit[], cost: number) {
    fallbacks += 1
    return local[scope].consume(keyId, limits, cost)
  }

  function through(to: Link, scope: Scope, keyId: string, limits: readonly RateLimit[], cost: number) {
    return new Promise<Consumption>((resolve) => {
      const call: Call = {
        due: performance.now() + deadline,
        extended: false,
        fall: () => resolve(fall(scope, keyId, limits, cost)),
      }
      waiting.add(call)
      if (!watching) watch()
      to.consume(scope, keyId, limits, cost).then(
        (answer) => {
          if (waiting.delete(call)) resolve(answer)
        },
        (cause: unknown) => {
          if (waiting.has(call)) lose(cause)
        },
      )
    })
  }

  const of = (scope: Scope): Limiter => ({
    consume(keyId, limits, cost) {
      if (limits.length === 0) return { admitted: true, states: [] }
      if (!link || waiting.size >= mostWaiting) return fall(scope, keyId, limits, cost)
      return through(link, scope, keyId, limits, cost)
    },
  })

  return {
    key: of('key'),
    api: of('api'),
    ready: connect(),
    state: () => ({ fallbacks, away: link === undefined }),
    close() {
      closed = true
      clearTimeout(retryTimer)
      away(undefined)
    },
  }
}
