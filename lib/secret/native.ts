import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import { base62 } from './base62.ts'
import type { Format } from './format.ts'
import { endsOf } from './mask.ts'

/** 256 bits need 43 digits of base 62 (62^43 is just above 2^256). */
const bodyLength = 43
const checksumLength = 6
const checksumRange = 62n ** BigInt(checksumLength)
/** The characters of body and checksum together. */
export const tailLength = bodyLength + checksumLength

const prefixPattern = '[a-z][a-z0-9]*(?:_[a-z0-9]+)*'
const tailPattern = `[0-9A-Za-z]{${tailLength}}`

const nativeShape = new RegExp(`^${prefixPattern}_${tailPattern}$`)

/** What may stand in front of a native secret: the `prefix` of a project. */
const prefixShape = new RegExp(`^${prefixPattern}$`)

/** The longest native secret: a prefix of 24, its underscore, the body and the checksum. */
const longestNative = 24 + 1 + tailLength

/**
 * Finds native secrets in code, logs and commits: `<prefix>_` and 49 letters and digits, standing alone. It is the
 * pattern to give to a secret scanner; a hit is a Latchwork key for certain where `Ring.wellFormed` agrees. As plain
 * text, for scanners that take no look-behind:
 *
 *     [a-z][a-z0-9]{0,23}(?:_[a-z0-9]{1,22}){0,11}_[0-9A-Za-z]{49}
 *
 * The lengths are bounded, so that no text makes it slow.
 */
export const leakedKeyPattern =
  /(?<![0-9A-Za-z])[a-z][a-z0-9]{0,23}(?:_[a-z0-9]{1,22}){0,11}_[0-9A-Za-z]{49}(?![0-9A-Za-z])/g

/** 36 bits of HMAC-SHA-256 over prefix and body, in 6 digits. 64 bits are reduced, so the bias is below 2^-28. */
function checksum(signed: string, key: KeyObject): string {
  const mac = createHmac('sha256', key).update(signed).digest()
  return base62(mac.readBigUInt64BE(0) % checksumRange, checksumLength)
}

/**
 * Draws 256 random bits, writes them behind `head` and a keyed checksum over both behind them.
 * @param checksumKey of the current pepper
 */
export function mintChecked(head: string, checksumKey: KeyObject): string {
  const signed = head + base62(BigInt(`0x${randomBytes(32).toString('hex')}`), bodyLength)
  return signed + checksum(signed, checksumKey)
}

/** Whether the checksum at the end of a text is right under one of the keys; the text's form is the caller's to check. */
export function genuineTail(presented: string, checksumKeys: readonly KeyObject[]): boolean {
  const signed = presented.slice(0, -checksumLength)
  const given = Buffer.from(presented.slice(-checksumLength), 'latin1')
  let good = false
  // Every key is tried, the whole of it, so that time tells neither how much was right nor under which pepper.
  for (const key of checksumKeys) {
    const right = timingSafeEqual(given, Buffer.from(checksum(signed, key), 'latin1'))
    good = right || good
  }
  return good
}

/**
 * The format of Latchwork's own secrets, `<prefix>_<256 random bits><keyed checksum>`. As the checksum is keyed, a typo and a
 * forgery are both turned away without a look-up: guessing one that passes takes 2^35 tries on average, and then the digest
 * still refuses it. The prefix is the project's: lower-case letters and digits, parted by single underscores.
 */
export const native: Format = {
  name: 'native',
  mint({ prefix, checksumKey }) {
    if (!prefixShape.test(prefix)) throw new RangeError('Not a prefix for native secrets')
    return mintChecked(`${prefix}_`, checksumKey)
  },
  genuine: (presented, checksumKeys) =>
    presented.length <= longestNative && nativeShape.test(presented) && genuineTail(presented, checksumKeys),
  ends: endsOf,
}
