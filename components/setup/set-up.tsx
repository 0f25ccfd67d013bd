'use client'

import Link from 'next/link'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { call } from '#lib/client/call.ts'
import { sentence } from '#lib/client/problem.ts'
import { setUpStatus } from '#lib/contracts/account.ts'
import { SetUpForm } from './set-up-form.tsx'
import { useToken } from './use-token.ts'

type Status = 'asking' | 'required' | 'done' | { problem: string }

/** The first run: asks whether it is one, and for the token that the start has printed. */
export function SetUp() {
  const token = useToken()
  const [status, setStatus] = useState<Status>('asking')
  const ask = useCallback((signal?: AbortSignal) => {
    setStatus('asking')
    call(setUpStatus, {}, { signal })
      .then(({ required }) => setStatus(required ? 'required' : 'done'))
      .catch((error) => signal?.aborted || setStatus({ problem: sentence(error) }))
  }, [])
  useEffect(() => {
    const asking = new AbortController()
    ask(asking.signal)
    return () => asking.abort()
  }, [ask])

  if (status === 'asking' || token === undefined) return <Waiting />
  if (status === 'done')
    return (
      <Told
        title="This portal is set up"
        action={
          <Button asChild variant="primary" size="lg">
            <Link href="/sign-in">Sign in</Link>
          </Button>
        }
      >
        Its first account is made. Sign in with yours, or ask an owner to invite you.
      </Told>
    )
  if (status !== 'required')
    return (
      <Told
        title="Set up Latchwork"
        action={
          <Button size="lg" onClick={() => ask()}>
            Try again
          </Button>
        }
      >
        <InlineError>{status.problem}</InlineError>
      </Told>
    )
  if (token === null)
    return (
      <Told title="Open the printed address">
        The start has printed an address that ends in <span className="font-mono text-xs">/setup#…</span>.
        What follows the <span className="font-mono text-xs">#</span> shows that you run this server. It works
        until the first account is made; starting again prints it again.
      </Told>
    )
  return <SetUpForm token={token} />
}

function Told({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-6">
      <div>
        <h1 className="text-2xl">{title}</h1>
        <div className="mt-1 text-pretty text-muted">{children}</div>
      </div>
      {action}
    </div>
  )
}

/** As tall as the first step, so that nothing jumps when it comes. */
function Waiting() {
  return (
    <div role="status" className="grid gap-6">
      <span className="sr-only">Loading</span>
      <div>
        <Skeleton className="h-7 w-44" />
        <Skeleton className="mt-2 h-4 w-60" />
      </div>
      {['name', 'email', 'password'].map((field) => (
        <div key={field} className="grid gap-2">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-8" />
        </div>
      ))}
      <Skeleton className="h-10" />
    </div>
  )
}
