import { holds } from '#lib/contracts/permissions.ts'
import { issuer, ownAudience } from '#lib/signing/jwt.ts'
import {
  draftKeyToken,
  type Grant,
  type KeyToken,
  projectAudience,
  TokenTooLong,
} from '#lib/signing/key-token.ts'
import { OAuthError } from './oauth-error.ts'

/**
 * The scope of a new token: what was asked for, or all that may be had.
 * @param asked permissions with spaces between (RFC 6749, section 3.3)
 * @param available what the key holds, or the scope of the token that is exchanged
 * @throws OAuthError `invalid_scope` for anything that is not available
 */
export function scopeOf(asked: string | undefined, available: ReadonlySet<string>): string[] {
  if (asked === undefined) return [...available].sort()
  const names = [...new Set(asked.split(' '))].sort()
  if (names.includes('')) throw new OAuthError('invalid_scope', 'Give permissions with one space between.')
  if (!names.every((name) => holds(available, name)))
    throw new OAuthError('invalid_scope', 'This scope holds a permission that the key does not.')
  return names
}

/**
 * Whom a new token is for. By default the key's project: no API of ours, so that a service that is shown the token cannot use it
 * here. Below our own origin no other audience is given: nobody gets a token for another's project.
 * @param asked absolute URIs (RFC 8707, section 2)
 * @throws OAuthError `invalid_target`
 */
export function audienceOf(asked: readonly string[], projectId: string): string[] {
  const usual = projectAudience(issuer(), projectId)
  const wanted = [...new Set(asked)]
  if (wanted.length === 0) return [usual]
  if (wanted.length > 5) throw new OAuthError('invalid_target', 'A token is for five services at most.')
  const own = [usual, ownAudience()]
  for (const one of wanted) {
    if (!isAbsolute(one))
      throw new OAuthError('invalid_target', 'An audience is an absolute URI without a fragment.')
    if (new URL(one).origin === issuer() && !own.includes(one))
      throw new OAuthError('invalid_target', `Of this server the audience is ${own.join(' or ')}.`)
  }
  if (wanted.length > 1 && wanted.includes(ownAudience()))
    throw new OAuthError('invalid_target', 'A token for this server’s own API is for nothing else.')
  return wanted
}

/** RFC 3986, section 4.3: a scheme and the characters of a URI, no fragment. */
function isAbsolute(text: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:[\x21\x24-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e%]+$/i.test(text) &&
    URL.canParse(text)
  )
}

/**
 * Drafts a token; null where its key or secret ends within this second.
 * @throws OAuthError `invalid_scope` where it would not fit into a header
 */
export function draft(grant: Grant): KeyToken | null {
  try {
    return draftKeyToken(grant)
  } catch (error) {
    if (!(error instanceof TokenTooLong)) throw error
    throw new OAuthError('invalid_scope', 'This token would be too long to send: ask for less scope.')
  }
}
