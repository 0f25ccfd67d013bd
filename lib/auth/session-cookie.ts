import { decode } from 'next-auth/jwt'
import { isOwnUuid } from '#lib/contracts/fields.ts'
import { env } from '#lib/env.ts'
import { secrets } from '#lib/secrets.ts'

export function overHttps(): boolean {
  return env().LATCHWORK_URL.startsWith('https://')
}

/** `__Host-` ties the cookie to this host, to https and to the path / (RFC 6265bis, section 4.1.3.2). */
export function sessionCookieName(): string {
  return overHttps() ? '__Host-latchwork.session' : 'latchwork.session'
}

/** The value of the session cookie in a Cookie header; null where there is none. */
export function sessionCookie(header: string | null): string | null {
  const name = sessionCookieName()
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || null
  }
  return null
}

/** The session that a cookie names, which next-auth has encrypted; null where it is not ours or too old. */
export async function openSessionCookie(value: string): Promise<string | null> {
  try {
    const payload = await decode({ token: value, secret: secrets().sessionKey })
    return isOwnUuid(payload?.sid) ? payload.sid : null
  } catch {
    return null
  }
}
