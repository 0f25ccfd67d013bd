import { randomBytes, randomInt } from 'node:crypto'
import type { Format } from './format.ts'
import { endsOf } from './mask.ts'
import { genuineTail, mintChecked, tailLength } from './native.ts'

/*
 * The formats of the services whose contracts we speak, so that what their clients expect of a key holds for ours.
 * Sources: the API-key page of each service. None but the last has room for a checksum.
 */

/** `ddf_` and 32 random bytes in standard base64: 48 characters. */
export const dadosfera: Format = {
  name: 'dadosfera',
  mint: () => `ddf_${randomBytes(32).toString('base64')}`,
  genuine: (presented) => presented.length === 48 && /^ddf_[A-Za-z0-9+/]{43}=$/.test(presented),
  // The vendor's mask shows five characters, and none of the end: 30 of 256 bits.
  ends: (secret) => ({ start: secret.slice(0, 9), last: secret.slice(-4) }),
}

const alphanumerics = 'abcdefghijklmnopqrstuvwxyz0123456789'
const idLength = 36

/** The key's id and 30 lower-case letters and digits (155 bits): the `apiKey` that its clients send. */
export const trackgenesis: Format = {
  name: 'trackgenesis',
  mint: ({ keyId }) => {
    if (keyId.length !== idLength) throw new RangeError('Not the id of a key')
    return keyId + Array.from({ length: 30 }, () => alphanumerics.charAt(randomInt(36))).join('')
  },
  genuine: (presented) =>
    presented.length === idLength + 30 &&
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[a-z0-9]{30}$/.test(presented),
  // The id is no secret and stands beside it everywhere; what is recognized is the part behind it.
  ends: (secret) => ({ start: secret.slice(idLength, idLength + 4), last: secret.slice(-4) }),
}

/** 256 random bits as 64 lower-case hexadecimal digits. */
export const freesewing: Format = {
  name: 'freesewing',
  mint: () => randomBytes(32).toString('hex'),
  genuine: (presented) => presented.length === 64 && /^[0-9a-f]{64}$/.test(presented),
  ends: endsOf,
}

/** `sk-`, and behind it what our own secrets have: 256 random bits and a keyed checksum. */
export const vertesia: Format = {
  name: 'vertesia',
  mint: ({ checksumKey }) => mintChecked('sk-', checksumKey),
  genuine: (presented, checksumKeys) =>
    presented.length === 3 + tailLength &&
    /^sk-[0-9A-Za-z]+$/.test(presented) &&
    genuineTail(presented, checksumKeys),
  ends: endsOf,
}
