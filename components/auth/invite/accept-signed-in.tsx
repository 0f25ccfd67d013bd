'use client'

import { useState } from 'react'
import { FormError } from '#components/form/form-error.tsx'
import { Avatar } from '#components/ui/avatar.tsx'
import { Button } from '#components/ui/button.tsx'
import { leaveFor, signOutTo } from '#lib/client/browser-session.ts'
import { call } from '#lib/client/call.ts'
import { ApiProblem } from '#lib/client/problem.ts'
import { getMe, switchContext } from '#lib/contracts/account.ts'
import { acceptInvitation, type PeekedInvitation } from '#lib/contracts/invitations.ts'
import { forgetInvitation } from './use-invitation-token.ts'

interface AcceptSignedInProps {
  token: string
  invitation: PeekedInvitation
  me: { name: string; email: string }
}

/** For who is signed in: one press, or, where the invitation is for somebody else, the way to be them. */
export function AcceptSignedIn({ token, invitation, me }: AcceptSignedInProps) {
  const [busy, setBusy] = useState<'accept' | 'open' | 'leave' | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [isMember, setIsMember] = useState(false)
  const { email, organization } = invitation
  const forOther = email !== null && email !== me.email
  const accept = async () => {
    setBusy('accept')
    setFailure(null)
    try {
      await call(acceptInvitation, { token })
      forgetInvitation()
      await leaveFor('/')
    } catch (error) {
      // Of what may refuse it, only a membership is a conflict: pressed again, it would be one again.
      if (error instanceof ApiProblem && error.code === 'conflict') setIsMember(true)
      else setFailure(error)
      setBusy(null)
    }
  }
  const open = async () => {
    setBusy('open')
    setFailure(null)
    try {
      const { organizations } = await call(getMe, {})
      const named = organizations.filter(({ name }) => name === organization)
      // Of two of one name the person chooses, there.
      if (named[0] && named.length === 1) await call(switchContext, { organizationId: named[0].id })
      forgetInvitation()
      await leaveFor('/')
    } catch (error) {
      setFailure(error)
      setBusy(null)
    }
  }
  const signOut = () => {
    setBusy('leave')
    // The link is kept in this tab meanwhile.
    void signOutTo('/invite')
  }
  return (
    <div className="grid gap-5">
      <FormError failure={failure} />
      <div className="flex min-w-0 items-center gap-3 rounded-lg border px-4 py-3">
        <Avatar name={me.name} className="size-8" />
        <div className="min-w-0">
          <p className="truncate">{me.name}</p>
          <p className="truncate text-faint text-xs">{me.email}</p>
        </div>
      </div>
      {forOther ? (
        <>
          <p className="text-pretty text-muted">
            You are signed in as somebody else: this invitation is for{' '}
            <span className="wrap-anywhere text-ink">{email}</span>. Sign out to accept it as them.
          </p>
          <Button variant="primary" size="lg" loading={busy === 'leave'} onClick={signOut}>
            Sign out and go on
          </Button>
        </>
      ) : (
        <>
          {isMember && (
            <p role="status" className="text-pretty text-muted">
              You are a member of {organization} already. The invitation stays as it is.
            </p>
          )}
          <Button
            variant="primary"
            size="lg"
            loading={busy === 'accept' || busy === 'open'}
            onClick={() => void (isMember ? open() : accept())}
          >
            {isMember ? 'Open' : 'Join'} {organization}
          </Button>
          <Button variant="link" className="justify-self-start" onClick={signOut}>
            Not you? Sign out
          </Button>
        </>
      )}
    </div>
  )
}
