import { LRUCache } from 'lru-cache'
import type { Input } from '#lib/contracts/operation.ts'
import { type PermissionQuery, parsePermissionQuery } from '#lib/contracts/permission-query.ts'
import type { RateLimitState, Verdict, VerdictCode, verifyKey } from '#lib/contracts/verification.ts'
import { CoreError, invalidField } from '#lib/core/errors.ts'
import { databaseAway } from '#lib/db/failures.ts'
import { counters } from './counters.ts'
import { judge, permissionsUsed, type Question } from './judge.ts'
import type { Consumption } from './limiter.ts'
import { limiter } from './limits.ts'
import { lookup, type Sought } from './lookup.ts'
import { meter } from './meter.ts'
import type { Found } from './reader.ts'
import type { KeyRecord } from './record.ts'
import { secretUse } from './secret-use.ts'

/** Who asks; every `Ctx` is one. */
export interface Caller {
  actor: { type: 'anonymous' | 'user' | 'key' | 'system' }
  organizationId: string | null
  projectId: string | null
  /** The projects about whose keys it may ask; null: all of the organization. */
  reach: readonly string[] | null
  permissions: ReadonlySet<string>
}

/** The order of the checks, and of the codes where several apply, is `judge`'s; RATE_LIMITED comes after them all. */
type Known = Exclude<VerdictCode, 'NOT_FOUND'>

/** Seconds after which a caller who found the database away may come again: a restart of it takes about as long. */
const retryAfter = 2

/**
 * Says whether a key is good, counts the answer and takes from the key's rate limits where it is.
 *
 * A caller that is itself a key asks about its own project; a person, about those in their reach. A key
 * beyond that is NOT_FOUND, to the byte the same as one that is not there, and is not counted. Every other refusal names
 * the key, since whoever asks has seen its secret and may look it up anyway.
 *
 * `rateLimits` is there where the limits were asked, with VALID and RATE_LIMITED. Only a call that is VALID takes from
 * them, and from all or none. A cost of 0 takes nothing and is never RATE_LIMITED.
 * @throws CoreError `forbidden` without api_key:verify, `invalid` for a permission query that cannot be read, `unavailable`
 *   while the database is away: nothing is accepted that cannot be checked
 */
export async function verify(caller: Caller, input: Input<typeof verifyKey>): Promise<Verdict> {
  return verdictOf(await decide(caller, input, () => lookup(input.key)))
}

/** What is asked of a key, whichever it is. */
export type Demand = Omit<Input<typeof verifyKey>, 'key'>

/** What is to be said of a key, and where its limits stand if they were asked. */
export interface Decision {
  /** null exactly where the code is NOT_FOUND. */
  record: KeyRecord | null
  code: VerdictCode
  states: RateLimitState[]
}

/**
 * Judges a key, counts the answer and takes from its limits: what `verify` does, for whoever renders it in another way. Where
 * nothing has to be waited for, the decision is there at once.
 * @param seek finds the key
 * @throws CoreError what `verify` throws
 */
export function decide(caller: Caller, demand: Demand, seek: () => Sought): Decision | Promise<Decision> {
  const asked: Asked = {
    begun: performance.now(),
    demand,
    question: {
      organizationId: requireVerifier(caller),
      reach: caller.reach,
      query: demand.permissions === undefined ? null : parse(demand.permissions),
      ip: demand.ip ?? null,
    },
  }
  const sought = seek()
  if (!(sought instanceof Promise)) return settle(asked, sought)
  return look(() => sought).then(
    (found) => settle(asked, found),
    (error) => {
      counters().verified('UNAVAILABLE', (performance.now() - asked.begun) / 1000)
      throw error
    },
  )
}

interface Asked {
  /** Milliseconds of the monotonic clock. */
  begun: number
  demand: Demand
  question: Question
}

