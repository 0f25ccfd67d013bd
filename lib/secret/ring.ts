import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { type Pepper, secrets } from '#lib/secrets.ts'
import type { Format, FormatName, Minting } from './format.ts'
import type { Ends } from './mask.ts'
import { native } from './native.ts'
import { Secret } from './secret.ts'
import { dadosfera, freesewing, trackgenesis, vertesia } from './vendors.ts'

/** What the database keeps of a secret in place of the secret. */
export interface KeyedDigest {
  pepperVersion: number
  /** 32 bytes of HMAC-SHA-256. */
  digest: Buffer<ArrayBuffer>
}

/** A new secret and everything that a row of `key_secret` holds of it. */
export interface Minted extends KeyedDigest, Ends {
  secret: Secret
  format: FormatName
}

/** Mints and recognizes secrets under the peppers of this server. */
export interface Ring {
  /** Makes a native secret under the current pepper; `prefix` is the project's. */
  mint(prefix: string): Minted
  /** Makes a secret of any format for a key. @throws RangeError where the ring does not have the format */
  mintIn(format: FormatName, of: Omit<Minting, 'checksumKey'>): Minted
  /** False where no format could have made the string: then there is nothing to look up. */
  wellFormed(presented: string): boolean
  /** The digests under which a presented secret may be stored, the current pepper's first. */
  digests(presented: string): KeyedDigest[]
}

interface RingKey {
  version: number
  digestKey: KeyObject
  checksumKey: KeyObject
}

/** Digest and checksum have keys of their own (RFC 5869), so that neither says anything about the other. */
function ringKey(pepper: Pepper): RingKey {
  const checksumKey = hkdfSync('sha256', pepper.key, '', 'latchwork native checksum 1', 32)
  return {
    version: pepper.version,
    digestKey: createSecretKey(pepper.key),
    checksumKey: createSecretKey(Buffer.from(checksumKey)),
  }
}

/**
 * Makes the ring of a pepper and those it replaced: new secrets stand under `current`, secrets made under a
 * `retired` one stay good, so a pepper rotates with no key re-issued.
 *
 * A plain digest would do for 256 random bits if the database were the only thing to lose; the pepper makes a stolen
 * dump useless even for secrets of formats with fewer bits.
 * @param formats which secrets are recognized
 */
export function makeRing(
  peppers: { current: Pepper; retired: readonly Pepper[] },
  formats: readonly Format[] = [native, dadosfera, trackgenesis, freesewing, vertesia],
): Ring {
  const current = ringKey(peppers.current)
  const keys = [current, ...peppers.retired.map(ringKey)]
  const checksumKeys = keys.map((key) => key.checksumKey)

  const digest = (presented: string, key: RingKey): KeyedDigest => ({
    pepperVersion: key.version,
    digest: createHmac('sha256', key.digestKey).update(presented).digest(),
  })
  const mintIn: Ring['mintIn'] = (name, of) => {
    const format = formats.find((one) => one.name === name)
    if (!format) throw new RangeError(`This ring has no format ${name}`)
    const characters = format.mint({ ...of, checksumKey: current.checksumKey })
    const stored = { ...format.ends(characters), ...digest(characters, current) }
    return { secret: new Secret(characters), format: name, ...stored }
  }

  return {
    mint: (prefix) => mintIn('native', { prefix, keyId: '' }),
    mintIn,
    wellFormed: (presented) => formats.some((format) => format.genuine(presented, checksumKeys)),
    digests: (presented) => keys.map((key) => digest(presented, key)),
  }
}

let ringOfProcess: Ring | undefined

/**
 * The ring of this process, from its environment.
 * @throws EnvironmentError where a pepper is missing or weak
 */
export function ring(): Ring {
  ringOfProcess ??= makeRing(secrets().peppers)
  return ringOfProcess
}
