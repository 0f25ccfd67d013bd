import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose'
import { LatchworkError } from './errors.ts'
import { makeTransport, senseless, type TransportOptions } from './transport.ts'

export { LatchworkError, type LatchworkErrorCode } from './errors.ts'

export interface TokenVerifierOptions {
  /** Where Latchwork is, as tokens name it: `https://keys.example.com`. */
  issuer: string
  /**
   * The project whose keys count. Every project of a Latchwork has its tokens signed by the same keys and may ask for any audience
   * outside it, so that an audience alone does not say whose token it is.
   */
  projectId: string
  /** Whom tokens must be meant for; the project, as tokens are that asked for nobody else, where it is not given. */
  audience?: string | undefined
  /** Seconds that this clock may differ from Latchwork's; 5 where it is not given, at most 60. */
  clockTolerance?: number | undefined
  /** Milliseconds for fetching the public keys; 3,000 where it is not given. */
  timeout?: number | undefined
  /** Milliseconds for which fetched public keys are good; 10 minutes where it is not given. */
  cacheMaxAge?: number | undefined
  /** Milliseconds between two fetches because of a key id that nobody knows; 30 seconds where it is not given. */
  cooldown?: number | undefined
  /** Another `fetch`. */
  fetch?: typeof fetch | undefined
  /**
   * Ask Latchwork, too, whether the token still counts, and for what. It is a verification: counted, and one taken from the
   * key's rate limits, so that a second try may take another; `retries: 0` where that matters.
   */
  introspect?: Omit<TransportOptions, 'origin' | 'fetch'> | undefined
}

/** Why a token is refused. */
export type TokenRefusal =
  /** Not a token of this issuer: malformed, unsigned, signed by another or another way, of another type or issuer. */
  | 'UNTRUSTED'
  | 'EXPIRED'
  /** Meant for somebody else, or of another project's key. */
  | 'WRONG_AUDIENCE'
  | 'INSUFFICIENT_PERMISSIONS'
  /** Latchwork, asked, no longer accepts it. */
  | 'INACTIVE'

export interface TokenClaims {
  keyId: string
  secretId: string
  projectId: string
  organizationId: string
  permissions: readonly string[]
  tokenId: string
  /** Seconds since 1970. */
  expiresAt: number
}

/** Only a verdict with `valid: true` has `claims`. */
export type TokenVerdict = { valid: true; claims: TokenClaims } | { valid: false; code: TokenRefusal }

export interface TokenQuestion {
  /** All of them are needed. */
  permissions?: readonly string[] | undefined
  /** The address of whoever showed the token: for introspection, where the key has an address list. */
  ip?: string | undefined
  /** Gives up an introspection; its reason is thrown. */
  signal?: AbortSignal | undefined
}

export interface TokenVerifier {
  /**
   * Says whether a token is good, by its signature and its claims.
   *
   * Without `introspect` this asks nobody, so that the token of a key that was revoked meanwhile is accepted until it
   * ends: minutes. Where that is too long, give `introspect`, or verify keys instead of tokens.
   * @throws LatchworkError where there is no verdict: the public keys, or the introspection, cannot be had
   */
  verify(token: string, options?: TokenQuestion): Promise<TokenVerdict>
}

/** Longer than any token of ours; what is longer is not decoded. */
const longestToken = 16_384

