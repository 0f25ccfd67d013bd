import type { Ctx, KeyOwner } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { findToken, scopeLeft } from '#lib/gate/introspect.ts'
import { type Judgement, judge } from '#lib/gate/judge.ts'
import { refusedBy } from '#lib/gate/limiter.ts'
import { limiter } from '#lib/gate/limits.ts'
import { lookup } from '#lib/gate/lookup.ts'
import { meter } from '#lib/gate/meter.ts'
import type { Found } from '#lib/gate/reader.ts'
import type { KeyRecord } from '#lib/gate/record.ts'
import { secretUse } from '#lib/gate/secret-use.ts'
import type { Use } from '#lib/gate/tally.ts'
import { isForUs, type ShownToken } from '#lib/signing/key-token.ts'
import { badCredential } from './credentials.ts'

/**
 * The context of an API key that calls the management contract. It is held to the same rules as at the gate (by the gate's own
 * look-up and judgement, so that there are no two), and its use is counted. Its project bounds all that it does.
 * @param id the key's id, where the caller sent one: it must be this key's
 * @param asks as for `goodKey`
 * @throws CoreError `unauthenticated`, the same whether the key is unknown, revoked, expired, disabled or used from elsewhere
 */
export async function authenticateKey(
  nobody: Ctx,
  given: { secret: string; id: string | null },
  asks = false,
): Promise<Ctx> {
  const found = await goodKey(nobody, given, { asks })
  return contextOf(nobody, found, found.record.effective)
}

interface Shown {
  /** How much of each of the key's limits this takes; nothing where left out. */
  cost?: number
  /** Whether it is shown to ask about other keys: then it is used, and not verified. */
  asks?: boolean
}

/**
 * The key of a presented secret, judged and counted.
 * @throws CoreError `unauthenticated`, as above; `rate_limited` where a limit has less left
 */
export async function goodKey(
  nobody: Ctx,
  given: { secret: string; id: string | null },
  shown: Shown = {},
): Promise<Found> {
  const found = await lookup(given.secret)
  if (!found || (given.id !== null && given.id.toLowerCase() !== found.record.id)) throw badCredential()
  return admitted(nobody, found, shown)
}

/**
 * The context of a key's token that calls the management contract: the key itself, with what of the token's scope it
 * still holds. The token must be for this API, and for it alone.
 * @param asks as for `goodKey`
 * @throws CoreError `unauthenticated`, the same for a token and a key that are no good in whatever way
 */
export async function authenticateKeyToken(nobody: Ctx, token: ShownToken, asks = false): Promise<Ctx> {
  if (!isForUs(token)) throw badCredential()
  const found = await goodToken(nobody, token, { asks })
  return contextOf(nobody, found, new Set(scopeLeft(token, found.record)))
}

/**
 * The key of a genuine token that was not revoked, judged and counted.
 * @throws CoreError what `goodKey` throws
 */
export async function goodToken(nobody: Ctx, token: ShownToken, shown: Shown = {}): Promise<Found> {
  const found = await findToken(token)
  if (!found) throw badCredential()
  return admitted(nobody, found, shown)
}

/** Judges a key that calls us, takes from its limits and counts the call. */
async function admitted(nobody: Ctx, found: Found, { cost = 0, asks = false }: Shown): Promise<Found> {
  const judgement = judgeCaller(found, nobody.origin.ip)
  if (judgement === 'NOT_FOUND') throw badCredential()
  const over = judgement === 'VALID' ? await overLimit(found.record, cost) : null
  meterCaller(found, over ? 'RATE_LIMITED' : judgement, nobody.origin, { asks })
  if (over) throw over
  if (judgement !== 'VALID') throw badCredential()
  return found
}

/** Judges a key that calls us as the gate would one that calls another. */
export function judgeCaller({ record, now }: Found, ip: string | null): Judgement {
  const { organizationId } = record
  return judge(record, { organizationId, reach: null, query: null, ip }, now)
}

/** Counts a call of ours by a key, as a verification of it unless it asks about other keys. */
export function meterCaller(
  { record, now }: Found,
  code: Use['code'],
  { ip, userAgent }: { ip: string | null; userAgent: string | null },
  { asks, permissions = [] }: { asks: boolean; permissions?: readonly string[] },
): void {
  meter().count({
    keyId: record.id,
    ...secretUse(record, code, now),
    code,
    at: now,
    ip,
    userAgent,
    query: null,
    asks,
    permissions,
  })
}

/** The refusal of a key that has too little left of a limit; null where it has enough. */
async function overLimit({ id, rateLimits }: KeyRecord, cost: number): Promise<CoreError | null> {
  if (cost === 0 || rateLimits.length === 0) return null
  const { admitted: enough, states } = await limiter().consume(id, rateLimits, cost)
  if (enough) return null
  const { retryAfter } = refusedBy(states, cost)
  return new CoreError('rate_limited', 'Over a limit of this key.', { retryAfter })
}

function contextOf(nobody: Ctx, { record, now }: Found, permissions: ReadonlySet<string>): Ctx {
  const used = new Set<string>()
  return {
    ...nobody,
    actor: { type: 'key', id: record.id, name: record.name, owner: ownerOf(record) },
    organizationId: record.organizationId,
    projectId: record.projectId,
    reach: [record.projectId],
    permissions,
    // Once a request, however often what it takes is looked at.
    uses: (permission) => {
      if (used.has(permission) || !record.effective.has(permission)) return
      used.add(permission)
      meter().countPermission(record.id, permission, now)
    },
  }
}

function ownerOf({ owner }: KeyRecord): KeyOwner {
  return owner.type === 'user'
    ? { userId: owner.id, serviceAccountId: null }
    : { userId: null, serviceAccountId: owner.id }
}
