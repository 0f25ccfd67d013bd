import type { Ctx } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { OAuthError } from '#lib/core/tokens/oauth-error.ts'
import { authenticateKey } from '../api-key.ts'

/** How an OAuth client says who it is: a key's id and its secret. */
export interface ClientFields {
  client_id?: string | undefined
  client_secret?: string | undefined
}

/** The same for every client that is no good, whether its key is unknown, wrong, revoked, expired or disabled. */
export function badClient(): OAuthError {
  return new OAuthError('invalid_client', 'No working key has this id and secret.', 'unauthenticated')
}

/** Runs `work`; that a credential is no good is told in OAuth's word. */
export async function asClient<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CoreError && error.code === 'unauthenticated') throw badClient()
    throw error
  }
}

/**
 * The client's id and secret in a Basic header, each form-encoded within it (RFC 6749, section 2.3.1); null where the
 * header is of another scheme, or there is none.
 * @throws OAuthError `invalid_client` for one that cannot be read
 */
export function basicClient(authorization: string | null): Required<ClientFields> | null {
  const match = /^basic +(.*)$/i.exec(authorization?.trim() ?? '')
  if (!match) return null
  const encoded = match[1] ?? ''
  if (encoded.length > 4096 || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) throw badClient()
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon < 0) throw badClient()
  return {
    client_id: formDecoded(decoded.slice(0, colon)),
    client_secret: formDecoded(decoded.slice(colon + 1)),
  }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw badClient()
  }
}

/** The context of the key that a client names with its secret. @param asks as for `authenticate` @throws OAuthError `invalid_client` */
export function authenticateClient(
  nobody: Ctx,
  { client_id: id, client_secret: secret }: ClientFields,
  asks: boolean,
): Promise<Ctx> {
  return asClient(async () => {
    if (!id || !secret) throw badClient()
    return authenticateKey(nobody, { id, secret }, asks)
  })
}
