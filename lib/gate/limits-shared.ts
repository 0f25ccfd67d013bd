import type { RateLimit } from '#lib/contracts/api-key.ts'
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
  /** Milliseconds that an answer may take, of a process that runs. */
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
  /** By the clock of `now`. */
  begun: number
  /** By the clock that stands still with this process. */
  due: number
  /** Has it counted here. */
  fall(): void
  overdue(): void
}

/** Calls that may wait at once; more than these are counted here. */
const mostWaiting = 10_000
/** Milliseconds from one look at what waits to the next. */
const slice = 20
/** Milliseconds for which a link must hold before an outage is told to be over; one that comes and goes is one outage. */
const steady = 5_000
/** Milliseconds after which a call is overdue, however busy this process is. */
const longest = 1_000

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
  let watched = false
  /**
   * Milliseconds that this process has run while calls waited. When it is too busy to look, or was stopped, the time until it
   * looks again says nothing of the other side: what waits may not even be on its way.
   */
  let running = 0
  let retryTimer: NodeJS.Timeout | undefined
  let steadyTimer: NodeJS.Timeout | undefined
  /** In the order in which they are due. */
  const waiting = new Set<Call>()

  function away(cause: unknown): void {
    clearTimeout(steadyTimer)
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
      await tried(mine)
      if (lostAtOnce) throw new Error('The connection ended as soon as it was there')
      if (closed) return mine.close()
      link = mine
      if (told) steadyTimer = setTimeout(back, steady).unref()
    } catch (error) {
      mine?.close()
      away(error)
      again(retry - (performance.now() - begun))
    }
  }

  function back(): void {
    log.info(`${name} is back: rate limits are counted there`)
    told = false
  }

  function again(wait: number): void {
    if (!closed) retryTimer = setTimeout(connect, Math.max(0, wait)).unref()
  }

  function lose(cause: unknown): void {
    away(cause)
    again(retry)
  }

  function watch(): void {
    watched = waiting.size > 0
    if (!watched) return
    const before = performance.now()
    setTimeout(() => {
      const now = performance.now()
      running += Math.min(now - before, 1.5 * slice)
      // After the answers that have come meanwhile.
      setImmediate(() => {
        const [first] = waiting
        if (first && (first.due <= running || now - first.begun > longest)) first.overdue()
        watch()
      })
    }, slice)
  }

  function wait(call: Pick<Call, 'fall' | 'overdue'>): Call {
    const waits = { ...call, begun: performance.now(), due: running + deadline }
    waiting.add(waits)
    if (!watched) watch()
    return waits
  }

  /** Whether a link that has just been opened also answers as fast as it must. */
  function tried(to: Link): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () => {
        waiting.delete(call)
        reject(new Error(`No answer in ${deadline} ms`))
      }
      const call = wait({ fall: late, overdue: late })
      const done = () => {
        if (waiting.delete(call)) resolve()
      }
      to.consume('key', 'probe', [], 0).then(done, reject)
    })
  }

  function fall(scope: Scope, keyId: string, limits: readonly RateLimit[], cost: number) {
    fallbacks += 1
    return local[scope].consume(keyId, limits, cost)
  }

  function through(to: Link, scope: Scope, keyId: string, limits: readonly RateLimit[], cost: number) {
    return new Promise<Consumption>((resolve) => {
      const call = wait({
        fall: () => resolve(fall(scope, keyId, limits, cost)),
        overdue: () => lose(new Error(`No answer in ${deadline} ms`)),
      })
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
