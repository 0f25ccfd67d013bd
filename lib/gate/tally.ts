import type { VerdictCode } from '#lib/contracts/verification.ts'

/** One verification of a known key, as the meter counts it. */
export interface Use {
  keyId: string
  secretId: string
  /** True where this is the older of two secrets. */
  retiring: boolean
  code: Exclude<VerdictCode, 'NOT_FOUND'>
  /** Milliseconds since 1970 by the database's clock. */
  at: number
  ip: string | null
  userAgent: string | null
  /** The permission query that was asked. */
  query: string | null
  /** The permissions by which the query was satisfied. */
  permissions: Iterable<string>
}

export interface LastUse {
  at: number
  ip: string | null
  userAgent: string | null
}

export interface Refusal extends LastUse {
  code: VerdictCode
  query: string | null
}

export interface Client {
  secretId: string
  ip: string
  userAgent: string
  count: number
  at: number
}

/** What has happened to one key since it was last written down. */
export interface Tally {
  /** Outcomes by the start of their hour. */
  hours: Map<number, Map<VerdictCode, number>>
  /** The last valid use. A refusal is no use: it is counted apart, and an attacker must not keep an idle key looking busy. */
  lastUse: LastUse | null
  /** When each secret last passed. */
  secrets: Map<string, number>
  permissions: Map<string, { count: number; at: number }>
  /** The newest, in the order in which they came. */
  refusals: Refusal[]
  /** Who presented the older of two secrets. */
  clients: Map<string, Client>
}

/** Tallies by key. */
export type Backlog = Map<string, Tally>

/** How many refusals of a key, and how many clients of a retiring secret, are kept; here and in the database. */
export const keptRefusals = 100
export const keptClients = 100
/** After this many hours without a write, the counts of the two oldest hours become one. */
const keptHours = 48

const hour = 3_600_000
/** How a client without an address or agent is written down. */
const unknown = 'unknown'

export function emptyTally(): Tally {
  return {
    hours: new Map(),
    lastUse: null,
    secrets: new Map(),
    permissions: new Map(),
    refusals: [],
    clients: new Map(),
  }
}

/** Adds one use to a tally. */
export function tallyUse(tally: Tally, use: Use): void {
  const { at, code } = use
  const ip = storable(use.ip, 50)
  const userAgent = storable(use.userAgent, 512)
  addHour(tally, at - (at % hour), code, 1)
  if (code === 'VALID') {
    tally.lastUse = later(tally.lastUse, { at, ip, userAgent })
    tally.secrets.set(use.secretId, Math.max(at, tally.secrets.get(use.secretId) ?? 0))
    for (const name of use.permissions) addPermission(tally, name, 1, at)
  } else {
    addRefusals(tally, [{ at, code, ip, userAgent, query: storable(use.query, 1000) }])
  }
  if (use.retiring && code !== 'EXPIRED' && code !== 'REVOKED') {
    addClient(tally, {
      secretId: use.secretId,
      ip: ip ?? unknown,
      userAgent: userAgent ?? unknown,
      count: 1,
      at,
    })
  }
}

/** Adds what happened later to what happened before. */
export function mergeTally(before: Tally, after: Tally): void {
  for (const [start, outcomes] of after.hours) {
    for (const [code, count] of outcomes) addHour(before, start, code, count)
  }
  if (after.lastUse) before.lastUse = later(before.lastUse, after.lastUse)
  for (const [id, at] of after.secrets) before.secrets.set(id, Math.max(at, before.secrets.get(id) ?? 0))
  for (const [name, { count, at }] of after.permissions) addPermission(before, name, count, at)
  addRefusals(before, after.refusals)
  for (const client of after.clients.values()) addClient(before, client)
}

function addHour(tally: Tally, start: number, code: VerdictCode, count: number): void {
  const outcomes = tally.hours.get(start) ?? new Map<VerdictCode, number>()
  outcomes.set(code, (outcomes.get(code) ?? 0) + count)
  tally.hours.set(start, outcomes)
  if (tally.hours.size <= keptHours) return
  const [oldest, next] = [...tally.hours.keys()].sort((a, b) => a - b)
  if (oldest === undefined || next === undefined) return
  const folded = tally.hours.get(oldest) ?? new Map<VerdictCode, number>()
  tally.hours.delete(oldest)
  for (const [name, number] of folded) addHour(tally, next, name, number)
}

function addPermission(tally: Tally, name: string, count: number, at: number): void {
  const known = tally.permissions.get(name)
  if (known) {
    known.count += count
    known.at = Math.max(known.at, at)
  } else tally.permissions.set(name, { count, at })
}

function addRefusals(tally: Tally, refusals: readonly Refusal[]): void {
  tally.refusals.push(...refusals)
  if (tally.refusals.length > keptRefusals) tally.refusals.splice(0, tally.refusals.length - keptRefusals)
}

/** The client seen longest ago makes room for a new one. */
function addClient(tally: Tally, client: Client): void {
  const id = `${client.secretId} ${client.ip} ${client.userAgent}`
  const known = tally.clients.get(id)
  tally.clients.delete(id)
  const count = (known?.count ?? 0) + client.count
  tally.clients.set(id, { ...client, count, at: Math.max(client.at, known?.at ?? 0) })
  if (tally.clients.size <= keptClients) return
  const [longestAgo] = tally.clients.keys()
  if (longestAgo !== undefined) tally.clients.delete(longestAgo)
}

function later(one: LastUse | null, other: LastUse): LastUse {
  return one && one.at > other.at ? one : other
}

const control = /\p{Cc}+/gu

/**
 * Text as PostgreSQL can hold it. A NUL, which a client may well send in a header, would make it refuse the whole write,
 * and every one after it. (Half a surrogate pair leaves Node as U+FFFD.)
 */
function storable(text: string | null, length: number): string | null {
  return text === null ? null : text.slice(0, length).replace(control, ' ')
}
