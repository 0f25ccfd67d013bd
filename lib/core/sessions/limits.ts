import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import type { Pool } from 'pg'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { database } from '#lib/db/client.ts'
import { CoreError } from '../errors.ts'

/** How many failures an hour each kind of subject may have before it is asked to wait. */
const failuresAnHour = {
  /** Sign-ins from one address (one /64 of IPv6), whatever the account. */
  address: 50,
  /** Sign-ins to one account from all the addresses it was never used from, together. */
  account: 30,
  /** Sign-ins to one account from one address that it was used from before. */
  familiar: 20,
  /** A signed-in person's own password, asked for again. */
  password: 10,
  /** Codes of the second factor, for one account. */
  code: 10,
  /** Links of invitations that are not there, from one address. */
  link: 50,
  /** No failures, but counted alike: invitations that are mailed to one address, and those of one organization. */
  letter: 20,
  letters: 1_000,
} as const
type Kind = keyof typeof failuresAnHour

const hour = 3600

/** A try that has been counted. */
export interface Attempt {
  /** Takes it off the count again: it was no failure. */
  forgive(): Promise<void>
}

/** A try that came too late. `first` marks the one that went over the limit, of all those after it. */
export class TooManyAttempts extends CoreError {
  readonly first: boolean

  constructor(waitSeconds: number, first: boolean) {
    super('rate_limited', 'Too many failed attempts. Wait a while and try again.', {
      retryAfter: waitSeconds,
    })
    this.first = first
  }
}

declare global {
  var latchworkAttempts: { pool: Pool; limiters: Map<Kind, RateLimiterPostgres> } | undefined
}

/** Counted in PostgreSQL, for every instance together; in this process alone while the table cannot be reached. */
function limiter(kind: Kind): RateLimiterPostgres {
  const { pool } = database()
  if (globalThis.latchworkAttempts?.pool !== pool)
    globalThis.latchworkAttempts = { pool, limiters: new Map() }
  const { limiters } = globalThis.latchworkAttempts
  const made = limiters.get(kind)
  if (made) return made
  const points = failuresAnHour[kind]
  const options = { keyPrefix: kind, points, duration: hour }
  const limit = new RateLimiterPostgres({
    ...options,
    storeClient: pool,
    storeType: 'pool',
    tableName: 'attempt',
    tableCreated: true,
    // From here on a refusal costs no query. Not at the limit itself, which a crowd may pass for a moment until its
    // successes are forgiven.
    inMemoryBlockOnConsumed: points * 2,
    insuranceLimiter: new RateLimiterMemory(options),
  })
  limiters.set(kind, limit)
  return limit
}

/**
 * Counts a try before it is made, so that many at once cannot slip past; the caller forgives it where it succeeds.
 *
 * Windows are fixed and begin with the first failure, so the most that any sixty minutes can see is twice the number above.
 * @throws TooManyAttempts with the seconds to wait
 */
export async function takeAttempt(kind: Kind, subject: string): Promise<Attempt> {
  const limit = limiter(kind)
  // Digested: the table holds no addresses and no e-mails, and the key has a bounded length.
  const key = createHash('sha256').update(subject).digest('base64url')
  try {
    await limit.consume(key)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    const first = refusal.consumedPoints === failuresAnHour[kind] + 1
    throw new TooManyAttempts(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)), first)
  }
  return {
    forgive: async () => {
      await limit.reward(key)
    },
  }
}

/** What counts as one address: all of an IPv4 address, and of IPv6 the /64 that one customer has. */
export function addressBlock(ip: string | null): string {
  if (!ip || !ipaddr.isValid(ip)) return 'unknown'
  const address = ipaddr.process(ip)
  if (address instanceof ipaddr.IPv4) return address.toString()
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
