import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { authorizeRequest, PolicyState, RateLimitState } from '#lib/contracts/verification.ts'
import { CoreError, notFound } from '#lib/core/errors.ts'
import { log } from '#lib/log.ts'
import { issuer } from '#lib/signing/jwt.ts'
import { projectAudience, readKeyToken } from '#lib/signing/key-token.ts'
import { findToken, scopeLeft } from './introspect.ts'
import { refusedBy } from './limiter.ts'
import { lookup } from './lookup.ts'
import type { Found } from './reader.ts'
import type { KeyRecord } from './record.ts'
import { type Caller, decide } from './verify.ts'

/** What a gateway was shown, and by whom. */
export interface GatewayClient {
  /** A key, or an access token of one. null: nothing, or nothing that can be read. */
  shown: { type: 'key'; secret: string; id: string | null } | { type: 'access token'; token: string } | null
  /** Where the gateway saw its client; null where it does not say. */
  ip: string | null
  userAgent: string | null
}

/** A gateway, and the client it asks about. */
export interface GatewayCaller extends Caller {
  client: GatewayClient
  origin: Peer
}

/** Where a gateway's request came from, for the log. */
interface Peer {
  requestId: string
  ip: string | null
}

/**
 * Says to a gateway whether to let its client's request through; counted and taken from the key's limits as a verification is.
 *
 * Whatever is wrong with the client's credential, the answer is one and the same. A gateway without a good key of the project is
 * told not_found, whether or not there is such a project: no gateway takes that for an answer about its client.
 * @throws CoreError `not_found` for the gateway; for the client `unauthenticated`, `forbidden`, or `rate_limited` with `limits`;
 *   `unavailable` while nothing can be checked
 */
export async function authorize(
  caller: GatewayCaller,
  input: Input<typeof authorizeRequest>,
): Promise<Reply<typeof authorizeRequest>> {
  if (!mayAuthorize(caller)) throw refuseGateway('its key does not hold api_key:verify', caller.origin)
  if (caller.projectId !== input.projectId)
    throw refuseGateway('its key is of another project', caller.origin)
  const { shown, ip, userAgent } = caller.client
  if (!shown) throw badClient()
  const demand = {
    permissions: input.permissions,
    cost: input.cost,
    ...(ip === null ? {} : { ip }),
    ...(userAgent === null ? {} : { userAgent }),
  }
  const { record, code, states } = await decide(caller, demand, () => seek(shown, input))
  const limits = record ? policies(record, states) : []
  if (code === 'INSUFFICIENT_PERMISSIONS')
    throw new CoreError('forbidden', 'This key does not hold what this request needs.')
  if (code === 'IP_NOT_ALLOWED')
    throw new CoreError('forbidden', 'This key may not be used from this address.')
  if (code === 'RATE_LIMITED') throw overLimit(limits, input.cost)
  if (!record || code !== 'VALID') throw badClient()
  return { keyId: record.id, owner: record.owner, permissions: [...record.permissions], rateLimits: limits }
}

/** True for a key that may stand for a gateway; of which project is another question. */
export function mayAuthorize({ actor, permissions }: Caller): boolean {
  return actor.type === 'key' && permissions.has('api_key:verify')
}

/** The key that a client has shown; null where it is none, or not the one that it names. */
async function seek(
  shown: NonNullable<GatewayClient['shown']>,
  input: Input<typeof authorizeRequest>,
): Promise<Found | null> {
  if (shown.type === 'access token') return seekToken(shown.token, input)
  const found = await lookup(shown.secret)
  const named = shown.id === null || shown.id.toLowerCase() === found?.record.id
  return named ? found : null
}

/** The key of an access token, narrowed to the token's scope; null where the token is not good, or for somebody else. */
async function seekToken(
  text: string,
  { projectId, audience = projectAudience(issuer(), projectId) }: Input<typeof authorizeRequest>,
): Promise<Found | null> {
  const token = await readKeyToken(text)
  if (!token?.audience.includes(audience)) return null
  const found = await findToken(token)
  if (!found) return null
  const permissions = scopeLeft(token, found.record).sort()
  return { ...found, record: { ...found.record, permissions, effective: new Set(permissions) } }
}

function badClient(): CoreError {
  return new CoreError(
    'unauthenticated',
    'Send a valid API key, in Authorization as Bearer or Basic or in x-api-key, or its access token.',
  )
}

function overLimit(limits: readonly PolicyState[], cost: number): CoreError {
  const { spent, retryAfter } = refusedBy(limits, cost)
  const names = spent.map(({ name }) => name).join(', ')
  const message = `Over the limit of this key: ${names}. Try again in ${retryAfter} s.`
  return new CoreError('rate_limited', message, { retryAfter, limits })
}

function policies(record: KeyRecord, states: readonly RateLimitState[]): PolicyState[] {
  return states.flatMap((state) => {
    const limit = record.rateLimits.find(({ name }) => name === state.name)
    return limit ? [{ ...state, window: limit.window }] : []
  })
}

/** How often, in milliseconds, the log says that a gateway is refused: anybody can make requests without a key. */
const tellEvery = 10_000
let told = Number.NEGATIVE_INFINITY
let untold = 0

/** The answer to a gateway that may not ask, always the same; why goes to the log, for whoever set it up. */
export function refuseGateway(reason: string, { requestId, ip }: Peer): CoreError {
  const now = performance.now()
  if (now - told < tellEvery) untold += 1
  else {
    log.warn({ requestId, ip, more: untold }, `a gateway was refused: ${reason}`)
    told = now
    untold = 0
  }
  return notFound()
}
