import { LatchworkError } from './errors.ts'
import { makeTransport, senseless, type TransportOptions } from './transport.ts'
import { readVerdict, type Verdict } from './verdict.ts'

export type { RetryBudget } from './budget.ts'
export { LatchworkError, type LatchworkErrorCode } from './errors.ts'
export type {
  InvalidVerdict,
  RateLimitState,
  RefusalCode,
  ValidVerdict,
  Verdict,
  VerifiedKey,
} from './verdict.ts'

export interface VerifierOptions extends TransportOptions {
  /**
   * Whether a call that may have been counted is asked again; true where it is not given.
   *
   * A connection that breaks after the question was sent does not say whether it was counted. Asked again, the call may take
   * its cost from the key's limits twice: the limits err on the safe side, and the caller gets its verdict. Where a cost is
   * money, set false: then only what certainly was not counted is asked again, and calls with a cost of 0.
   */
  mayCountTwice?: boolean | undefined
}

/** What is asked of one key. */
export interface Question {
  /** A query such as `invoices:read and (invoices:write or admin)`, or a list of which all are needed. */
  permissions?: string | readonly string[] | undefined
  /** The address of whoever showed the key, for its address list and its record. */
  ip?: string | undefined
  userAgent?: string | undefined
  /** How much of each rate limit the call takes; 1 where it is not given, 0 to take nothing. */
  cost?: number | undefined
}

export interface Verifier {
  /**
   * Asks Latchwork whether a key is good, now.
   *
   * @param key the secret that the service was shown
   * @throws LatchworkError where there is no verdict, by the deadline at the latest; let nothing in then
   * @throws the reason of `signal` where that aborts
   */
  verify(key: string, question?: Question & { signal?: AbortSignal | undefined }): Promise<Verdict>
  /**
   * Asks about up to 100 keys at once. All verdicts come, in the order of the questions, or none.
   * @throws as `verify` does
   */
  verifyMany(
    questions: readonly (Question & { key: string })[],
    options?: { signal?: AbortSignal | undefined },
  ): Promise<Verdict[]>
}

const mostKeys = 100
const longestKey = 500
const permissionName = /^[a-z][a-z0-9_]*(:[a-z0-9_]+){0,2}$/

/**
 * A verifier that asks one Latchwork over HTTP. Make one for the process and keep it: the retry budget is its own. It fails
 * closed: whatever happens, `valid: true` comes only from a whole reply that says so.
 *
 * @throws TypeError or RangeError for options that cannot be meant
 */
export function createVerifier({ mayCountTwice = true, ...options }: VerifierOptions): Verifier {
  const send = makeTransport(options)
  const type = 'application/json' as const
  const repeatable = (questions: readonly Question[]) =>
    mayCountTwice || questions.every(({ cost }) => cost === 0)

  return {
    async verify(key, { signal, ...question } = {}) {
      const body = bodyOf({ key, ...question })
      if (!isAskable(key)) return unknown
      const path = '/api/v1/keys/verify'
      return readVerdict(
        await send({ path, type, body: JSON.stringify(body), repeatable: repeatable([question]), signal }),
      )
    },
    async verifyMany(questions, { signal } = {}) {
      if (questions.length > mostKeys) throw invalid(`At most ${mostKeys} keys can be asked about at once.`)
      const bodies = questions.map(bodyOf)
      const asked = bodies.filter(({ key }) => isAskable(key))
      const verdicts = asked.length > 0 ? await askMany(asked, signal) : []
      return bodies.map(({ key }) => (isAskable(key) ? (verdicts.shift() ?? unknown) : unknown))
    },
  }

  async function askMany(asked: ReturnType<typeof bodyOf>[], signal: AbortSignal | undefined) {
    const body = JSON.stringify({ keys: asked })
    const path = '/api/v1/keys/verify-batch'
    const reply = await send({ path, type, body, repeatable: repeatable(asked), signal })
    const results = typeof reply === 'object' && reply !== null && 'results' in reply ? reply.results : null
    if (!Array.isArray(results) || results.length !== asked.length) throw senseless()
    return results.map(readVerdict)
  }
}

/** The verdict on what no key can be. Whoever shows it gets a refusal like any other, not an error of the service. */
const unknown: Verdict = Object.freeze({ valid: false, code: 'NOT_FOUND', keyId: null, rateLimits: [] })

const isAskable = (key: string) => key !== '' && key.length <= longestKey

function invalid(message: string): LatchworkError {
  return new LatchworkError('invalid', message)
}

function bodyOf({ key, permissions, ip, userAgent, cost }: Question & { key: string }) {
  if (typeof key !== 'string') throw invalid('A key is text.')
  return { key, permissions: queryOf(permissions), ip, userAgent: userAgent?.slice(0, 512), cost }
}

/** A list becomes a query. A name with an `or` in it would make the query mean something else, and wider. */
function queryOf(permissions: Question['permissions']): string | undefined {
  if (permissions === undefined || typeof permissions === 'string') return permissions
  const wrong = permissions.find((name) => !permissionName.test(name) || name === 'and' || name === 'or')
  if (wrong !== undefined) throw invalid(`“${wrong}” is not the name of a permission.`)
  return permissions.length > 0 ? permissions.join(' and ') : undefined
}
