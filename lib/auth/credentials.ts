import { CoreError } from '#lib/core/errors.ts'
import { sessionCookie } from './session-cookie.ts'

/** What a request shows of who it is, before any of it is believed. */
export type Credential =
  | { type: 'none' }
  /** The browser's cookie, still sealed. */
  | { type: 'cookie'; value: string }
  | { type: 'access token'; token: string }
  /** The secret of an API key, and the id that Basic names with it. */
  | { type: 'key'; secret: string; id: string | null }

/** Longer than any credential of ours, and what the database never has to see. */
const maxLength = 4096

/** The same for every credential that is no good, so that the answer does not tell in what way. */
export function badCredential(): CoreError {
  return new CoreError('unauthenticated', 'This credential is not valid. Sign in again, or send another.')
}

/**
 * Reads the one credential of a request: the session cookie; `Authorization` with `Bearer` (an access token or a key), `Basic
 * id:secret`, or a bare key; or `x-api-key`. Never the query string, which ends in logs.
 * @throws CoreError `unauthenticated` where two are given, or one cannot be read: never silently anonymous
 */
export function credentialOf(headers: Headers): Credential {
  const authorization = headers.get('authorization')
  const apiKey = headers.get('x-api-key')
  const cookie = sessionCookie(headers.get('cookie'))
  const given = [authorization, apiKey, cookie].filter((one) => one !== null)
  if (given.length > 1)
    throw new CoreError('unauthenticated', 'Send one credential: a session, an access token or an API key.')
  if (given.some((one) => one.length > maxLength)) throw badCredential()
  if (cookie !== null) return { type: 'cookie', value: cookie }
  if (apiKey !== null) return key(apiKey.trim())
  return authorization === null ? { type: 'none' } : fromAuthorization(authorization.trim())
}

/** RFC 9110, section 11.4: a scheme, a space and the rest; or, as some clients do, a bare key. */
function fromAuthorization(value: string): Credential {
  const [scheme = '', rest, ...more] = value.split(/ +/)
  if (more.length > 0) throw badCredential()
  if (rest === undefined) return key(scheme)
  switch (scheme.toLowerCase()) {
    case 'bearer':
      // A key has no dots; a JWT in compact form has two (RFC 7515, section 3.1).
      return rest.split('.').length === 3 ? { type: 'access token', token: rest } : key(rest)
    case 'basic':
      return fromBasic(rest)
    default:
      throw badCredential()
  }
}

/** RFC 7617. The id may be left out; the secret says which key it is. */
function fromBasic(encoded: string): Credential {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) throw badCredential()
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon < 0) throw badCredential()
  return key(decoded.slice(colon + 1), decoded.slice(0, colon) || null)
}

function key(secret: string, id: string | null = null): Credential {
  if (secret === '') throw badCredential()
  return { type: 'key', secret, id }
}
