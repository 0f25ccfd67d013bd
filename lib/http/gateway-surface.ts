import { authenticateGateway, type GatewayCtx } from '#lib/auth/gateway.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import type { authorizeRequest, PolicyState } from '#lib/contracts/verification.ts'
import { problemResponse } from './problem.ts'
import type { Surface } from './surface.ts'

/** What a gateway's buffer for an answer's headers holds beside the rest: nginx gives one page of memory to all of them. */
const maxPermissionsLength = 2_048

/**
 * Forward authorization: the gateway's key in a header of its own, the answer in headers, a body only where it is refused. A body
 * that a gateway sends along is its client's, and none of our business.
 */
export const gatewaySurface: Surface<GatewayCtx> = {
  authenticate: (request, requestId) => authenticateGateway((name) => request.headers.get(name), requestId),
  readBody: () => Promise.resolve(undefined),
  answer({ status, body, requestId, headers: more }) {
    const headers = { ...more, ...gatewayHeaders(body as Reply<typeof authorizeRequest>) }
    return new Response(null, {
      status,
      headers: { ...headers, 'cache-control': 'no-store', 'x-request-id': requestId },
    })
  },
  refuse: (failure, requestId, headers) => {
    const all = new Headers(headers)
    for (const [name, value] of Object.entries(rateLimitHeaders(failure.limits ?? []))) all.set(name, value)
    return problemResponse(failure, requestId, all)
  },
}

/** The answer to a gateway, as the headers that it passes on. All are of ASCII and have no spaces but between permissions. */
export function gatewayHeaders({
  keyId,
  owner,
  permissions,
  rateLimits,
}: Reply<typeof authorizeRequest>): Record<string, string> {
  return {
    'x-latchwork-key-id': keyId,
    'x-latchwork-owner': `${owner.type}:${owner.id}`,
    'x-latchwork-permissions': joinedWithin(permissions, maxPermissionsLength),
    ...rateLimitHeaders(rateLimits),
  }
}

/** The RateLimit fields of draft-ietf-httpapi-ratelimit-headers-10; none where there are no limits. */
export function rateLimitHeaders(limits: readonly PolicyState[]): Record<string, string> {
  if (limits.length === 0) return {}
  const list = (item: (limit: PolicyState) => string) => limits.map(item).join(', ')
  return {
    'ratelimit-policy': list(({ name, limit, window }) => `"${name}";q=${limit};w=${window}`),
    ratelimit: list(({ name, remaining, reset }) => `"${name}";r=${remaining};t=${reset}`),
  }
}

/** Words parted by spaces: from the first on, as many as fit whole. */
function joinedWithin(words: readonly string[], max: number): string {
  let text = ''
  for (const word of words) {
    const longer = text === '' ? word : `${text} ${word}`
    if (longer.length > max) break
    text = longer
  }
  return text
}