function settle(asked: Asked, found: Found | null): Decision | Promise<Decision> {
  const judgement = found ? judge(found.record, asked.question, found.now) : 'NOT_FOUND'
  if (!found || judgement === 'NOT_FOUND') {
    meter().countUnknown()
    counters().verified('NOT_FOUND', (performance.now() - asked.begun) / 1000)
    return { record: null, code: 'NOT_FOUND', states: [] }
  }
  const { id, rateLimits } = found.record
  if (judgement !== 'VALID') return counted(asked, found, judgement, [])
  if (rateLimits.length === 0) return counted(asked, found, 'VALID', [])
  const taken = limiter().consume(id, rateLimits, asked.demand.cost)
  return taken instanceof Promise
    ? taken.then((one) => limited(asked, found, one))
    : limited(asked, found, taken)
}

function limited(asked: Asked, found: Found, { admitted, states }: Consumption): Decision {
  return counted(asked, found, admitted ? 'VALID' : 'RATE_LIMITED', states)
}

function counted(
  { begun, demand, question }: Asked,
  { record, now }: Found,
  code: Known,
  states: RateLimitState[],
): Decision {
  const { query } = question
  meter().count({
    keyId: record.id,
    ...secretUse(record, code, now),
    code,
    asks: false,
    at: now,
    ip: question.ip,
    userAgent: demand.userAgent ?? null,
    query: demand.permissions ?? null,
    permissions: query && code === 'VALID' ? permissionsUsed(record.effective, query) : [],
  })
  counters().verified(code, (performance.now() - begun) / 1000)
  return { record, code, states }
}

/**
 * The organization about whose keys the caller may ask.
 * @throws CoreError `forbidden` without api_key:verify, or for a key without a project
 */
export function requireVerifier({ actor, organizationId, reach, permissions }: Caller): string {
  const placed = actor.type !== 'key' || reach !== null
  if (organizationId === null || !placed || !permissions.has('api_key:verify'))
    throw new CoreError('forbidden', 'This needs the permission api_key:verify, which you do not hold.')
  return organizationId
}

/** Services ask for the same few permissions again and again. */
const parsed = new LRUCache<string, PermissionQuery>({ max: 1_000 })

function parse(query: string): PermissionQuery {
  const known = parsed.get(query)
  if (known) return known
  try {
    const fresh = parsePermissionQuery(query)
    parsed.set(query, fresh)
    return fresh
  } catch (error) {
    throw invalidField('permissions', error instanceof SyntaxError ? error.message : 'Not a permission query')
  }
}

/**
 * Waits for what a look-up gives.
 * @throws CoreError `unavailable` while the database is away
 */
export async function look(seek: () => Sought): Promise<Found | null> {
  try {
    return await seek()
  } catch (cause) {
    if (!databaseAway(cause)) throw cause
    throw new CoreError('unavailable', 'Keys cannot be checked right now; none is accepted unchecked.', {
      retryAfter,
      cause,
    })
  }
}

/** A decision as the contract tells it. */
export function verdictOf({ record, code, states }: Decision): Verdict {
  if (!record) return { valid: false, code: 'NOT_FOUND' }
  return {
    valid: code === 'VALID',
    code,
    key: {
      id: record.id,
      name: record.name,
      projectId: record.projectId,
      owner: record.owner,
      permissions: [...record.permissions],
      role: record.role,
      level: record.level,
      metadata: record.metadata,
      expiresAt: record.expiresAt === null ? null : new Date(record.expiresAt).toISOString(),
    },
    ...(states.length > 0 ? { rateLimits: states } : {}),
  }
}

/**
 * What the contract says of each key, as JSON: written once for a key that is asked about again, since it changes only with the
 * record. Empty for one that was asked about once, so that a key which nobody asks about twice takes no memory.
 */
const keyTexts = new WeakMap<KeyRecord, string>()

/** A decision as the contract tells it, as JSON. */
export function verdictText(decision: Decision): string {
  const { record, code, states } = decision
  if (!record) return JSON.stringify(verdictOf(decision))
  let key = keyTexts.get(record)
  if (!key) {
    const text = JSON.stringify(verdictOf(decision).key)
    keyTexts.set(record, key === undefined ? '' : text)
    key = text
  }
  const limits = states.length > 0 ? `,"rateLimits":${JSON.stringify(states)}` : ''
  return `{"valid":${code === 'VALID'},"code":"${code}","key":${key}${limits}}`
}
