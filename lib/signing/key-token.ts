import { randomUUID } from 'node:crypto'
import { isOwnUuid } from '#lib/contracts/fields.ts'
import { type Checked, ownAudience, readJwt, signJwt } from './jwt.ts'
import type { Signer } from './keys.ts'
import { longestToken } from './stored.ts'

/** Seconds that a key's token lives unless another life is asked for. */
export const usualLifetime = 300
export const shortestLifetime = 60
export const longestLifetime = longestToken

/** A token of a key (RFC 9068), read. Instants are seconds since 1970. */
export interface KeyToken {
  jti: string
  /** The jti of the token that this one was exchanged for, however long ago: it ends with that one. Its own where it was not. */
  root: string
  keyId: string
  projectId: string
  organizationId: string
  /** The secret by which it was obtained: it ends with that one too. */
  secretId: string
  audience: readonly string[]
  scope: readonly string[]
  issuedAt: number
  expiresAt: number
}

/** A key's token that somebody has shown, and one of our keys signed. */
export interface ShownToken extends KeyToken, Pick<Checked, 'away'> {}

/** What a new token is to say. Instants are milliseconds since 1970, by the database's clock. */
export interface Grant extends Pick<KeyToken, 'keyId' | 'projectId' | 'organizationId' | 'secretId'> {
  audience: readonly string[]
  scope: readonly string[]
  now: number
  /** In seconds. */
  lifetime: number
  /** The token ends before each of these: the key's expiry, the secret's, that of the token it was exchanged for. */
  ends: readonly (number | null)[]
  /** The `root` of the token that it is exchanged for. */
  root?: string
}

/** The audience of a key's token that asked for none: its project, which is no API of ours. */
export const projectAudience = (origin: string, projectId: string): string =>
  `${origin}/projects/${projectId}`

/** Bytes of claims beyond which a token would no longer fit the headers that carry it. */
const maxClaims = 5_000

export class TokenTooLong extends Error {}

/**
 * The token that a grant comes to; null where the key or its secret ends within this second.
 * @throws TokenTooLong where its scope or audience is too long to travel in a header
 */
export function draftKeyToken(grant: Grant): KeyToken | null {
  const { keyId, projectId, organizationId, secretId, audience, scope } = grant
  const issuedAt = Math.floor(grant.now / 1000)
  const ends = grant.ends.filter((end) => end !== null).map((end) => Math.floor(end / 1000))
  const expiresAt = Math.min(issuedAt + Math.min(grant.lifetime, longestLifetime), ...ends)
  if (expiresAt * 1000 <= grant.now) return null
  const jti = randomUUID()
  const token = { jti, root: grant.root ?? jti, keyId, projectId, organizationId, secretId, audience, scope }
  if (JSON.stringify(token).length > maxClaims) throw new TokenTooLong()
  return { ...token, issuedAt, expiresAt }
}

/**
 * Signs a drafted token.
 * @param more claims that it carries besides; none of them decides anything here
 */
export function signKeyToken(
  signer: Signer,
  token: KeyToken,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const [only, ...others] = token.audience
  return signJwt(signer, {
    ...more,
    sub: token.keyId,
    client_id: token.keyId,
    aud: only !== undefined && others.length === 0 ? only : [...token.audience],
    jti: token.jti,
    iat: token.issuedAt,
    exp: token.expiresAt,
    // RFC 6749, section 3.3: a scope that holds nothing is not written.
    ...(token.scope.length > 0 ? { scope: token.scope.join(' ') } : {}),
    project_id: token.projectId,
    organization_id: token.organizationId,
    secret_id: token.secretId,
    ...(token.root === token.jti ? {} : { root_jti: token.root }),
  })
}

/**
 * The key's token that a text is; null for any other text, and for a token that is not ours or past its time. Whether its key
 * still stands is the gate's to say.
 * @throws what `readJwt` throws
 */
export async function readKeyToken(text: string): Promise<ShownToken | null> {
  const checked = await readJwt(text)
  return checked && shownToken(checked)
}

/** The key's token that a genuine token is; null where it is of another kind. */
export function shownToken({ payload, away }: Checked): ShownToken | null {
  const token = keyTokenOf(payload)
  return token && { ...token, away }
}

/** The claims of a key's token; null for those of another kind, such as a session's. */
export function keyTokenOf(payload: Readonly<Record<string, unknown>>): KeyToken | null {
  const { sub, client_id, jti, iat, exp, aud, scope = '', sid } = payload
  const { project_id: projectId, organization_id: organizationId, secret_id: secretId } = payload
  const root = payload.root_jti ?? jti
  if (sid !== undefined || sub !== client_id || typeof iat !== 'number' || typeof exp !== 'number')
    return null
  if (!isOwnUuid(sub) || !isOwnUuid(jti) || !isOwnUuid(root) || typeof scope !== 'string') return null
  if (!isOwnUuid(projectId) || !isOwnUuid(organizationId) || !isOwnUuid(secretId)) return null
  const audience = Array.isArray(aud) ? aud.filter((one) => typeof one === 'string') : [aud as string]
  return {
    jti,
    root,
    keyId: sub,
    projectId,
    organizationId,
    secretId,
    audience,
    scope: scope.split(' ').filter((name) => name !== ''),
    issuedAt: iat,
    expiresAt: exp,
  }
}

/** True where a token is for our own API, and for that alone: what another service holds too is of no use here. */
export function isForUs(token: Pick<KeyToken, 'audience'>): boolean {
  return token.audience.length === 1 && token.audience[0] === ownAudience()
}
