import { createHmac, timingSafeEqual } from 'node:crypto'
import { secrets } from '#lib/secrets.ts'

/**
 * What the first start prints in its URL, so that whoever can read its output, and nobody else, makes the first owner. It comes
 * out of the session key, so every instance of the portal knows it and nothing has to be stored; it opens nothing
 * once there is a user.
 */
export function setupToken(): string {
  return createHmac('sha256', secrets().sessionKey).update('latchwork set-up token 1').digest('base64url')
}

/** Whether a token is the one that the first start printed; in the same time whatever it is. */
export function isSetupToken(given: string): boolean {
  // Digested first, because lengths that differ cannot be compared in constant time.
  const digest = (token: string) => createHmac('sha256', secrets().sessionKey).update(token).digest()
  return timingSafeEqual(digest(given), digest(setupToken()))
}
