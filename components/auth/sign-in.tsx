'use client'

import { useState } from 'react'
import { FormError } from '#components/form/form-error.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import {
  failureFor,
  leaveFor,
  type SignInFailure,
  signInElsewhere,
  signInHere,
} from '#lib/client/browser-session.ts'
import { type ProviderChoice, type SignInError, signInErrorText } from '#lib/contracts/sign-in.ts'
import { CodeForm } from './code-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { ProviderMark } from './provider-mark.tsx'
import { SetupNotice } from './setup-notice.tsx'

interface Given {
  email: string
  password: string
}

export interface SignInProps {
  providers: readonly ProviderChoice[]
  /** A path of this portal. */
  next: string
  /** The word for what went wrong before, at a provider say; null on a first visit. */
  error: SignInError | 'Unknown' | null
}

/** Signing in: the password, then a code where the account has a second factor; or an outside provider. */
export function SignIn({ providers, next, error }: SignInProps) {
  // An end is no failure: often it is what one wanted, in another tab.
  const ended = error === 'SessionEnded'
  const [given, setGiven] = useState<Given>({ email: '', password: '' })
  const [step, setStep] = useState<'password' | 'code'>('password')
  const [failure, setFailure] = useState<SignInFailure | null>(error && !ended ? failureFor(error) : null)
  const [leaving, setLeaving] = useState<string | null>(null)

  const enter = async (credentials: Given & { code?: string }) => {
    setFailure(null)
    const refusal = await signInHere(credentials)
    if (!refusal) return leaveFor(next)
    if (refusal.code === 'SecondFactorRequired') {
      setGiven({ email: credentials.email, password: credentials.password })
      setStep('code')
      return
    }
    setFailure(refusal)
  }
  const back = () => {
    setFailure(null)
    setGiven((before) => ({ ...before, password: '' }))
    setStep('password')
  }
  const leave = async (id: string) => {
    setFailure(null)
    setLeaving(id)
    await signInElsewhere(id, next).catch(() => {
      setLeaving(null)
      setFailure(failureFor('OAuthSignin'))
    })
  }

  if (step === 'code')
    return (
      <CodeForm
        email={given.email}
        failure={failure}
        onBack={back}
        onSubmit={(code) => enter({ ...given, code })}
      />
    )
  return (
    <div className="grid gap-6">
      <div>
        <h1 className="text-2xl">Sign in</h1>
        <p className="mt-1 text-muted">To the keys of your organization.</p>
      </div>
      <SetupNotice />
      {ended && !failure && <Banner>{signInErrorText(error)}</Banner>}
      <FormError failure={failure} />
      <PasswordForm email={given.email} onSubmit={enter} />
      {providers.length > 0 && (
        <div className="grid gap-3">
          <p className="flex items-center gap-3 text-faint text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            or
          </p>
          {providers.map(({ id, name }) => (
            <Button
              key={id}
              size="lg"
              icon={<ProviderMark id={id} />}
              loading={leaving === id}
              onClick={() => void leave(id)}
            >
              Continue with {name}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}
