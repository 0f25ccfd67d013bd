import { forwardedAddressHeader } from '#lib/client-address.ts'
import { gatewayKeyHeader } from '#lib/contracts/operation.ts'
import type { Ctx } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { type GatewayClient, mayAuthorize, refuseGateway } from '#lib/gate/authorize.ts'
import { authenticateKey } from './api-key.ts'
import { credentialIn } from './credentials.ts'
import { anonymous } from './origin.ts'

/** A header by its name in lower case; null where it was not sent. */
export type HeaderGetter = (name: string) => string | null

/** A gateway that has shown its key, and what it was asked on behalf of. */
export type GatewayCtx = Ctx & { client: GatewayClient }

/** Longer than any secret of ours. */
const maxLength = 500

/**
 * Who asks for forward authorization. The gateway's key stands in a header of its own, so that the client's can stand where
 * clients send it; nothing else of the request is taken for a credential, cookies least of all: they are the client's.
 * @param get reads the headers of the request as `server.ts` has stamped them
 * @throws CoreError `not_found` where the gateway shows no good key that holds api_key:verify
 */
export async function authenticateGateway(get: HeaderGetter, requestId: string): Promise<GatewayCtx> {
  const nobody = anonymous({ get }, requestId)
  const secret = get(gatewayKeyHeader)
  if (!secret) throw refuseGateway('it showed no key', nobody.origin)
  const ctx =
    secret.length > maxLength ? null : await unless(authenticateKey(nobody, { secret, id: null }, true))
  if (!ctx) throw refuseGateway('it showed a key that is not good', nobody.origin)
  // Here too, ahead of the contract's own answer: 403 would be taken for one about the client.
  if (!mayAuthorize(ctx)) throw refuseGateway('its key does not hold api_key:verify', nobody.origin)
  return { ...ctx, client: clientOf(get) }
}

/** What a gateway passes on of its client. A credential that cannot be read is as good as none. */
function clientOf(get: HeaderGetter): GatewayClient {
  return {
    shown: shownBy(get),
    ip: get(forwardedAddressHeader),
    userAgent: get('user-agent')?.slice(0, 512) ?? null,
  }
}

function shownBy(get: HeaderGetter): GatewayClient['shown'] {
  try {
    const credential = credentialIn(get('authorization'), get('x-api-key'))
    return credential.type === 'none' ? null : credential
  } catch (error) {
    if (isUnauthenticated(error)) return null
    throw error
  }
}

/** What comes of it, or null where it is refused as no good credential. */
async function unless<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (isUnauthenticated(error)) return null
    throw error
  }
}

const isUnauthenticated = (error: unknown) => error instanceof CoreError && error.code === 'unauthenticated'
