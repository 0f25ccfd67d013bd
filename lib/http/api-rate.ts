import type { RateLimitState } from '#lib/contracts/verification.ts'
import type { Ctx } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { env } from '#lib/env.ts'
import { limiter } from '#lib/gate/limits.ts'

/** The window of the management contract's own limit, in seconds. */
const window = 60

/**
 * Counts a request of a credential, or of an address where there is none; together with every process that shares our
 * count of limits.
 * @returns the headers of draft-ietf-httpapi-ratelimit-headers-10, for the answer
 * @throws RateExceeded with the same headers
 */
export async function countRequest(ctx: Ctx): Promise<Record<string, string>> {
  const limits = [{ name: 'default', limit: env().LATCHWORK_API_RATE, window }]
  const { admitted, states } = await limiter('api').consume(credential(ctx), limits, 1)
  const [state] = states
  if (!state) return {}
  if (!admitted) throw new RateExceeded(state)
  return rateHeaders(state)
}

/** More requests than a credential may make in a minute. */
export class RateExceeded extends CoreError {
  readonly headers: Record<string, string>

  constructor(state: RateLimitState) {
    const seconds = secondsLeft(state)
    super('rate_limited', `More than ${state.limit} requests in a minute; try again in ${seconds} s.`, {
      retryAfter: seconds,
    })
    this.headers = rateHeaders(state)
  }
}

function credential(ctx: Ctx): string {
  const { actor } = ctx
  return actor.type === 'user' || actor.type === 'key'
    ? `${actor.type}:${actor.id}`
    : `ip:${ctx.origin.ip ?? ''}`
}

function rateHeaders(state: RateLimitState): Record<string, string> {
  return {
    'ratelimit-policy': `"default";q=${state.limit};w=${window}`,
    ratelimit: `"default";r=${state.remaining};t=${secondsLeft(state)}`,
  }
}

function secondsLeft(state: RateLimitState): number {
  return Math.max(1, state.reset)
}
