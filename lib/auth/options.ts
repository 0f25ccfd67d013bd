import type { AuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import type { SignInError } from '#lib/contracts/sign-in.ts'
import type { Ctx } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { openSession } from '#lib/core/sessions/open.ts'
import { SecondFactorRequired, signIn } from '#lib/core/sessions/sign-in.ts'
import { signInWithProvider } from '#lib/core/sessions/sign-in-with-provider.ts'
import { signOut } from '#lib/core/sessions/sign-out.ts'
import { sessionLifetime } from '#lib/core/sessions/start.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { secrets } from '#lib/secrets.ts'
import { outsideProviders } from './providers.ts'
import { overHttps, sessionCookieName } from './session-cookie.ts'

declare module 'next-auth' {
  interface User {
    /** The row of `session` that this sign-in has made. */
    sid?: string
  }
}

declare module 'next-auth/jwt' {
  interface JWT {
    sid?: string
  }
}

const signInPage = '/sign-in'

/**
 * next-auth for one request. It carries cookies and talks to providers; who may sign in, and what a session is, core decides.
 * The cookie holds the id of the session's row and nothing else.
 * @param ctx the request's, of nobody
 */
export function authOptions(ctx: Ctx): AuthOptions {
  // next-auth would take the origin from a forwarded Host header where this is missing.
  process.env.NEXTAUTH_URL = env().LATCHWORK_URL
  return {
    secret: secrets().sessionKey,
    session: { strategy: 'jwt', maxAge: sessionLifetime.browser },
    pages: { signIn: signInPage, signOut: signInPage, error: signInPage },
    useSecureCookies: overHttps(),
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure: overHttps() },
      },
    },
    providers: [passwordProvider(ctx), ...outsideProviders()],
    callbacks: {
      signIn: async ({ user, account }) => {
        if (account?.type !== 'oauth') return true
        const refusal = (error: SignInError) => `${signInPage}?error=${error}`
        try {
          const session = await signInWithProvider(ctx, {
            provider: account.provider,
            providerAccountId: account.providerAccountId,
            verifiedEmail: user.email ?? null,
          })
          if (!session) return refusal('NoAccount')
          user.sid = session.sessionId
          return true
        } catch (error) {
          return refusal(reasonOf(error, ctx))
        }
      },
      jwt: async ({ token, user }) => {
        if (user) return { sid: user.sid }
        // Throwing makes next-auth clear the cookie of a session that has ended.
        if (!token.sid || !(await openSession(ctx.db, token.sid))) throw new Error('The session has ended')
        return { sid: token.sid }
      },
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => {
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : null
        return target?.origin === baseUrl ? target.href : baseUrl
      },
    },
    events: {
      signOut: async ({ token }) => {
        if (token?.sid) await signOut(ctx, token.sid)
      },
    },
    // Only the code: what comes with it may hold tokens.
    logger: {
      error: (code) => log.warn({ code, requestId: ctx.origin.requestId }, 'sign-in failed'),
      warn: (code) => log.debug({ code, requestId: ctx.origin.requestId }, 'next-auth'),
      debug: () => {},
    },
  }
}

function passwordProvider(ctx: Ctx) {
  return CredentialsProvider({
    credentials: { email: {}, password: {}, code: {} },
    async authorize(given) {
      const text = (value: unknown, max: number) => (typeof value === 'string' ? value.slice(0, max) : '')
      const email = text(given?.email, 254).trim().toLowerCase()
      const password = text(given?.password, 1000)
      const code = text(given?.code, 40).trim() || undefined
      try {
        const { user, sessionId } = await signIn(ctx, { email, password, code }, 'browser')
        return { id: user.id, sid: sessionId }
      } catch (error) {
        throw new Error(reasonOf(error, ctx))
      }
    },
  })
}

/** A failure as the word that the sign-in page knows. What was not foreseen goes to the log. */
function reasonOf(error: unknown, { origin }: Ctx): SignInError {
  if (error instanceof SecondFactorRequired) return 'SecondFactorRequired'
  if (error instanceof CoreError) {
    if (error.code === 'rate_limited') return 'TooManyAttempts'
    if (error.code === 'forbidden') return 'NoOrganization'
    if (error.code === 'unauthenticated')
      return error.fields.some((field) => field.path === 'code') ? 'SecondFactorWrong' : 'CredentialsSignin'
  }
  log.error({ err: error, requestId: origin.requestId }, 'a sign-in failed')
  return 'Unavailable'
}
