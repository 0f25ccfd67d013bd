import { CoreError } from '#lib/core/errors.ts'
import { isJwt } from '#lib/signing/jwt.ts'
import { sessionCookie } from './session-cookie.ts'

/** What a program shows: an access token; or the secret of an API key, and the id that Basic names with it. */
type Shown = { type: 'access token'; token: string } | { type: 'key'; secret: string; id: string | null }

/** What a request shows of who it is, before any of it is believed. */
export type Credential =
  | { type: 'none' }
  /** The browser's cookie, still sealed. */
  | { type: 'cookie'; value: string }
  | Shown

/** Longer than any credential of ours, and what the database never has to see. */
const maxLength = 8192

/** The same for every credential that is no good, so that the answer does not tell in what way. */
export function badCredential(): CoreError {
  return new CoreError('unauthenticated', 'This credential is not valid. Sign in again, or send another.')
}

/**
 * Reads the one credential of a request: the session cookie; `Authorization` with `Bearer` (an access token or a key), `Basic
 * id:secret`, or either of them bare; or `x-api-key`. Never the query string, which ends in logs.
 * @throws CoreError `unauthenticated` where two are given, or one cannot be read: never silently anonymous
 */
export function credentialOf(headers: Headers): Credential {
  const authorization = headers.get('authorization')
  const apiKey = headers.get('x-api-key')
  const cookie = sessionCookie(headers.get('cookie'))
  if (cookie === null) return credentialIn(authorization, apiKey)
  if (authorization !== null || apiKey !== null) throw severalCredentials()
  if (cookie.length > maxLength) throw badCredential()
  return { type: 'cookie', value: cookie }
}

/**
 * Reads what a program sends: `Authorization`, or `x-api-key`.
 * @throws CoreError `unauthenticated` where both are given, or one cannot be read
 */
export function credentialIn(
  authorization: string | null,
  apiKey: string | null,
): Exclude<Credential, { type: 'cookie' }> {
  if (authorization !== null && apiKey !== null) throw severalCredentials()
  const given = authorization ?? apiKey
  if (given === null) return { type: 'none' }
  if (given.length > maxLength) throw badCredential()
  return authorization === null ? key(given.trim()) : fromAuthorization(given.trim())
}

function severalCredentials(): CoreError {
  return new CoreError('unauthenticated', 'Send one credential: a session, an access token or an API key.')
}

const tokenOrKey = (text: string): Shown => (isJwt(text) ? { type: 'access token', token: text } : key(text))

/** RFC 9110, section 11.4: a scheme, a space and the rest; or, as some clients do, a bare token or key. */
function fromAuthorization(value: string): Shown {
  const [scheme = '', rest, ...more] = value.split(/ +/)
  if (more.length > 0) throw badCredential()
  if (rest === undefined) return tokenOrKey(scheme)
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return tokenOrKey(rest)
    case 'basic':
      return fromBasic(rest)
    default:
      throw badCredential()
  }
}

/** RFC 7617. The id may be left out; the secret says which key it is. */
function fromBasic(encoded: string): Shown {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) throw badCredential()
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon < 0) throw badCredential()
  return key(decoded.slice(colon + 1), decoded.slice(0, colon) || null)
}

function key(secret: string, id: string | null = null): Shown {
  if (secret === '') throw badCredential()
  return { type: 'key', secret, id }
}
