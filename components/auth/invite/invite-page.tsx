'use client'

import Link from 'next/link'
import { useCallback, useEffect, useState } from 'react'
import { Told } from '#components/shell/told.tsx'
import { Button } from '#components/ui/button.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { call } from '#lib/client/call.ts'
import { ApiProblem } from '#lib/client/problem.ts'
import { getMe } from '#lib/contracts/account.ts'
import { type PeekedInvitation, peekInvitation } from '#lib/contracts/invitations.ts'
import { AcceptSignedIn } from './accept-signed-in.tsx'
import { InvitationHead } from './invitation-head.tsx'
import { JoinNew } from './join-new.tsx'
import { LoadingInvitation } from './loading-invitation.tsx'
import { forgetInvitation, useInvitationToken } from './use-invitation-token.ts'

export interface InvitePageProps {
  /** The browser seems signed in: only then is it worth asking as whom. */
  signedIn: boolean
  /** There are outside providers to sign in with. */
  providers: boolean
}

/** Where an invitation's link leads: for whoever has it, with an account or without one. */
export function InvitePage(props: InvitePageProps) {
  const read = useInvitationToken()
  if (read.kind === 'unread') return <LoadingInvitation />
  if (read.kind === 'none') return <NoLink />
  return <Invitation key={read.token} token={read.token} {...props} />
}

type Step =
  | { kind: 'looking' }
  | { kind: 'found'; invitation: PeekedInvitation; me: { name: string; email: string } | null }
  | { kind: 'refused'; error: unknown }

function Invitation({ token, signedIn, providers }: InvitePageProps & { token: string }) {
  const [step, setStep] = useState<Step>({ kind: 'looking' })
  const look = useCallback(
    (signal?: AbortSignal) => {
      setStep({ kind: 'looking' })
      Promise.all([call(peekInvitation, { token }, { signal }), signedIn ? whoIsHere(signal) : null])
        .then(([invitation, me]) => setStep({ kind: 'found', invitation, me }))
        .catch((error) => signal?.aborted || setStep({ kind: 'refused', error }))
    },
    [token, signedIn],
  )
  useEffect(() => {
    const looking = new AbortController()
    look(looking.signal)
    return () => looking.abort()
  }, [look])

  switch (step.kind) {
    case 'looking':
      return <LoadingInvitation />
    case 'refused':
      return <Refused error={step.error} onRetry={() => look()} />
    case 'found':
      return (
        <div className="grid gap-6">
          <InvitationHead invitation={step.invitation} />
          {step.me ? (
            <AcceptSignedIn token={token} invitation={step.invitation} me={step.me} />
          ) : (
            <JoinNew token={token} invitation={step.invitation} providers={providers} />
          )}
        </div>
      )
  }
}

/** Who is signed in here; null where the session has ended since. */
async function whoIsHere(signal?: AbortSignal): Promise<{ name: string; email: string } | null> {
  try {
    const { user } = await call(getMe, {}, { signal })
    return user
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'unauthenticated') return null
    throw error
  }
}

/** Whatever one tries again, the answer will be the same. */
const isFinal = (error: unknown) =>
  error instanceof ApiProblem && ['gone', 'not_found', 'invalid'].includes(error.code)

function Refused({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const final = isFinal(error)
  useEffect(() => {
    if (final) forgetInvitation()
  }, [final])
  const { title, message } = problemOf(error)
  if (error instanceof ApiProblem && error.code === 'gone')
    return <Told title="This invitation is over">{message}</Told>
  if (final)
    return (
      <Told
        title="This link opens nothing"
        action={
          <Button asChild size="lg">
            <Link href="/sign-in">Sign in</Link>
          </Button>
        }
      >
        An invitation works once. This one was accepted, withdrawn, or sent again with a new link since. If
        you have accepted it, sign in; else ask whoever invited you for another.
      </Told>
    )
  return (
    <Told
      title={title}
      action={
        <Button size="lg" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {message} The invitation is as it was.
    </Told>
  )
}

function NoLink() {
  return (
    <Told title="Open the link of your invitation">
      It ends in <span className="font-mono text-xs">/invite#inv_…</span>. Perhaps a part of its address was
      lost on the way: copy the whole of it, up to its last letter.
    </Told>
  )
}
