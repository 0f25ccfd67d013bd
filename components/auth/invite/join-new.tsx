'use client'

import Link from 'next/link'
import { useState } from 'react'
import { FormError } from '#components/form/form-error.tsx'
import { Button } from '#components/ui/button.tsx'
import { leaveFor, type SignInFailure, signInHere } from '#lib/client/browser-session.ts'
import { call } from '#lib/client/call.ts'
import { ApiProblem } from '#lib/client/problem.ts'
import { joinByInvitation, type PeekedInvitation } from '#lib/contracts/invitations.ts'
import { CodeForm } from '../code-form.tsx'
import { JoinForm, type JoinValues } from './join-form.tsx'
import { forgetInvitation } from './use-invitation-token.ts'

interface JoinNewProps {
  token: string
  invitation: PeekedInvitation
  providers: boolean
}

/** For who is not signed in: a new account, or the password of the one that is there; then they are in. */
export function JoinNew({ token, invitation, providers }: JoinNewProps) {
  const { email, hasAccount } = invitation
  const [kind, setKind] = useState<'new' | 'known'>(hasAccount ? 'known' : 'new')
  const [typed, setTyped] = useState(email ?? '')
  const [failure, setFailure] = useState<unknown>(null)
  const [code, setCode] = useState<{ email: string; password: string } | null>(null)
  const [codeFailure, setCodeFailure] = useState<SignInFailure | null>(null)

  /** They are a member by now, whatever becomes of this. */
  const enter = async (credentials: { email: string; password: string; code?: string }) => {
    const refusal = await signInHere(credentials)
    if (!refusal) return leaveFor('/')
    if (refusal.code === 'SecondFactorRequired') return setCode(credentials)
    if (credentials.code) return setCodeFailure(refusal)
    return leaveFor('/sign-in')
  }
  const join = async (values: JoinValues) => {
    setFailure(null)
    const { password } = values
    try {
      const joined = await call(joinByInvitation, {
        token,
        password,
        ...(kind === 'new' && { name: values.name }),
        ...(email === null && { email: values.email }),
      })
      forgetInvitation()
      await enter({ email: joined.email, password })
    } catch (error) {
      // Somebody typed the address of an account that is there.
      if (kind === 'new' && refusesPassword(error)) {
        setTyped(values.email)
        setKind('known')
        return setFailure(accountIsThere)
      }
      setFailure(error)
    }
  }

  if (code)
    return (
      <CodeForm
        email={code.email}
        failure={codeFailure}
        onBack={() => void leaveFor('/sign-in')}
        onSubmit={(given) => enter({ ...code, code: given })}
      />
    )
  return (
    <div className="grid gap-5">
      {email !== null && hasAccount && (
        <p className="text-pretty text-muted">
          There is an account with your address. Its password lets you in.
        </p>
      )}
      <FormError failure={placeable(failure) ? null : failure} />
      <JoinForm
        key={kind}
        kind={kind}
        email={typed}
        fixed={email !== null}
        failure={failure}
        onSubmit={join}
      />
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-2">
        {email === null && (
          <Button variant="link" onClick={() => setKind(kind === 'new' ? 'known' : 'new')}>
            {kind === 'new' ? 'I have an account' : 'I have no account yet'}
          </Button>
        )}
        {providers && kind === 'known' && (
          <Button asChild variant="link">
            <Link href="/sign-in?callbackUrl=/invite">Sign in another way</Link>
          </Button>
        )}
      </div>
    </div>
  )
}

const accountIsThere = {
  title: 'There is an account already',
  message: 'An account with this address is there already. Enter its password to join with it.',
}

/** A new account's password is held to rules before it is sent: what is refused then is that of an account that is there. */
const refusesPassword = (error: unknown) =>
  error instanceof ApiProblem && error.fields.some(({ path }) => path === 'password')

const placeable = (error: unknown) => error instanceof ApiProblem && error.fields.length > 0
