import type { OAuthConfig } from 'next-auth/providers/oauth'
import type { ProviderChoice } from '#lib/contracts/sign-in.ts'
import { env } from '#lib/env.ts'

/** The providers whose variables are set. */
export function configuredProviders(): ProviderChoice[] {
  const { GITHUB_ID, GOOGLE_ID, OIDC_ISSUER, OIDC_NAME } = env()
  return [
    ...(GITHUB_ID ? [{ id: 'github', name: 'GitHub' } as const] : []),
    ...(GOOGLE_ID ? [{ id: 'google', name: 'Google' } as const] : []),
    ...(OIDC_ISSUER ? [{ id: 'oidc', name: OIDC_NAME } as const] : []),
  ]
}

/** What every provider's answer comes down to. `email` is one that the provider has verified, or nothing. */
interface Identity {
  id: string
  email: string | null
}

interface Claims {
  sub: string
  email?: string
  email_verified?: boolean
}

/** OpenID Connect Core, section 5.1. Anything but `true` is unverified: some providers let people claim any address. */
const fromClaims = (claims: Claims): Identity => ({
  id: claims.sub,
  email: claims.email_verified === true && claims.email ? claims.email : null,
})

interface OidcSettings {
  issuer: string
  clientId: string
  clientSecret: string
}

function oidc({ id, name }: ProviderChoice, { issuer, ...client }: OidcSettings): OAuthConfig<Claims> {
  return {
    id,
    name,
    type: 'oauth',
    issuer,
    wellKnown: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    profile: fromClaims,
    ...client,
  }
}

interface GitHubProfile {
  id: number
  verifiedEmail: string | null
}

interface GitHubEmail {
  email: string
  primary: boolean
  verified: boolean
}

/** GitHub's OAuth is not OpenID Connect, and the address on a profile may be unverified: the list of addresses says which is. */
function github(clientId: string, clientSecret: string): OAuthConfig<GitHubProfile> {
  const api = 'https://api.github.com'
  const ask = async (path: string, token: string): Promise<unknown> => {
    const response = await fetch(`${api}${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
      signal: AbortSignal.timeout(10_000),
    })
    if (!response.ok) throw new Error(`GitHub answered ${response.status} for ${path}`)
    return response.json()
  }
  return {
    id: 'github',
    name: 'GitHub',
    type: 'oauth',
    authorization: {
      url: 'https://github.com/login/oauth/authorize',
      params: { scope: 'read:user user:email' },
    },
    token: 'https://github.com/login/oauth/access_token',
    checks: ['pkce', 'state'],
    userinfo: {
      url: `${api}/user`,
      async request({ tokens }) {
        const token = tokens.access_token ?? ''
        const { id } = (await ask('/user', token)) as { id: number }
        const emails = (await ask('/user/emails', token)) as GitHubEmail[]
        const primary = emails.find((one) => one.primary && one.verified)
        return { id, verifiedEmail: primary?.email ?? null } as object
      },
    },
    profile: ({ id, verifiedEmail }) => ({ id: String(id), email: verifiedEmail }),
    clientId,
    clientSecret,
  }
}

/** The same providers as next-auth wants them. */
export function outsideProviders(): (OAuthConfig<Claims> | OAuthConfig<GitHubProfile>)[] {
  const { GITHUB_SECRET, GITHUB_ID, GOOGLE_ID, GOOGLE_SECRET, OIDC_ISSUER, OIDC_ID, OIDC_SECRET } = env()
  return configuredProviders().map((choice) => {
    if (choice.id === 'github') return github(GITHUB_ID ?? '', GITHUB_SECRET ?? '')
    return choice.id === 'google'
      ? oidc(choice, {
          issuer: 'https://accounts.google.com',
          clientId: GOOGLE_ID ?? '',
          clientSecret: GOOGLE_SECRET ?? '',
        })
      : oidc(choice, {
          issuer: OIDC_ISSUER ?? '',
          clientId: OIDC_ID ?? '',
          clientSecret: OIDC_SECRET ?? '',
        })
  })
}
