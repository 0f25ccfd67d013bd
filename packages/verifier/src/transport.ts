import { makeBudget, type RetryBudget } from './budget.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { LatchworkError, type LatchworkErrorCode } from './errors.ts'
import { pauseBefore, retryAfterOf } from './waiting.ts'

export interface TransportOptions {
  /** Where Latchwork is: `https://keys.example.com`, no path. */
  origin: string
  /** The caller's own key, which holds `api_key:verify`. */
  key: string
  /** Milliseconds for a call as a whole, retries included. 2,000 where it is not given. */
  timeout?: number | undefined
  /** The most retries of one call. 2 where it is not given; 0: none. */
  retries?: number | undefined
  /** What all calls together may ask again. One in ten, and ten saved up, where it is not given. */
  budget?: RetryBudget | undefined
  /** Another `fetch`, for a runtime that wants one, an agent or a proxy. */
  fetch?: typeof fetch | undefined
}

export interface Outgoing {
  path: string
  type: 'application/json' | 'application/x-www-form-urlencoded'
  body: string
  /** False: asked again only where it certainly was not carried out before. */
  repeatable: boolean
  signal?: AbortSignal | undefined
}

/** The body of a 200, read as JSON and not looked at further. */
export type Send = (outgoing: Outgoing) => Promise<unknown>

/** What came of one attempt. */
type Attempt = { body: unknown } | Failure

interface Failure {
  error: LatchworkError
  /** `never`: another attempt would fail alike. `always`: this one was not carried out. `perhaps`: nobody can tell. */
  again: 'never' | 'always' | 'perhaps'
  /** Milliseconds that the server asked to be left alone. */
  wait: number
}

/** System errors with which no byte of a request has reached anybody. */
const neverSent: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * Speaks to one Latchwork: one address, one key, one retry budget.
 *
 * @throws TypeError or RangeError for options that cannot be meant
 */
export function makeTransport(options: TransportOptions): Send {
  const { key, timeout = 2_000, retries = 2 } = options
  const origin = originOf(options.origin)
  if (!/^[!-~]{1,500}$/.test(key)) throw new TypeError('key must be the secret of an API key')
  if (!(timeout > 0 && timeout <= 600_000)) throw new RangeError('timeout must be above 0 and at most 600000')
  if (!Number.isInteger(retries) || retries < 0 || retries > 10)
    throw new RangeError('retries must be a whole number from 0 to 10')
  const budget = makeBudget(options.budget ?? { ratio: 0.1, burst: 10 })
  const request = options.fetch ?? fetch

  async function attempt({ path, type, body }: Outgoing, deadline: Deadline): Promise<Attempt> {
    try {
      const sent = request(`${origin}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': type, accept: 'application/json' },
        body,
        // A redirect would carry the key that is asked about to wherever it points.
        redirect: 'manual',
        signal: deadline.signal,
      })
      const response = await deadline.race(sent)
      // Read to its end whatever it says: only then does the connection go back to be used again.
      const text = await deadline.race(response.text())
      return response.status === 200 ? readJson(text, response) : refusedBy(response)
    } catch (cause) {
      // The deadline, or the caller's own abort: in its own words.
      if (deadline.signal.aborted) throw deadline.signal.reason
      return broken(cause)
    }
  }

  return async (outgoing) => {
    const deadline = startDeadline(timeout, outgoing.signal)
    budget.deposit()
    try {
      for (let retry = 0; ; retry += 1) {
        const result = await attempt(outgoing, deadline)
        if ('body' in result) return result.body
        const { error, again, wait } = result
        const may = again === 'always' || (again === 'perhaps' && outgoing.repeatable)
        const pause = wait + pauseBefore(retry, Math.random())
        // What cannot end in time is told now, while the caller can still do something else.
        if (!may || retry >= retries || pause >= deadline.left() || !budget.withdraw()) throw error
        await deadline.pause(pause)
      }
    } finally {
      deadline.end()
    }
  }
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const bare = url && url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password
  if (!url || !bare || !['http:', 'https:'].includes(url.protocol))
    throw new TypeError('origin must be where Latchwork is, such as https://keys.example.com, with no path')
  return url.origin
}

function readJson(text: string, response: Response): Attempt {
  try {
    return { body: JSON.parse(text) }
  } catch (cause) {
    return { error: senseless({ ...about(response), cause }), again: 'never', wait: 0 }
  }
}

/** A reply that says nothing that can be trusted. */
export function senseless(details: ConstructorParameters<typeof LatchworkError>[2] = {}): LatchworkError {
  return new LatchworkError('unavailable', 'The reply is not one that Latchwork gives.', details)
}

const about = ({ status, headers }: Response) => ({
  status,
  requestId: headers.get('x-request-id') ?? undefined,
})

function refusedBy(response: Response): Failure {
  const { status, headers } = response
  const wait = retryAfterOf(headers.get('retry-after'), Date.now())
  const details = { ...about(response), retryAfter: wait === undefined ? undefined : Math.ceil(wait / 1_000) }
  const [code, message] = meaningOf(status)
  return {
    error: new LatchworkError(code, message, details),
    // With 503 nothing was judged. Of what a proxy gave up on, nobody knows how far it came.
    again: status === 503 ? 'always' : status === 502 || status === 504 ? 'perhaps' : 'never',
    wait: wait ?? 0,
  }
}

function meaningOf(status: number): [LatchworkErrorCode, string] {
  if (status === 401)
    return ['unauthorized', 'Latchwork does not take the key that this service calls it with.']
  if (status === 403) return ['forbidden', 'The key that this service calls with may not verify keys.']
  if (status === 429) return ['unavailable', 'Latchwork is asked too often.']
  if (status >= 400 && status < 500) return ['invalid', `Latchwork refused the request with ${status}.`]
  return ['unavailable', `Latchwork answered with ${status}.`]
}

function broken(cause: unknown): Failure {
  const error = new LatchworkError('unavailable', 'Latchwork could not be reached.', { cause })
  return { error, again: wasSent(cause) ? 'perhaps' : 'always', wait: 0 }
}

/** Whether a request may have reached somebody. Several addresses that were tried fail as one error with several in it. */
function wasSent(cause: unknown): boolean {
  if (!(cause instanceof Error)) return true
  if ('code' in cause && neverSent.has(cause.code)) return false
  if (cause instanceof AggregateError) return cause.errors.some(wasSent)
  return cause.cause === undefined || wasSent(cause.cause)
}
