import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { env } from '#lib/env.ts'
import { type Checker, checker, type Signer } from './keys.ts'
import { algorithm } from './stored.ts'

/** RFC 9068: a token of another kind, such as an id token, is never taken for one of access. */
const type = 'at+jwt'
const knownHeaders = new Set(['alg', 'typ', 'kid'])
/** Seconds by which a token may seem to come from the future: what nodes know of the database's clock differs by a round trip. */
const skew = 30

/** Who issues tokens: the portal's own address, which is also where its metadata lies (RFC 8414). */
export const issuer = () => env().LATCHWORK_URL
/** The audience of tokens for Latchwork's own API. */
export const ownAudience = () => `${env().LATCHWORK_URL}/api/v1`

export interface Claims extends JWTPayload {
  sub: string
  jti: string
  /** Seconds since 1970. */
  iat: number
  exp: number
}

/** Signs claims as an access token (RFC 9068). The issuer is ours. */
export function signJwt({ key }: Pick<Signer, 'key'>, claims: Claims): Promise<string> {
  if (!key.privateKey) throw new Error(`The signing key ${key.kid} cannot sign`)
  return new SignJWT({ ...claims, iss: issuer() })
    .setProtectedHeader({ alg: algorithm, typ: type, kid: key.kid })
    .sign(key.privateKey)
}

/** What a genuine token says, when it was looked at, and whether by a key that is only remembered. */
export interface Checked extends Pick<Checker, 'now' | 'away'> {
  payload: Claims
}

/**
 * What a token says; null unless one of our keys signed it, it is ours and it is in time. The audience is the caller's to check.
 *
 * The algorithm, type, issuer and key are what we say, never what the token says (RFC 8725). A header that names a key
 * or a place to fetch one (`jwk`, `jku`, `x5c`, `x5u`), or what we must understand (`crit`), is refused, though nothing
 * here would read it.
 * @throws what `checker` throws
 */
export async function readJwt(token: string): Promise<Checked | null> {
  const header = headerOf(token)
  if (!header || !Object.keys(header).every((name) => knownHeaders.has(name))) return null
  if (header.alg !== algorithm || header.typ !== type || typeof header.kid !== 'string') return null
  const { key, now, away } = await checker(header.kid)
  if (!key) return null
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [algorithm],
      typ: type,
      issuer: issuer(),
      requiredClaims: ['exp', 'iat', 'sub', 'jti', 'aud'],
      currentDate: new Date(now),
      clockTolerance: skew,
    })
    const { iat = 0, exp = 0 } = payload
    const inTime = exp * 1000 > now && iat * 1000 <= now + skew * 1000
    return inTime ? { payload: payload as Claims, now, away } : null
  } catch {
    return null
  }
}

function headerOf(token: string): Record<string, unknown> | null {
  const [head = '', ...rest] = token.split('.')
  if (rest.length !== 2) return null
  try {
    const parsed: unknown = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'))
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** True for what has the form of a signed token: a key has no dots, a JWT has two (RFC 7515, section 3.1). */
export const isJwt = (text: string): boolean => text.split('.').length === 3
