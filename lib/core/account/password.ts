import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/**
 * Argon2id with 19 MiB, two passes and one lane: the first of OWASP's recommended settings (Password Storage Cheat
 * Sheet). The variant is the package's default, and a test holds it there.
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The same characters, however a keyboard composed them (NIST SP 800-63B, section 3.1.1.2). */
const normalized = (password: string) => password.normalize('NFKC')

/** Hashes a new password: a PHC string of about 100 characters. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalized(password), cost)
}

let decoy: Promise<string> | undefined

/**
 * Whether a password is the one that was hashed.
 *
 * Where there is nothing to compare with (no such account, or one without a password) the same work is done on the hash of random
 * bytes, so that the time says nothing.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(32).toString('base64'))
  const against = await decoy
  const same = await verify(stored ?? against, normalized(password))
  return same && stored !== null
}
