import { log } from '#lib/log.ts'
import { isDue, rotate } from './rotate.ts'
import { type PublicJwk, readStored, type SigningKey, type Stored, signerAt } from './stored.ts'

/** Milliseconds for which this process remembers the keys. */
const remembered = 60_000
/** Milliseconds between two readings for the sake of a key id that is not known: anybody may invent one. */
const patience = 1_000

interface Held extends Stored {
  /** This process's own clock as the keys were asked for. */
  at: number
}

interface Slot {
  held: Held | null
  reading: Promise<Held> | null
  /** Keys of which it has been said that they cannot be unsealed. */
  told: Set<string>
}

declare global {
  var latchworkSigning: Slot | undefined
}

/** One memory a process: Next bundles a copy of this module of its own. */
function slot(): Slot {
  globalThis.latchworkSigning ??= { held: null, reading: null, told: new Set() }
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

/** Reads the keys, and makes the next one where it is due. Who asks meanwhile shares the reading. */
function read(): Promise<Held> {
  const own = slot()
  own.reading ??= (async () => {
    try {
      let at = performance.now()
      let stored = await readStored()
      if (isDue(stored)) {
        at = performance.now()
        stored = await rotate({ when: 'due' })
      }
      tellOfLost(own, stored)
      own.held = { keys: stored.keys, now: stored.now, at }
      return own.held
    } finally {
      own.reading = null
    }
  })()
  return own.reading
}

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
  return held && performance.now() - held.at < remembered ? held : read()
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

/** The key that a token names, and the time; the key is null where none of ours has that id. */
export async function checker(kid: string): Promise<{ key: SigningKey | null; now: number }> {
  const find = (held: Held) => {
    const now = nowOf(held)
    const key = held.keys.find((one) => one.kid === kid && (one.retiredAt === null || one.retiredAt > now))
    return { key: key ?? null, now }
  }
  const held = await current()
  const found = find(held)
  return found.key || performance.now() - held.at < patience ? found : find(await read())
}

/** The public halves of every key whose tokens are taken, and of the next that will sign (RFC 7517). */
export async function publishedKeys(): Promise<(PublicJwk & { kid: string })[]> {
  const held = await current()
  const now = nowOf(held)
  return held.keys
    .filter(({ retiredAt }) => retiredAt === null || retiredAt > now)
    .map(({ kid, publicJwk }) => ({ ...publicJwk, kid }))
}
