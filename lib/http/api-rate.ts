import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Ctx } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { env } from '#lib/env.ts'

/** The window of the management contract's own limit, in seconds. */
const window = 60

declare global {
  var latchworkApiRate: RateLimiterMemory | undefined
}

/** One limiter a process: Next bundles a copy of this module of its own. */
function limiter(): RateLimiterMemory {
  globalThis.latchworkApiRate ??= new RateLimiterMemory({
    points: env().LATCHWORK_API_RATE,
    duration: window,
  })
  return globalThis.latchworkApiRate
}

/**
 * Counts a request of a credential, or of an address where there is none.
 * @returns the headers of draft-ietf-httpapi-ratelimit-headers-10, for the answer
 * @throws RateExceeded with the same headers
 */
export async function countRequest(ctx: Ctx): Promise<Record<string, string>> {
  try {
    return rateHeaders(await limiter().consume(credential(ctx)))
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    throw new RateExceeded(refusal)
  }
}

/** More requests than a credential may make in a minute. */
export class RateExceeded extends CoreError {
  readonly headers: Record<string, string>

  constructor(state: RateLimiterRes) {
    const seconds = secondsLeft(state)
    super(
      'rate_limited',
      `More than ${env().LATCHWORK_API_RATE} requests in a minute; try again in ${seconds} s.`,
      {
        retryAfter: seconds,
      },
    )
    this.headers = rateHeaders(state)
  }
}

function credential(ctx: Ctx): string {
  const { actor } = ctx
  return actor.type === 'user' || actor.type === 'key'
    ? `${actor.type}:${actor.id}`
    : `ip:${ctx.origin.ip ?? ''}`
}

function rateHeaders(state: RateLimiterRes): Record<string, string> {
  return {
    'ratelimit-policy': `"default";q=${env().LATCHWORK_API_RATE};w=${window}`,
    ratelimit: `"default";r=${Math.max(0, state.remainingPoints)};t=${secondsLeft(state)}`,
  }
}

function secondsLeft(state: RateLimiterRes): number {
  return Math.max(1, Math.ceil(state.msBeforeNext / 1000))
}
