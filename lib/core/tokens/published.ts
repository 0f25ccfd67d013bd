import type { Reply } from '#lib/contracts/operation.ts'
import {
  type getAuthorizationServer,
  type getSigningKeys,
  grantTypes,
  oauthPaths,
} from '#lib/contracts/tokens.ts'
import { issuer } from '#lib/signing/jwt.ts'
import { publishedKeys } from '#lib/signing/keys.ts'
import type { Ctx } from '../context.ts'

/** The public keys by which tokens are checked, the next that will sign among them (RFC 7517). */
export async function signingKeys(_ctx: Ctx, _input: object): Promise<Reply<typeof getSigningKeys>> {
  const keys = await publishedKeys()
  return { keys: keys.map((key) => ({ ...key, alg: 'ES256', use: 'sig' })) }
}

const byClient = ['client_secret_basic', 'client_secret_post']

/** Where everything is, and what it takes (RFC 8414). */
export async function authorizationServer(
  _ctx: Ctx,
  _input: object,
): Promise<Reply<typeof getAuthorizationServer>> {
  const origin = issuer()
  return {
    issuer: origin,
    token_endpoint: origin + oauthPaths.token,
    introspection_endpoint: origin + oauthPaths.introspect,
    revocation_endpoint: origin + oauthPaths.revoke,
    jwks_uri: origin + oauthPaths.keys,
    service_documentation: `${origin}/docs`,
    grant_types_supported: Object.values(grantTypes),
    // There is no authorization endpoint; the field is required all the same.
    response_types_supported: [],
    // `none`: who exchanges a token shows that token, and need be nobody else.
    token_endpoint_auth_methods_supported: [...byClient, 'none'],
    introspection_endpoint_auth_methods_supported: byClient,
    revocation_endpoint_auth_methods_supported: byClient,
  }
}
