import type { Ctx } from '#lib/core/context.ts'
import { sessionIn } from '#lib/core/sessions/access-token.ts'
import { openSession } from '#lib/core/sessions/open.ts'
import { readJwt } from '#lib/signing/jwt.ts'
import { shownToken } from '#lib/signing/key-token.ts'
import { authenticateKey, authenticateKeyToken } from './api-key.ts'
import { badCredential, type Credential, credentialOf } from './credentials.ts'
import { anonymous, checkOrigin } from './origin.ts'
import { openSessionCookie } from './session-cookie.ts'

/**
 * Who asks: any credential that the server takes becomes a `Ctx`. What it names is read from the database each time, so that
 * an ended session, a removed membership and a revoked key are felt at the next request.
 * @param requestId the id under which the request is answered, for the audit log
 * @param asks whether it is about other keys: a key that asks is used, and not itself verified
 * @throws CoreError `unauthenticated` for a credential that is no good, `forbidden` for another site's use of a cookie
 */
export async function authenticate(request: Request, requestId?: string, asks = false): Promise<Ctx> {
  const nobody = anonymous(request.headers, requestId)
  const credential = credentialOf(request.headers)
  switch (credential.type) {
    case 'none':
      return nobody
    case 'cookie':
      checkOrigin(request)
      return withSession(nobody, await openSessionCookie(credential.value))
    default:
      return authenticateShown(nobody, credential, asks)
  }
}

/** Who a program is by what it shows. @throws CoreError `unauthenticated` */
export function authenticateShown(
  nobody: Ctx,
  credential: Extract<Credential, { type: 'access token' | 'key' }>,
  asks = false,
): Promise<Ctx> {
  return credential.type === 'key'
    ? authenticateKey(nobody, credential, asks)
    : withToken(nobody, credential.token, asks)
}

/** A session's token or a key's: told apart by its claims, once the signature is ours. */
async function withToken(nobody: Ctx, text: string, asks: boolean): Promise<Ctx> {
  const checked = await readJwt(text)
  if (!checked) throw badCredential()
  const token = shownToken(checked)
  return token ? authenticateKeyToken(nobody, token, asks) : withSession(nobody, sessionIn(checked))
}

async function withSession(nobody: Ctx, sessionId: string | null): Promise<Ctx> {
  const session = sessionId && (await openSession(nobody.db, sessionId))
  if (!session) throw badCredential()
  return { ...nobody, ...session }
}
