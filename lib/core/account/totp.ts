import { Secret, TOTP } from 'otpauth'
import { seal, unseal } from '../seal.ts'
import type { Tx } from '../transaction.ts'

/** Seconds that a code stands (RFC 6238, section 5.2). */
const period = 30
/** How many steps before and after the present one count, for clocks that differ and fingers that are slow. */
const window = 1
const purpose = 'totp secret'

function totp(secret: Secret, label: string): TOTP {
  return new TOTP({ issuer: 'Latchwork', label, secret, algorithm: 'SHA1', digits: 6, period })
}

/** A new authenticator: what the person is shown once, and what is stored. */
export function newAuthenticator(userId: string, email: string) {
  const secret = new Secret({ size: 20 })
  return {
    secret: secret.base32,
    uri: totp(secret, email).toString(),
    sealed: seal(purpose, userId, secret.bytes),
  }
}

/**
 * Takes a code of the person's authenticator and remembers its step, so that neither it nor an older one counts again.
 * Two requests with one code: one wins, because the row is changed where the step is still lower.
 * @returns false where the code is wrong, or not newer than the last one
 */
export async function takeTotpCode(tx: Tx, userId: string, code: string): Promise<boolean> {
  if (!/^\d{6}$/.test(code)) return false
  const [row] = await tx.db.$queryRaw<{ sealed: Uint8Array | null; now: Date }[]>`
    SELECT totp_secret AS sealed, clock_timestamp() AS now FROM "user" WHERE id = ${userId}::uuid`
  const bytes = row?.sealed && unseal(purpose, userId, row.sealed)
  if (!row || !bytes) return false
  const secret = new Secret({ buffer: new Uint8Array(bytes).buffer })
  const delta = totp(secret, '').validate({ token: code, timestamp: row.now.getTime(), window })
  if (delta === null) return false
  const step = Math.floor(row.now.getTime() / 1000 / period) + delta
  const taken = await tx.db.$executeRaw`
    UPDATE "user" SET totp_last_step = ${step}
    WHERE id = ${userId}::uuid AND (totp_last_step IS NULL OR totp_last_step < ${step})`
  return taken === 1
}
