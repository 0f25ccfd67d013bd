import { z } from 'zod'
import { digits, uuid } from './fields.ts'
import { operation } from './operation.ts'

/** Where a standard client finds each part (RFC 8414), below the origin. */
export const oauthPaths = {
  token: '/api/oauth2/token',
  introspect: '/api/oauth2/introspect',
  revoke: '/api/oauth2/revoke',
  keys: '/.well-known/jwks.json',
} as const

/** What kinds of grant and token are called in a form. */
export const grantTypes = {
  clientCredentials: 'client_credentials',
  exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
} as const
export const tokenTypes = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  /** An API key itself, which no standard has a name for. */
  apiKey: 'urn:latchwork:token-type:api-key',
} as const

/** Every word that an error of these operations may have (RFC 6749 5.2, RFC 6750 3.1, RFC 7009 2.2.1, RFC 8707 2). */
export const oauthErrorCodes = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'invalid_target',
  'unsupported_grant_type',
  'unsupported_token_type',
  'insufficient_scope',
  'temporarily_unavailable',
  'server_error',
] as const
export type OAuthErrorCode = (typeof oauthErrorCodes)[number]

/** RFC 6749, section 5.2, as every operation below /api/oauth2 tells an error. */
export const oauthError = z.object({
  error: z.enum(oauthErrorCodes),
  error_description: z.string().max(2000).optional(),
})

/** A token of ours has at most 8,000 characters; a key far fewer. */
const presented = z.string().min(1).max(8192)
const scope = z.string().max(6000)
const clientId = z.string().max(200).describe('The id of the key')
const clientSecret = z.string().max(500).describe('Its secret; or both by HTTP Basic')
const audiences = z.array(z.string().max(500)).min(1).max(5)
const hint = z.string().max(200).describe('Taken, and not needed')

export const tokenLifetime = { shortest: 60, usual: 300, longest: 3600 } as const

export const getKeyToken = operation({
  id: 'getKeyToken',
  method: 'GET',
  path: '/api/v1/keys/{keyId}/token',
  tag: 'Tokens',
  summary: 'Get an access token of a key',
  description:
    'A signed JWT (RFC 9068) that stands for the key for some minutes, for who may rotate the key and holds what it holds. It never outlives the key. Audited.',
  params: z.strictObject({ keyId: uuid }),
  query: z.strictObject({
    audience: z.url().max(500).optional().describe('The service it is for; by default the key’s project'),
    scope: scope.optional().describe('Permissions with spaces between; by default all that the key holds'),
    lifetime: digits(
      z.int().min(tokenLifetime.shortest).max(tokenLifetime.longest).default(tokenLifetime.usual),
    ).describe('Seconds'),
  }),
  reply: z.object({
    accessToken: z.string().max(8192),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().min(0).describe('Seconds'),
    scope: z.string().max(6000),
    audience: z.array(z.string().max(500)).max(5),
  }),
  status: 200,
  right: { kind: 'permission', name: 'api_key:rotate', scoped: true },
  errors: ['not_found', 'conflict'],
  once: ['accessToken'],
})

export const issueToken = operation({
  id: 'issueToken',
  method: 'POST',
  path: oauthPaths.token,
  tag: 'Tokens',
  summary: 'Exchange a key for an access token',
  description:
    'RFC 6749, client credentials: the key’s id and secret, by HTTP Basic or in the form. Or RFC 8693, token exchange: a key, or an access token of one for a narrower one. Errors are those of the RFCs.',
  body: z.object({
    grant_type: z
      .string()
      .max(200)
      .describe('`client_credentials`, or `urn:ietf:params:oauth:grant-type:token-exchange`'),
    client_id: clientId.optional(),
    client_secret: clientSecret.optional(),
    scope: scope.optional().describe('Permissions with spaces between; by default all that the key holds'),
    audience: audiences
      .optional()
      .describe('The services it is for (absolute URIs); by default the key’s project'),
    resource: audiences.optional().describe('The same (RFC 8707)'),
    subject_token: presented.optional().describe('For the exchange: the key’s secret, or an access token'),
    subject_token_type: z
      .string()
      .max(200)
      .optional()
      .describe('`urn:latchwork:token-type:api-key`, or `urn:ietf:params:oauth:token-type:access_token`'),
    requested_token_type: z.string().max(200).optional().describe('An access token is all there is'),
    actor_token: presented.optional().describe('Refused: nobody acts for a key'),
    actor_token_type: z.string().max(200).optional(),
  }),
  encoding: 'form',
  reply: z.object({
    access_token: z.string().max(8192),
    token_type: z.literal('Bearer'),
    expires_in: z.int().min(0).describe('Seconds'),
    scope: z.string().max(6000).optional().describe('Left out where the key holds nothing'),
    issued_token_type: z.literal(tokenTypes.accessToken).optional().describe('For the exchange'),
  }),
  status: 200,
  right: { kind: 'public' },
  once: ['access_token'],
})

