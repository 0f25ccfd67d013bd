import type { Input, Reply } from '#lib/contracts/operation.ts'
import { grantTypes, type issueToken, tokenLifetime, tokenTypes } from '#lib/contracts/tokens.ts'
import type { Ctx } from '#lib/core/context.ts'
import { OAuthError } from '#lib/core/tokens/oauth-error.ts'
import { audienceOf, draft, scopeOf } from '#lib/core/tokens/wanted.ts'
import { signKeyToken } from '#lib/signing/key-token.ts'
import { signer } from '#lib/signing/keys.ts'
import { goodKey } from '../api-key.ts'
import { asClient, badClient } from './client.ts'
import { exchanged } from './exchange.ts'
import { ofKey, type Source } from './source.ts'

type Asked = Input<typeof issueToken>
type Issued = Reply<typeof issueToken>

/**
 * The token endpoint (RFC 6749, section 3.2): a key for an access token, by client credentials or by token exchange. To issue
 * one is a verification of the key: judged, counted, and taken from its rate limits.
 * @throws OAuthError in the words of RFC 6749, section 5.2; CoreError `rate_limited`, `unavailable`
 */
export async function issueTokenFor(ctx: Ctx, input: Asked): Promise<Issued> {
  switch (input.grant_type) {
    case grantTypes.clientCredentials:
      return issue(await byClient(ctx, input), input)
    case grantTypes.exchange:
      return {
        ...(await issue(await exchanged(ctx, input), input)),
        issued_token_type: tokenTypes.accessToken,
      }
    default:
      throw new OAuthError(
        'unsupported_grant_type',
        'Only client_credentials and token exchange are supported.',
      )
  }
}

async function byClient(ctx: Ctx, { client_id: id, client_secret: secret }: Asked): Promise<Source> {
  const found = await asClient(async () => {
    if (!id || !secret) throw badClient()
    return goodKey(ctx, { id, secret }, { cost: 1 })
  })
  return ofKey(found)
}

async function issue(source: Source, input: Asked): Promise<Omit<Issued, 'issued_token_type'>> {
  const { record, now } = source.found
  const scope = scopeOf(input.scope, source.available)
  const audience = wanted(source, [...(input.resource ?? []), ...(input.audience ?? [])])
  const by = await signer()
  const token = draft({
    keyId: record.id,
    projectId: record.projectId,
    organizationId: record.organizationId,
    secretId: record.secret.id,
    audience,
    scope,
    now,
    lifetime: tokenLifetime.usual,
    ends: source.ends,
    ...(source.root === undefined ? {} : { root: source.root }),
  })
  if (!token) throw new OAuthError('invalid_grant', 'What this is exchanged for is about to expire.')
  return {
    access_token: await signKeyToken(by, token),
    token_type: 'Bearer',
    expires_in: token.expiresAt - token.issuedAt,
    ...(token.scope.length > 0 ? { scope: token.scope.join(' ') } : {}),
  }
}

function wanted({ found, audience }: Source, asked: readonly string[]): string[] {
  if (audience && asked.length === 0) return [...audience.usual]
  const list = audienceOf(asked, found.record.projectId)
  if (audience && !list.every(audience.admits))
    throw new OAuthError('invalid_target', 'This token may not be exchanged for one of that audience.')
  return list
}
