/** An outside provider as the sign-in page offers it. */
export interface ProviderChoice {
  id: 'github' | 'google' | 'oidc'
  name: string
}

/**
 * Why a browser's sign-in failed, as a word that travels in an address. next-auth has words of its own (`OAuthCallback` and the like);
 * whatever is not listed here is shown as a failure without a reason, so that nothing of an address is reflected.
 */
export const signInErrors = {
  CredentialsSignin: 'The e-mail address or the password is wrong.',
  SecondFactorRequired: 'Enter the code of your authenticator.',
  SecondFactorWrong: 'This code is wrong, or was used before.',
  TooManyAttempts: 'Too many failed attempts. Wait a while and try again; an hour at most.',
  NoOrganization: 'Your account belongs to no organization. Ask an owner to invite you.',
  NoAccount: 'No account here has that verified e-mail address. Ask an owner to invite you.',
  OAuthCallback: 'The provider did not confirm the sign-in. Try again.',
  OAuthSignin: 'The provider does not answer. Try again, or use your password.',
  AccessDenied: 'The provider refused the sign-in.',
  SessionEnded: 'Your session has ended. Sign in again to go on where you were.',
  Unavailable: 'Signing in does not work right now. Try again shortly.',
} as const

export type SignInError = keyof typeof signInErrors

/** The word in an address, where it is one of ours. */
export function signInErrorWord(word: unknown): SignInError | 'Unknown' {
  return typeof word === 'string' && Object.hasOwn(signInErrors, word) ? (word as SignInError) : 'Unknown'
}

/** What to say for a word. */
export function signInErrorText(word: SignInError | 'Unknown'): string {
  return word === 'Unknown' ? 'Signing in failed. Try again.' : signInErrors[word]
}