export const introspection = z.object({
  active: z.boolean(),
  scope: z.string().max(250_000).optional().describe('What of the token’s scope the key still holds'),
  client_id: uuid.optional(),
  sub: uuid.optional(),
  token_type: z.literal('Bearer').optional(),
  aud: z.union([z.string().max(500), z.array(z.string().max(500)).max(5)]).optional(),
  iss: z.string().max(500).optional(),
  exp: z.int().optional().describe('Seconds since 1970; left out for a key that never expires'),
  iat: z.int().optional(),
  jti: uuid.optional(),
  project_id: uuid.optional(),
  organization_id: uuid.optional(),
})
export type Introspection = z.infer<typeof introspection>

export const introspectToken = operation({
  id: 'introspectToken',
  method: 'POST',
  path: oauthPaths.introspect,
  tag: 'Tokens',
  summary: 'Ask whether an access token or a key is good',
  description:
    'RFC 7662. Of anything that is not good, or not of the caller’s project, it says `active: false` and nothing else. It is a verification: counted, and taken from the key’s rate limits.',
  body: z.object({
    token: presented.describe('An access token of a key, or the secret of a key'),
    token_type_hint: hint.optional(),
    client_id: clientId.optional(),
    client_secret: clientSecret.optional(),
    ip: z
      .union([z.ipv4(), z.ipv6()])
      .optional()
      .describe('The client’s address, which a key with an address list needs'),
  }),
  encoding: 'form',
  reply: introspection,
  status: 200,
  right: { kind: 'permission', name: 'api_key:verify', scoped: false },
  lane: true,
})

export const revokeToken = operation({
  id: 'revokeToken',
  method: 'POST',
  path: oauthPaths.revoke,
  tag: 'Tokens',
  summary: 'Revoke an access token',
  description:
    'RFC 7009, for the key that the token is of, and for who may revoke that key. A token that is not good is no error. It is refused everywhere at once; a service that checks tokens by their signature alone goes on until the token’s end.',
  body: z.object({
    token: presented,
    token_type_hint: hint.optional(),
    client_id: clientId.optional(),
    client_secret: clientSecret.optional(),
  }),
  encoding: 'form',
  status: 200,
  right: { kind: 'signed-in' },
})

export const getSigningKeys = operation({
  id: 'getSigningKeys',
  method: 'GET',
  path: oauthPaths.keys,
  tag: 'Tokens',
  summary: 'The public keys that tokens are checked with',
  description:
    'A JSON Web Key Set (RFC 7517). A key is in it an hour before it signs its first token and until its last has expired.',
  reply: z.object({
    keys: z
      .array(
        z.object({
          kty: z.literal('EC'),
          crv: z.literal('P-256'),
          x: z.string().max(64),
          y: z.string().max(64),
          kid: z.string().max(64),
          alg: z.literal('ES256'),
          use: z.literal('sig'),
        }),
      )
      .max(100),
  }),
  status: 200,
  right: { kind: 'public' },
  maxAge: 300,
})

const url = z.string().max(600)
const words = z.array(z.string().max(100)).max(10)

export const getAuthorizationServer = operation({
  id: 'getAuthorizationServer',
  method: 'GET',
  path: '/.well-known/oauth-authorization-server',
  tag: 'Tokens',
  summary: 'What OAuth clients need to know',
  description: 'Authorization server metadata (RFC 8414).',
  reply: z.object({
    issuer: url,
    token_endpoint: url,
    introspection_endpoint: url,
    revocation_endpoint: url,
    jwks_uri: url,
    service_documentation: url,
    grant_types_supported: words,
    response_types_supported: words,
    token_endpoint_auth_methods_supported: words,
    introspection_endpoint_auth_methods_supported: words,
    revocation_endpoint_auth_methods_supported: words,
  }),
  status: 200,
  right: { kind: 'public' },
  maxAge: 3600,
})
