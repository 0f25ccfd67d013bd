'use client'

import { Check } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import type { FirstStep } from './first-steps.ts'

export interface FirstRunProps {
  step: Exclude<FirstStep, 'done'>
  /** A command with which a key asks what it is. */
  command: string
  /** Whether the person's role makes keys, and why the policy has them make none. */
  making: { offered: boolean; refusal: string | null }
}

/** The way from an empty portal to a first verified key. It goes away by itself. */
export function FirstRun({ step, command, making }: FirstRunProps) {
  return (
    <div className="mx-auto w-full max-w-[720px] px-4 py-10 sm:px-7 sm:py-16">
      <h2 className="text-2xl">Your first key, in two minutes</h2>
      <p className="mt-1 max-w-[60ch] text-pretty text-base text-muted leading-6">
        Create a key, call with it, and watch it arrive here. Then your API can ask whether a key is good.
      </p>
      <ol className="mt-8 border-t">
        <Step number={1} title="Create a key" state={step === 'make' ? 'now' : 'done'}>
          {step === 'make' &&
            (making.offered && making.refusal === null ? (
              <>
                <p className="mb-4 text-muted">
                  Choose what it may do and when it ends; the defaults are sensible. Its secret is shown once.
                </p>
                <Button asChild variant="primary">
                  <Link href="/keys?create=1">Create key</Link>
                </Button>
              </>
            ) : (
              <p className="text-muted">
                {making.refusal ?? 'Your role does not make keys; ask an owner for one that does.'}
              </p>
            ))}
        </Step>
        <Step number={2} title="Call with it" state={step === 'call' ? 'now' : 'later'}>
          {step === 'call' && (
            <>
              <p className="mb-3 text-muted">
                Put the secret into <code className="font-mono text-xs">LATCHWORK_KEY</code> and let the key
                ask what it is.
              </p>
              <CodeBlock code={command} language="shell" label="A command that calls with the key" />
              <p className="mt-3 flex items-center gap-2 text-muted" role="status">
                <Spinner className="text-faint" /> Waiting for the first call …
              </p>
            </>
          )}
        </Step>
        <Step number={3} title="Let your API ask" state="later">
          <p className="text-muted">
            Your service sends what it was shown to{' '}
            <Link
              href="/docs/operations/verifyKey"
              className="font-mono text-ink text-xs underline decoration-edge underline-offset-4"
            >
              POST /api/v1/keys/verify
            </Link>{' '}
            and gets a verdict. The{' '}
            <Link href="/docs" className="text-ink underline decoration-edge underline-offset-4">
              quick start
            </Link>{' '}
            has it in curl, TypeScript and Python.
          </p>
        </Step>
      </ol>
    </div>
  )
}

interface StepProps {
  number: number
  title: string
  state: 'done' | 'now' | 'later'
  children: ReactNode
}

function Step({ number, title, state, children }: StepProps) {
  return (
    <li
      aria-current={state === 'now' ? 'step' : undefined}
      className="grid grid-cols-[28px_minmax(0,1fr)] gap-x-3 border-b py-5"
    >
      <span
        aria-hidden="true"
        className={cn(
          'grid size-6 place-items-center rounded-full border font-mono text-xs',
          state === 'now' && 'border-brass text-brass',
          state === 'later' && 'text-faint',
          state === 'done' && 'border-ok/40 bg-ok-tint text-ok',
        )}
      >
        {state === 'done' ? <Check className="size-3.5" /> : number}
      </span>
      <div className="min-w-0">
        <h3 className={cn('leading-6', state === 'later' && 'text-muted')}>
          {title}
          {state === 'done' && <span className="sr-only"> (done)</span>}
        </h3>
        <div className="mt-1">{children}</div>
      </div>
    </li>
  )
}
