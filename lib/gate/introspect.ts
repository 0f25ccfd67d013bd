import type { Input } from '#lib/contracts/operation.ts'
import { holds } from '#lib/contracts/permissions.ts'
import type { Introspection, introspectToken } from '#lib/contracts/tokens.ts'
import { isJwt, issuer } from '#lib/signing/jwt.ts'
import { type KeyToken, projectAudience, readKeyToken, type ShownToken } from '#lib/signing/key-token.ts'
import { lookup, lookupSecret } from './lookup.ts'
import type { Found } from './reader.ts'
import type { KeyRecord } from './record.ts'
import { type Caller, decide } from './verify.ts'

const inactive: Introspection = { active: false }

/**
 * Says whether an access token of a key, or a key itself, is good, and what for (RFC 7662).
 *
 * It is a verification, with the same bounds, order and counting, and takes one from the key's rate limits; what would not be
 * VALID there is inactive here, with no word why. A key with an address list is good only with the client's address.
 * A person's access token says nothing of a key and is inactive.
 * @throws CoreError `forbidden` without api_key:verify, `unavailable` while the database is away
 */
export async function introspect(
  caller: Caller,
  { token: text, ip }: Pick<Input<typeof introspectToken>, 'token' | 'ip'>,
): Promise<Introspection> {
  const shown: { token: ShownToken | null } = { token: null }
  const seek = async (): Promise<Found | null> => {
    if (!isJwt(text)) return lookup(text)
    shown.token = await readKeyToken(text)
    return shown.token && findToken(shown.token)
  }
  const { record, code } = await decide(caller, { cost: 1, ...(ip === undefined ? {} : { ip }) }, seek)
  if (!record || code !== 'VALID') return inactive
  return shown.token ? tokenReply(record, shown.token) : keyReply(record)
}

/**
 * The key of a genuine token; null where the token was revoked, or has ended by the time of the look-up.
 * @throws what `pg` threw where the database is away, unless the organization goes on by what was known
 */
export async function findToken(token: ShownToken): Promise<Found | null> {
  const found = await lookupSecret(token.secretId)
  if (!found) return null
  // The signing key is only remembered as well, and may have been withdrawn.
  if (token.away && found.record.staleSeconds === 0) throw token.away.error
  const { id, projectId, revokedTokens } = found.record
  if (id !== token.keyId || projectId !== token.projectId) return null
  if (revokedTokens.has(token.jti) || revokedTokens.has(token.root)) return null
  return token.expiresAt * 1000 > found.now ? found : null
}

/** What of a token's scope its key still holds. */
export function scopeLeft(token: Pick<KeyToken, 'scope'>, record: Pick<KeyRecord, 'effective'>): string[] {
  return token.scope.filter((name) => holds(record.effective, name))
}

function tokenReply(record: KeyRecord, token: KeyToken): Introspection {
  const [only, ...others] = token.audience
  return {
    ...whose(record),
    ...scopeField(scopeLeft(token, record)),
    aud: only !== undefined && others.length === 0 ? only : [...token.audience],
    exp: token.expiresAt,
    iat: token.issuedAt,
    jti: token.jti,
  }
}

function keyReply(record: KeyRecord): Introspection {
  const ends = [record.expiresAt, record.secret.notAfter].filter((end) => end !== null)
  return {
    ...whose(record),
    ...scopeField(record.permissions),
    aud: projectAudience(issuer(), record.projectId),
    ...(ends.length > 0 ? { exp: Math.floor(Math.min(...ends) / 1000) } : {}),
  }
}

const whose = ({ id, projectId, organizationId }: KeyRecord) => ({
  active: true,
  client_id: id,
  sub: id,
  token_type: 'Bearer' as const,
  iss: issuer(),
  project_id: projectId,
  organization_id: organizationId,
})

/** RFC 6749, section 3.3: a scope that holds nothing is not written. */
const scopeField = (names: readonly string[]) => (names.length > 0 ? { scope: names.join(' ') } : {})
