'use client'

import { type ReactNode, useCallback, useEffect, useEffectEvent, useState } from 'react'
import type { DrawnKey } from '#components/bitting/blueprint.tsx'
import { holdSecret } from '#components/shell/secret-slot.ts'
import { Told } from '#components/shell/told.tsx'
import { Button } from '#components/ui/button.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { call } from '#lib/client/call.ts'
import { ApiProblem } from '#lib/client/problem.ts'
import { openHandover, type Peeked, peekHandover } from '#lib/contracts/handovers.ts'
import { LoadingHandover } from './loading-handover.tsx'
import { OpenedHandover, type OpenedKey } from './opened-handover.tsx'
import { markOpened } from './use-link-token.ts'
import { WaitingHandover } from './waiting-handover.tsx'

type Step =
  | { kind: 'looking' }
  | { kind: 'waiting'; peeked: Peeked; opening: boolean; failure: unknown }
  | { kind: 'opened' | 'left'; opened: OpenedKey }
  | { kind: 'refused'; error: unknown }

interface HandoverLinkProps {
  token: string
  /** Called with the key once it is known. */
  onKey: (key: DrawnKey) => void
}

/** One link, from the first look at it to its end. */
export function HandoverLink({ token, onKey }: HandoverLinkProps) {
  const [step, setStep] = useState<Step>({ kind: 'looking' })
  const draw = useEffectEvent(({ keyId, generation, keyName }: Peeked) =>
    onKey({ keyId, generation, name: keyName }),
  )
  const look = useCallback(
    (signal?: AbortSignal) => {
      setStep({ kind: 'looking' })
      call(peekHandover, { token }, { signal })
        .then((peeked) => {
          draw(peeked)
          setStep({ kind: 'waiting', peeked, opening: false, failure: null })
        })
        .catch((error) => signal?.aborted || setStep({ kind: 'refused', error }))
    },
    [token],
  )
  useEffect(() => {
    const looking = new AbortController()
    look(looking.signal)
    return () => looking.abort()
  }, [look])

  const open = async (peeked: Peeked) => {
    setStep({ kind: 'waiting', peeked, opening: true, failure: null })
    try {
      const { secret, ...opened } = await call(openHandover, { token })
      holdSecret(opened.keyId, secret)
      markOpened()
      setStep({ kind: 'opened', opened })
    } catch (error) {
      if (isFinal(error)) setStep({ kind: 'refused', error })
      else setStep({ kind: 'waiting', peeked, opening: false, failure: error })
    }
  }

  switch (step.kind) {
    case 'looking':
      return <LoadingHandover />
    case 'waiting':
      return (
        <WaitingHandover
          peeked={step.peeked}
          opening={step.opening}
          failure={step.failure}
          onOpen={() => void open(step.peeked)}
        />
      )
    case 'opened':
      return (
        <OpenedHandover opened={step.opened} onLeft={() => setStep({ kind: 'left', opened: step.opened })} />
      )
    case 'left':
      return (
        <Told title="The secret has left this page">
          It was shown once, and nobody can show it again. If it did not get where it belongs, ask{' '}
          {step.opened.madeBy} for another link.
        </Told>
      )
    case 'refused':
      return <Refused error={step.error} onRetry={() => look()} />
  }
}

/** Whatever one tries again, the answer will be the same. */
const isFinal = (error: unknown) =>
  error instanceof ApiProblem && ['gone', 'not_found', 'invalid'].includes(error.code)

function Refused({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode {
  const { title, message } = problemOf(error)
  if (error instanceof ApiProblem && error.code === 'gone')
    return <Told title="This link opens no more">{message}</Told>
  if (isFinal(error))
    return (
      <Told title="This is no link of ours">
        Perhaps a part of its address was lost on the way. Copy the whole of it, up to its last letter, or ask
        whoever sent it to you for another.
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
      {message} The link is as it was.
    </Told>
  )
}
