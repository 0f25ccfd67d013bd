import type { Metadata } from 'next'
import { SignIn } from '#components/auth/sign-in.tsx'
import { configuredProviders } from '#lib/auth/providers.ts'
import { safePath } from '#lib/auth/safe-path.ts'
import { signInErrorWord } from '#lib/contracts/sign-in.ts'
import { env } from '#lib/env.ts'

export const metadata: Metadata = { title: 'Sign in' }

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error } = await searchParams
  return (
    <SignIn
      providers={configuredProviders()}
      next={safePath(callbackUrl, env().LATCHWORK_URL)}
      error={error === undefined ? null : signInErrorWord(error)}
    />
  )
}
