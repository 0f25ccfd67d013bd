import type { VerdictCode } from '#lib/contracts/verification.ts'
import { asking } from '#lib/db/asking.ts'

/** One verification of a known key, as the meter counts it. */
export interface Use {
  keyId: string
  secretId: string
  /** True where this is the older of two secrets. */
  retiring: boolean
  /** True where the first use of this secret begins the grace of the one before. */
  startsGrace: boolean
  /** True where it was refused because this secret has ended. */
  ended: boolean
  /** True where this secret ended a while ago. */
  retired: boolean
  code: Exclude<VerdictCode, 'NOT_FOUND'>
  /** True where it was shown to ask about another key, and nobody asked about it. */
  asks: boolean
  /** Milliseconds since 1970 by the database's clock. */
  at: number
  ip: string | null
  userAgent: string | null
  /** The permission query that was asked. */
  query: string | null
  /** The permissions by which the query was satisfied. */
  permissions: Iterable<string>
}

/** The last valid use of a key. Address and agent are as they came: `storable` is for whoever writes them down. */
export interface LastUse {
  /** 0 where there was none. */
  at: number
  secretId: string
  ip: string | null
  userAgent: string | null
}

export interface Refusal {
  at: number
  code: VerdictCode
  ip: string | null
  userAgent: string | null
  query: string | null
  /** The secret for whose end it was refused; null where that was not why. */
  endedSecretId: string | null
}

export interface Client {
  secretId: string
  ip: string
  userAgent: string
  count: number
  at: number
}

/** How often a secret was presented after its end. Instants as in `Use`. */
export interface RetiredUse {
  secretId: string
  count: number
  first: number
  last: number
  /** Of the last use. */
  ip: string | null
  userAgent: string | null
}

/** How often one outcome came in the hour that began at `start`. */
export interface HourCount {
  start: number
  code: VerdictCode | typeof asking
  count: number
}

interface PermissionUse {
  count: number
  at: number
}

/** What has happened to one key since it was last written down. What most keys never have is null until they have it. */
export interface Tally {
  /**
   * The hours and outcomes that occurred: one or two, however busy the key, unless nothing could be written for hours. One that
   * counts 0 is a place to be used.
   */
  counts: HourCount[]
  /** The last valid use. A refusal is no use: it is counted apart, and an attacker must not keep an idle key looking busy. */
  readonly lastUse: LastUse
  /** When the secrets other than that of the last use passed. */
  others: Map<string, number> | null
  /** The addresses of valid uses as they came, where there was more than one. */
  addresses: Set<string> | null
  permissions: Map<string, PermissionUse> | null
  /** The newest, in the order in which they came. */
  refusals: Refusal[] | null
  /** Who presented the older of two secrets. */
  clients: Map<string, Client> | null
  /** When secrets that begin the grace of the one before were first used. */
  firstUses: Map<string, number> | null
  /** By secret. */
  retired: Map<string, RetiredUse> | null
}

/** Tallies by key. */
export type Backlog = Map<string, Tally>

/** How many refusals of a key, and how many clients of a retiring secret, are kept; here and in the database. */
export const keptRefusals = 100
export const keptClients = 100
/** How many ended secrets of a key are remembered between two writes: whoever tries more of them is told of by these. */
const keptRetired = 16
/** How many addresses are remembered between two writes: a key that has more is used from everywhere. */
const keptAddresses = 16
/** After this many hours without a write, the counts of the two oldest hours become one. */
const keptHours = 48

const hour = 3_600_000
/** How a client without an address or agent is written down. */
const unknown = 'unknown'

export function emptyTally(): Tally {
  const lastUse = { at: 0, secretId: '', ip: null, userAgent: null }
  return {
    counts: [],
    lastUse,
    others: null,
    addresses: null,
    permissions: null,
    refusals: null,
    clients: null,
    firstUses: null,
    retired: null,
  }
}

/**
 * Makes a tally that was written down as good as an empty one. A second is long enough for the garbage collector to take an object
 * for old, and to look through the whole heap for tens of thousands of them; so they are used again.
 */
export function emptied(tally: Tally): Tally {
  const [place] = tally.counts
  if (place) place.count = 0
  if (tally.counts.length > 1) tally.counts.length = 1
  tally.lastUse.at = 0
  tally.others = tally.addresses = tally.permissions = tally.refusals = tally.clients = null
  tally.firstUses = tally.retired = null
  return tally
}

/**
 * Adds one use to a tally. This is on the way of every verification, so that a valid use only adds and compares numbers, and its
 * address with the one before: no text is looked into before it is written down.
 */
export function tallyUse(tally: Tally, use: Use): void {
  const { at, code } = use
  addCount(tally, at - (at % hour), use.asks && code === 'VALID' ? asking : code, 1)
  if (code === 'VALID') {
    addLastUse(tally, at, use.secretId, use.ip, use.userAgent)
    for (const name of use.permissions) addPermission(tally, name, 1, at)
    if (use.startsGrace) addFirstUse(tally, use.secretId, at)
  } else {
    addRefusal(tally, {
      at,
      code,
      ip: storable(use.ip, 50),
      userAgent: storable(use.userAgent, 512),
      query: storable(use.query, 1000),
      endedSecretId: use.ended ? use.secretId : null,
    })
  }
  if (use.retired)
    addRetired(tally, {
      secretId: use.secretId,
      count: 1,
      first: at,
      last: at,
      ip: storable(use.ip, 50),
      userAgent: storable(use.userAgent, 512),
    })
  if (use.retiring && code !== 'EXPIRED' && code !== 'REVOKED') {
    addClient(tally, {
      secretId: use.secretId,
      ip: storable(use.ip, 50) ?? unknown,
      userAgent: storable(use.userAgent, 512) ?? unknown,
      count: 1,
      at,
    })
  }
}

