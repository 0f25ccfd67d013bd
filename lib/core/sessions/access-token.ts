import { createPublicKey, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, jwtVerify, SignJWT } from 'jose'
import { env } from '#lib/env.ts'
import { secrets } from '#lib/secrets.ts'
import { sessionLifetime } from './start.ts'

const algorithm = 'ES256'
const type = 'at+jwt'
/** Seconds by which the clocks of two nodes may differ. */
const skew = 30

const issuer = () => env().LATCHWORK_URL
/** The surface that the token is for. A token of another issuer or for another audience is refused. */
const audience = () => `${env().LATCHWORK_URL}/api/v1`

async function verifier() {
  const key = createPublicKey(secrets().signingKey)
  return { key, kid: await calculateJwkThumbprint(await exportJWK(key)) }
}
let madeVerifier: ReturnType<typeof verifier> | undefined

/** Seconds that an access token lives: as long as its session's row. */
export const accessTokenLifetime = sessionLifetime.script

/** Signs an access token (RFC 9068) that carries the session's id, and nothing that is not read anew at each request. */
export async function signAccessToken(userId: string, sessionId: string): Promise<string> {
  madeVerifier ??= verifier()
  const { kid } = await madeVerifier
  return new SignJWT({ sid: sessionId, client_id: 'latchwork' })
    .setProtectedHeader({ alg: algorithm, typ: type, kid })
    .setIssuer(issuer())
    .setAudience(audience())
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime(`${accessTokenLifetime} s`)
    .setJti(randomUUID())
    .sign(secrets().signingKey)
}

const knownHeaders = new Set(['alg', 'typ', 'kid'])
const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The session that an access token names; null unless it is one of ours, for us, and in time.
 *
 * The algorithm, type, issuer, audience and key are what we say, never what the token says (RFC 8725). A header that
 * names a key or a place to fetch one (`jwk`, `jku`, `x5c`, `x5u`) is refused, though nothing here would read it.
 */
export async function readAccessToken(token: string): Promise<string | null> {
  madeVerifier ??= verifier()
  const { key, kid } = await madeVerifier
  try {
    const { payload, protectedHeader } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      typ: type,
      issuer: issuer(),
      audience: audience(),
      requiredClaims: ['exp', 'iat', 'sub', 'sid'],
      maxTokenAge: accessTokenLifetime,
      clockTolerance: skew,
    })
    const plain = Object.keys(protectedHeader).every((name) => knownHeaders.has(name))
    if (!plain || protectedHeader.kid !== kid) return null
    return typeof payload.sid === 'string' && uuidShape.test(payload.sid) ? payload.sid : null
  } catch {
    return null
  }
}
