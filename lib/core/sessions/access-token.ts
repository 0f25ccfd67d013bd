import { randomUUID } from 'node:crypto'
import { isOwnUuid } from '#lib/contracts/fields.ts'
import { type Checked, ownAudience, readJwt, signJwt } from '#lib/signing/jwt.ts'
import { signer } from '#lib/signing/keys.ts'
import { sessionLifetime } from './start.ts'

/** Seconds that an access token lives: as long as its session's row. */
export const accessTokenLifetime = sessionLifetime.script

/**
 * Signs an access token (RFC 9068) that carries the session's id, and nothing that is not read anew at each request.
 * @throws what `pg` throws when the signing keys cannot be read
 */
export async function signAccessToken(userId: string, sessionId: string): Promise<string> {
  const by = await signer()
  const iat = Math.floor(by.now / 1000)
  return signJwt(by, {
    sub: userId,
    sid: sessionId,
    client_id: 'latchwork',
    aud: ownAudience(),
    jti: randomUUID(),
    iat,
    exp: iat + accessTokenLifetime,
  })
}

/**
 * The session that an access token names; null unless it is one of ours, for us, of a session and in time (`readJwt`).
 * @throws what `readJwt` and `sessionIn` throw
 */
export async function readAccessToken(token: string): Promise<string | null> {
  const checked = await readJwt(token)
  return checked && sessionIn(checked)
}

/**
 * The session that a genuine token names; null where it is of another kind.
 * @throws what `pg` threw where its signing key is only remembered: sessions are never taken unread
 */
export function sessionIn({ payload, away }: Checked): string | null {
  const { sid, client_id, aud, iat, exp } = payload
  if (aud !== ownAudience() || client_id !== 'latchwork' || exp - iat > accessTokenLifetime) return null
  if (away) throw away.error
  return isOwnUuid(sid) ? sid : null
}