/**
 * A verifier of Latchwork's access tokens (RFC 9068: ES256, type `at+jwt`) that needs no request for each. The public keys come
 * from `<issuer>/.well-known/jwks.json` and are kept; a new key id is looked up at once, and no more often than the cooldown
 * allows, so that invented ids do not become requests. Make one for the process and keep it.
 *
 * @throws TypeError or RangeError for options that cannot be meant
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, projectId, clockTolerance = 5, timeout = 3_000, introspect } = options
  const { audience = `${issuer}/projects/${projectId}` } = options
  if (!URL.canParse(issuer) || !/^https?:/.test(issuer))
    throw new TypeError('issuer must be the URL of Latchwork')
  if (typeof projectId !== 'string' || projectId === '') throw new TypeError('projectId must be given')
  if (typeof audience !== 'string' || audience === '') throw new TypeError('audience must be a URI')
  if (!(clockTolerance >= 0 && clockTolerance <= 60))
    throw new RangeError('clockTolerance must be seconds from 0 to 60')
  const keys = createRemoteJWKSet(new URL(`${issuer.replace(/\/$/, '')}/.well-known/jwks.json`), {
    timeoutDuration: timeout,
    cooldownDuration: options.cooldown ?? 30_000,
    cacheMaxAge: options.cacheMaxAge ?? 600_000,
    ...(options.fetch ? { [customFetch]: options.fetch } : {}),
  })
  const ask = introspect
    ? makeTransport({ ...introspect, origin: new URL(issuer).origin, fetch: options.fetch })
    : undefined

  async function read(token: string): Promise<TokenClaims | TokenRefusal> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['ES256'],
        typ: 'at+jwt',
        issuer,
        audience,
        clockTolerance,
        requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      })
      const claims = claimsOf(payload)
      if (!claims) return 'UNTRUSTED'
      return claims.projectId === projectId ? claims : 'WRONG_AUDIENCE'
    } catch (error) {
      return refusalOf(error)
    }
  }

  /**
   * What of the token's permissions Latchwork still grants; null where it no longer accepts the token.
   * @throws LatchworkError where there is no answer
   */
  async function granted(
    token: string,
    { keyId, tokenId, permissions }: TokenClaims,
    options: TokenQuestion,
  ) {
    if (!ask) return permissions
    const type = 'application/x-www-form-urlencoded'
    const form = new URLSearchParams({ token })
    if (options.ip !== undefined) form.set('ip', options.ip)
    const outgoing = {
      path: '/api/oauth2/introspect',
      type,
      body: form.toString(),
      repeatable: true,
    } as const
    const reply = await ask({ ...outgoing, signal: options.signal })
    if (typeof reply !== 'object' || reply === null || !('active' in reply)) throw senseless()
    if (reply.active === false) return null
    const { active, sub, jti, scope = '' } = reply as Record<string, unknown>
    // What it says must be of this token.
    if (active !== true || sub !== keyId || jti !== tokenId || typeof scope !== 'string') throw senseless()
    const left = scope.split(' ')
    return permissions.filter((name) => left.includes(name))
  }

  return {
    async verify(token, options = {}) {
      if (typeof token !== 'string' || token.length > longestToken) return { valid: false, code: 'UNTRUSTED' }
      options.signal?.throwIfAborted()
      const claims = await read(token)
      if (typeof claims === 'string') return { valid: false, code: claims }
      const needed = options.permissions ?? []
      const insufficient = { valid: false, code: 'INSUFFICIENT_PERMISSIONS' } as const
      if (!needed.every((name) => claims.permissions.includes(name))) return insufficient
      const permissions = await granted(token, claims, options)
      if (!permissions) return { valid: false, code: 'INACTIVE' }
      if (!needed.every((name) => permissions.includes(name))) return insufficient
      return { valid: true, claims: { ...claims, permissions } }
    },
  }
}

/** The claims of a token of a key; null where one is missing. */
function claimsOf(payload: JWTPayload): TokenClaims | null {
  const { sub, client_id, scope = '', project_id, organization_id, secret_id, jti, exp } = payload
  const texts = {
    keyId: sub,
    projectId: project_id,
    organizationId: organization_id,
    secretId: secret_id,
    tokenId: jti,
  }
  if (Object.values(texts).some((text) => typeof text !== 'string' || text === '')) return null
  if (client_id !== sub || typeof scope !== 'string' || typeof exp !== 'number') return null
  const permissions = scope.split(' ').filter((name) => name !== '')
  return { ...(texts as Record<keyof typeof texts, string>), permissions, expiresAt: exp }
}

/**
 * What an error of jose means.
 * @throws LatchworkError where it says nothing about the token
 */
function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return 'EXPIRED'
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud' ? 'WRONG_AUDIENCE' : 'UNTRUSTED'
  const ofToken =
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  if (ofToken) return 'UNTRUSTED'
  // The body, too, may be what did not come in time.
  const cause = error instanceof Error ? error.cause : undefined
  const late = cause instanceof Error && cause.name === 'TimeoutError'
  if (error instanceof errors.JWKSTimeout || late)
    throw new LatchworkError('timeout', 'The public keys of Latchwork did not come in time.', {
      cause: error,
    })
  throw new LatchworkError('unavailable', 'The public keys of Latchwork cannot be had.', { cause: error })
}
