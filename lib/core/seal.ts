import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { secrets } from '#lib/secrets.ts'

const ivBytes = 12
const tagBytes = 16

/** Keys of their own purpose, out of the session key (RFC 5869) and, where there is one, a share that somebody else keeps. */
function derived(purpose: string, share = ''): Buffer {
  return Buffer.from(hkdfSync('sha256', secrets().sessionKey, share, `latchwork ${purpose} 1`, 32))
}

/**
 * Encrypts bytes for storage: AES-256-GCM, as iv ‖ ciphertext ‖ tag. `owner` is bound to them, so that a row copied to another
 * account does not open there. A new session key makes everything that was sealed unreadable.
 * @param share a random text that is kept elsewhere, and without which it does not open
 */
export function seal(
  purpose: string,
  owner: string,
  plain: Uint8Array,
  share?: string,
): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', derived(purpose, share), iv).setAAD(Buffer.from(owner))
  return new Uint8Array(Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
}

/** What was sealed for this owner and purpose; null where it was altered, moved, or sealed under another session key or share. */
export function unseal(purpose: string, owner: string, sealed: Uint8Array, share?: string): Buffer | null {
  if (sealed.length < ivBytes + tagBytes) return null
  const bytes = Buffer.from(sealed)
  try {
    const decipher = createDecipheriv('aes-256-gcm', derived(purpose, share), bytes.subarray(0, ivBytes))
      .setAAD(Buffer.from(owner))
      .setAuthTag(bytes.subarray(-tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()])
  } catch {
    return null
  }
}

/** HMAC-SHA-256 of a short secret under a key outside the database: too few bits for a bare digest. */
export function keyedDigest(purpose: string, owner: string, value: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac('sha256', derived(purpose)).update(`${owner}:${value}`).digest())
}
