import { headers } from 'next/headers'
import { openSessionCookie, sessionCookie } from '#lib/auth/session-cookie.ts'

/**
 * Whether the browser seems signed in: it decides what is offered here (`My session`, the way back to the portal), never
 * what is allowed.
 */
export async function signedIn(): Promise<boolean> {
  const cookie = sessionCookie((await headers()).get('cookie'))
  return cookie !== null && (await openSessionCookie(cookie)) !== null
}
