import type { Input } from '#lib/contracts/operation.ts'
import { holds } from '#lib/contracts/permissions.ts'
import { type issueToken, tokenTypes } from '#lib/contracts/tokens.ts'
import type { Ctx } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { OAuthError } from '#lib/core/tokens/oauth-error.ts'
import type { Found } from '#lib/gate/reader.ts'
import { ownAudience } from '#lib/signing/jwt.ts'
import { type KeyToken, readKeyToken } from '#lib/signing/key-token.ts'
import { goodKey, goodToken } from '../api-key.ts'
import { asClient } from './client.ts'
import { ofKey, type Source } from './source.ts'

type Asked = Input<typeof issueToken>

/**
 * What a token exchange (RFC 8693) starts from: a key, or an access token of one.
 *
 * Of an access token, whoever has it gets a narrower one for whom it was for: it lives no longer, and is revoked with the
 * first. For another audience one must be more: the key itself, or, to pass a caller on, a service of the project that may
 * verify keys. Not even that gets a token for our own API: a service that was shown a token for itself must not be able
 * to turn it on the keys of who sent it.
 * @throws OAuthError `invalid_request` for a subject token that is no good in whatever way (RFC 8693, section 2.2.2)
 */
export async function exchanged(ctx: Ctx, input: Asked): Promise<Source> {
  requireOurs(input)
  const { client_id: id, client_secret: secret, subject_token: subject = '' } = input
  // Given, it must be good, whatever it is needed for.
  const client = secret === undefined ? null : await asClient(() => goodKey(ctx, { id: id ?? null, secret }))
  if (input.subject_token_type === tokenTypes.apiKey) {
    const found = await acceptable(() => goodKey(ctx, { id: null, secret: subject }, { cost: 1 }))
    requireSame(id, found, client)
    return ofKey(found)
  }
  const token = await readKeyToken(subject)
  if (!token) throw badSubject()
  const found = await acceptable(() => goodToken(ctx, token, { cost: 1 }))
  if (!client) requireSame(id, found, client)
  return ofToken(token, found, client)
}

/** @throws OAuthError `invalid_request` for what we do not do */
function requireOurs(input: Asked): void {
  if (input.actor_token !== undefined || input.actor_token_type !== undefined)
    throw new OAuthError('invalid_request', 'Nobody acts for a key: leave actor_token out.')
  if (input.subject_token === undefined)
    throw new OAuthError('invalid_request', 'Give subject_token, and subject_token_type.')
  const known: readonly (string | undefined)[] = [tokenTypes.apiKey, tokenTypes.accessToken]
  if (!known.includes(input.subject_token_type))
    throw new OAuthError('invalid_request', `subject_token_type: ${known.join(' or ')}.`)
  const { requested_token_type: wanted } = input
  if (wanted !== undefined && wanted !== tokenTypes.accessToken && wanted !== tokenTypes.jwt)
    throw new OAuthError('invalid_request', `requested_token_type: ${tokenTypes.accessToken}.`)
}

const badSubject = () => new OAuthError('invalid_request', 'The subject token is not valid.')

async function acceptable(work: () => Promise<Found>): Promise<Found> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CoreError && error.code === 'unauthenticated') throw badSubject()
    throw error
  }
}

/** A client that names itself, with or without its secret, must be the key that it brings. */
function requireSame(id: string | undefined, { record }: Found, client: Found | null): void {
  const other = client !== null && client.record.id !== record.id
  if (other || (id !== undefined && id.toLowerCase() !== record.id)) throw badSubject()
}

/** @throws OAuthError `invalid_request` where the client has nothing to do with the key */
function ofToken(token: KeyToken, found: Found, client: Found | null): Source {
  const { record } = found
  const self = client?.record.id === record.id
  const service =
    client !== null &&
    client.record.projectId === record.projectId &&
    client.record.effective.has('api_key:verify')
  if (client && !self && !service) throw badSubject()
  const admits = (audience: string) =>
    self || token.audience.includes(audience) || (service && audience !== ownAudience())
  return {
    found,
    available: new Set(token.scope.filter((name) => holds(record.effective, name))),
    audience: { usual: token.audience, admits },
    ends: [record.expiresAt, record.secret.notAfter, token.expiresAt * 1000],
    root: token.root,
  }
}
