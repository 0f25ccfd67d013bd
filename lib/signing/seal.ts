import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { secrets } from '#lib/secrets.ts'

/*
 * Private keys lie in the database under a key that lies outside it, so that who has the database alone can sign
 * nothing. AES-256-GCM (NIST SP 800-38D): 12 bytes of nonce, the ciphertext, 16 bytes of tag. The id of the key is
 * authenticated with it, so that no sealed key passes for another.
 */

const nonceLength = 12
const tagLength = 16

/** One key for one purpose, drawn from the session key by HKDF (RFC 5869). */
function sealingKey(): Buffer {
  return Buffer.from(hkdfSync('sha256', secrets().sessionKey, '', 'latchwork signing keys', 32))
}

/** Encrypts a private key for its row. */
export function seal(kid: string, privateKey: KeyObject): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(), nonce)
  cipher.setAAD(Buffer.from(kid))
  const plain = privateKey.export({ type: 'pkcs8', format: 'der' })
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** The private key of a row; null where it was sealed under another session key, or altered. */
export function unseal(kid: string, sealed: Uint8Array): KeyObject | null {
  try {
    const bytes = Buffer.from(sealed)
    const decipher = createDecipheriv('aes-256-gcm', sealingKey(), bytes.subarray(0, nonceLength), {
      authTagLength: tagLength,
    })
    decipher.setAAD(Buffer.from(kid))
    decipher.setAuthTag(bytes.subarray(-tagLength))
    const plain = Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()])
    return createPrivateKey({ key: plain, type: 'pkcs8', format: 'der' })
  } catch {
    return null
  }
}
