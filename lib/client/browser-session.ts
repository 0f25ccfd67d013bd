import { signIn, signOut } from 'next-auth/react'
import { type SignInError, signInErrorText, signInErrorWord } from '#lib/contracts/sign-in.ts'

/** Why signing in failed, in the shape in which forms show a failure. */
export interface SignInFailure {
  code: SignInError | 'Unknown'
  title: string
  message: string
}

export function failureFor(code: SignInError | 'Unknown'): SignInFailure {
  return { code, title: 'Not signed in', message: signInErrorText(code) }
}

/** Signs this browser in. Gives null where it worked: the cookie is set. */
export async function signInHere(credentials: {
  email: string
  password: string
  code?: string
}): Promise<SignInFailure | null> {
  try {
    // Without a callbackUrl next-auth takes this page's own address, and an error in that for this sign-in's.
    const answer = await signIn('credentials', { ...credentials, redirect: false, callbackUrl: '/' })
    // A page that stood open for long has an old CSRF token, of which next-auth tells in the address alone.
    const stale = answer?.url && new URL(answer.url).searchParams.has('csrf')
    if (answer?.ok && !answer.error && !stale) return null
    return failureFor(signInErrorWord(answer?.error))
  } catch {
    return failureFor('Unavailable')
  }
}

/**
 * Goes to a page of the portal by a whole page load, so that nothing of whoever was here before stays in memory. Never resolves: what
 * waits for it is busy until the page comes.
 */
export function leaveFor(path: string): Promise<never> {
  window.location.assign(path)
  return new Promise(() => {})
}

/** Leaves for an outside provider, which sends the browser back to `next`. */
export async function signInElsewhere(provider: string, next: string): Promise<void> {
  await signIn(provider, { callbackUrl: next })
}

/** Ends this browser's session and clears its cookie. */
export async function signOutHere(): Promise<void> {
  await signOutTo('/sign-in')
}

/** The same, and goes to another page than the sign-in's. */
export async function signOutTo(path: string): Promise<void> {
  await signOut({ callbackUrl: path })
}