/** Adds what happened later to what happened before. */
export function mergeTally(before: Tally, after: Tally): void {
  for (const { start, code, count } of after.counts) addCount(before, start, code, count)
  const { at: usedAt, secretId, ip, userAgent } = after.lastUse
  if (usedAt > 0) addLastUse(before, usedAt, secretId, ip, userAgent)
  for (const [id, at] of after.others ?? []) addOther(before, id, at)
  for (const ip of after.addresses ?? []) addAddress(before, ip)
  for (const [name, { count, at }] of after.permissions ?? []) addPermission(before, name, count, at)
  for (const refusal of after.refusals ?? []) addRefusal(before, refusal)
  for (const client of after.clients?.values() ?? []) addClient(before, client)
  for (const [id, at] of after.firstUses ?? []) addFirstUse(before, id, at)
  for (const use of after.retired?.values() ?? []) addRetired(before, use)
}

/** How many uses a tally holds. */
export function usesOf(tally: Tally): number {
  return tally.counts.reduce((sum, { count }) => sum + count, 0)
}

function addCount(tally: Tally, start: number, code: HourCount['code'], count: number): void {
  const { counts } = tally
  // The newest first: it is the one, unless the hour has just changed.
  for (let at = counts.length - 1; at >= 0; at -= 1) {
    const known = counts[at]
    if (known?.start === start && known.code === code) {
      known.count += count
      return
    }
  }
  const [place] = counts
  if (place?.count === 0) {
    place.start = start
    place.code = code
    place.count = count
    return
  }
  counts.push({ start, code, count })
  if (counts.length > keptHours) foldOldest(tally)
}

/** Counts the oldest hour with the one after it, where there are more hours than are kept. */
function foldOldest(tally: Tally): void {
  const hours = [...new Set(tally.counts.map(({ start }) => start))].sort((a, b) => a - b)
  const [oldest, next] = hours
  if (hours.length <= keptHours || oldest === undefined || next === undefined) return
  const folded = tally.counts.filter(({ start }) => start === oldest)
  tally.counts = tally.counts.filter(({ start }) => start !== oldest)
  for (const { code, count } of folded) addCount(tally, next, code, count)
}

function addLastUse(
  tally: Tally,
  at: number,
  secretId: string,
  ip: string | null,
  userAgent: string | null,
): void {
  const last = tally.lastUse
  if (last.at > 0 && ip !== last.ip) {
    addAddress(tally, last.ip)
    addAddress(tally, ip)
  }
  if (at < last.at) {
    if (secretId !== last.secretId) addOther(tally, secretId, at)
  } else {
    if (last.at > 0 && secretId !== last.secretId) addOther(tally, last.secretId, last.at)
    last.at = at
    last.secretId = secretId
    last.ip = ip
    last.userAgent = userAgent
  }
}

function addOther(tally: Tally, secretId: string, at: number): void {
  tally.others ??= new Map()
  tally.others.set(secretId, Math.max(at, tally.others.get(secretId) ?? 0))
}

function addAddress(tally: Tally, ip: string | null): void {
  if (ip === null) return
  tally.addresses ??= new Set()
  if (tally.addresses.size < keptAddresses) tally.addresses.add(ip)
}

/** Adds that a permission was used, once more. */
export function addPermission(tally: Tally, name: string, count: number, at: number): void {
  tally.permissions ??= new Map()
  const known = tally.permissions.get(name)
  if (known) {
    known.count += count
    known.at = Math.max(known.at, at)
  } else tally.permissions.set(name, { count, at })
}

function addRefusal(tally: Tally, refusal: Refusal): void {
  tally.refusals ??= []
  tally.refusals.push(refusal)
  if (tally.refusals.length > keptRefusals) tally.refusals.shift()
}

function addFirstUse(tally: Tally, secretId: string, at: number): void {
  tally.firstUses ??= new Map()
  tally.firstUses.set(secretId, Math.min(at, tally.firstUses.get(secretId) ?? at))
}

function addRetired(tally: Tally, use: RetiredUse): void {
  tally.retired ??= new Map()
  const known = tally.retired.get(use.secretId)
  if (!known) {
    if (tally.retired.size < keptRetired) tally.retired.set(use.secretId, { ...use })
    return
  }
  known.count += use.count
  known.first = Math.min(known.first, use.first)
  if (use.last < known.last) return
  known.last = use.last
  known.ip = use.ip
  known.userAgent = use.userAgent
}

/** The client seen longest ago makes room for a new one. */
function addClient(tally: Tally, client: Client): void {
  tally.clients ??= new Map()
  const id = `${client.secretId} ${client.ip} ${client.userAgent}`
  const known = tally.clients.get(id)
  tally.clients.delete(id)
  const count = (known?.count ?? 0) + client.count
  tally.clients.set(id, { ...client, count, at: Math.max(client.at, known?.at ?? 0) })
  if (tally.clients.size <= keptClients) return
  const [longestAgo] = tally.clients.keys()
  if (longestAgo !== undefined) tally.clients.delete(longestAgo)
}

const control = /\p{Cc}+/gu

/**
 * Text as PostgreSQL can hold it. A NUL, which a client may well send in a header, would make it refuse the whole write,
 * and every one after it. (Half a surrogate pair leaves Node as U+FFFD.)
 */
export function storable(text: string | null, length: number): string | null {
  return text === null ? null : text.slice(0, length).replace(control, ' ')
}
