import { randomUUID } from 'node:crypto'
import { type Claims, ownAudience, readJwt, signJwt } from '#lib/signing/jwt.ts'
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

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The session that an access token names; null unless it is one of ours, for us, of a session and in time (`readJwt`).
 * @throws what `pg` throws when the signing keys cannot be read
 */
export async function readAccessToken(token: string): Promise<string | null> {
  const checked = await readJwt(token)
  return checked && sessionIn(checked.payload)
}

/** The session that the claims of a genuine token name; null where they are of another kind. */
export function sessionIn({ sid, client_id, aud, iat, exp }: Claims): string | null {
  if (aud !== ownAudience() || client_id !== 'latchwork' || exp - iat > accessTokenLifetime) return null
  return typeof sid === 'string' && uuidShape.test(sid) ? sid : null
}
