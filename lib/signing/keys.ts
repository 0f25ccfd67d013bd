import { awayFor, databaseAway } from '#lib/db/failures.ts'
import { log } from '#lib/log.ts'
import { isDue, rotate } from './rotate.ts'
import { longestToken, type PublicJwk, readStored, type SigningKey, type Stored, signerAt } from './stored.ts'

/** Milliseconds for which this process remembers the keys. */
const remembered = 60_000
/** Milliseconds between two readings for the sake of a key id that is not known: anybody may invent one. */
const patience = 1_000
/**
 * Milliseconds for which public keys are taken while the database cannot be asked: until every token that was signed before
 * they were read has ended.
 */
const outlasting = longestToken * 1_000

interface Held extends Stored {
  /** This process's own clocks as the keys were asked for. */
  at: number
  wall: number
}

interface Slot {
  held: Held | null
  reading: Promise<Held> | null
  /** The last reading that failed because the database was away. */
  away: { at: number; error: unknown } | null
  /** Keys of which it has been said that they cannot be unsealed. */
  told: Set<string>
}

declare global {
  var latchworkSigning: Slot | undefined
}

/** One memory a process: Next bundles a copy of this module of its own. */
function slot(): Slot {
  globalThis.latchworkSigning ??= { held: null, reading: null, away: null, told: new Set() }
  return globalThis.latchworkSigning
}

/** Forgets the keys, so that the next question reads them anew. */
export function forgetSigningKeys(): void {
  globalThis.latchworkSigning = undefined
}

/**
 * The database's clock, from the reading of it that came with the keys. Ahead of it by at most the time that the reading
 * took, so that what is told by it ends early rather than late.
 */
function nowOf(held: Held): number {
  return Math.floor(held.now + (performance.now() - held.at))
}

/** Milliseconds since the keys were asked for. The monotonic clock stands still while the machine is suspended, and the other may be set. */
function age({ at, wall }: Held): number {
  return Math.max(performance.now() - at, Date.now() - wall)
}

/** Reads the keys, and makes the next one where it is due. Who asks meanwhile shares the reading. */
function read(): Promise<Held> {
  const own = slot()
  own.reading ??= (async () => {
    try {
      let asked = clocks()
      let stored = await readStored()
      if (isDue(stored)) {
        asked = clocks()
        stored = await rotate({ when: 'due' })
      }
      tellOfLost(own, stored)
      own.held = { keys: stored.keys, now: stored.now, ...asked }
      own.away = null
      return own.held
    } catch (error) {
      if (databaseAway(error)) own.away = { at: performance.now(), error }
      throw error
    } finally {
      own.reading = null
    }
  })()
  return own.reading
}

const clocks = () => ({ at: performance.now(), wall: Date.now() })

function tellOfLost({ told }: Slot, { keys }: Stored): void {
  const lost = keys.filter(({ kid, privateKey }) => privateKey === null && !told.has(kid))
  for (const { kid } of lost) {
    told.add(kid)
    log.warn(
      { kid },
      'a signing key cannot be unsealed here: tokens it has signed are taken, new ones are not signed by it',
    )
  }
}

async function current(): Promise<Held> {
  const { held } = slot()
  return held && age(held) < remembered ? held : read()
}

/** Keys to check a token with. */
interface Checking {
  held: Held
  /** What the database said when they were to be read anew; null where they are current. */
  away: { error: unknown } | null
}

/** The keys as they are; while the database is away as they were last known, if a token from then may still be alive. */
async function toCheckWith(): Promise<Checking> {
  const own = slot()
  if (own.held && age(own.held) < remembered) return { held: own.held, away: null }
  const lastKnown = (): Checking | null =>
    own.held && own.away && age(own.held) < outlasting ? { held: own.held, away: own.away } : null
  // One asks again, and only that one waits for an answer that may not come.
  const isBelieved = own.reading !== null || (own.away !== null && performance.now() - own.away.at < awayFor)
  const known = isBelieved ? lastKnown() : null
  if (known) return known
  try {
    return { held: await read(), away: null }
  } catch (error) {
    const last = databaseAway(error) ? lastKnown() : null
    if (!last) throw error
    return last
  }
}

/** A key that signs, and the time that it signs at: milliseconds since 1970 by the database's clock. */
export interface Signer {
  key: SigningKey
  now: number
}

/**
 * The key to sign with now. Made where there is none, and its successor where that is due.
 * @throws what `pg` throws when the database cannot be asked
 */
export async function signer(): Promise<Signer> {
  for (const held of [await current(), null]) {
    const known = held ?? (await read())
    const now = nowOf(known)
    const key = signerAt(known, now)
    if (key) return { key, now }
  }
  throw new Error('A signing key was made, and is not there')
}

/** What a token is checked with. */
export interface Checker {
  /** null where none of ours has that id. */
  key: SigningKey | null
  /** Milliseconds since 1970 by the database's clock. */
  now: number
  /**
   * What the database said where it is away and the key is only remembered: it may have been withdrawn meanwhile. null where it is
   * not. Whether what is remembered will do is for whoever knows whose token it is.
   */
  away: { error: unknown } | null
}

/**
 * The key that a token names, and the time.
 * @throws what `pg` throws when the database cannot be asked, and no such key is remembered whose tokens may still be alive
 */
export async function checker(kid: string): Promise<Checker> {
  const { held, away } = await toCheckWith()
  // Without the database to say it, the later of the two clocks has it: what is told by it ends early rather than late.
  const found = find(held, kid, away ? Math.floor(held.now + age(held)) : nowOf(held))
  if (found.key) return { ...found, away }
  if (away) throw away.error
  if (performance.now() - held.at < patience) return { ...found, away }
  const anew = await read()
  return { ...find(anew, kid, nowOf(anew)), away }
}

function find({ keys }: Held, kid: string, now: number): Pick<Checker, 'key' | 'now'> {
  const key = keys.find((one) => one.kid === kid && (one.retiredAt === null || one.retiredAt > now))
  return { key: key ?? null, now }
}

/** The public halves of every key whose tokens are taken, and of the next that will sign (RFC 7517). */
export async function publishedKeys(): Promise<(PublicJwk & { kid: string })[]> {
  const held = await current()
  const now = nowOf(held)
  return held.keys
    .filter(({ retiredAt }) => retiredAt === null || retiredAt > now)
    .map(({ kid, publicJwk }) => ({ ...publicJwk, kid }))
}
