'use client'

import { useState } from 'react'
import { cn } from '#components/ui/cn.ts'
import { leaveFor, signInHere } from '#lib/client/browser-session.ts'
import { call } from '#lib/client/call.ts'
import { ApiProblem } from '#lib/client/problem.ts'
import { setUp } from '#lib/contracts/account.ts'
import { OrganizationStep, type OrganizationValues } from './organization-step.tsx'
import { OwnerStep, type OwnerValues } from './owner-step.tsx'

const steps = ['You', 'Your organization'] as const

const texts = [
  {
    title: 'Set up Latchwork',
    description: 'You become the owner, who may do everything and invite others.',
  },
  {
    title: 'Name your organization',
    description: 'Keys live in projects: one for each API, or for live and test.',
  },
] as const

/** The first owner, then the organization with its first project. Ends signed in, where the first key is made. */
export function SetUpForm({ token }: { token: string }) {
  const [step, setStep] = useState<0 | 1>(0)
  const [owner, setOwner] = useState<OwnerValues>({ name: '', email: '', password: '' })
  const [rest, setRest] = useState<OrganizationValues>({ organization: '', project: '', sampleData: false })
  const [failure, setFailure] = useState<unknown>(null)

  const submit = async (values: OrganizationValues) => {
    setFailure(null)
    setRest(values)
    const { organization, project, sampleData } = values
    try {
      await call(setUp, {
        token,
        owner,
        organization: { name: organization },
        project: { name: project },
        sampleData,
      })
    } catch (error) {
      if (error instanceof ApiProblem && error.fields.some(({ path }) => path.startsWith('owner'))) setStep(0)
      return setFailure(error)
    }
    const refusal = await signInHere({ email: owner.email, password: owner.password })
    return leaveFor(refusal ? '/sign-in' : sampleData ? '/keys' : '/keys?create=1')
  }

  return (
    <div className="grid gap-6">
      <div>
        <Progress step={step} />
        <h1 className="mt-4 text-2xl">{texts[step].title}</h1>
        <p className="mt-1 text-pretty text-muted">{texts[step].description}</p>
      </div>
      {step === 0 ? (
        <OwnerStep
          values={owner}
          failure={failure}
          onSubmit={(values) => {
            setFailure(null)
            setOwner(values)
            setStep(1)
          }}
        />
      ) : (
        <OrganizationStep
          values={rest}
          failure={failure}
          onSubmit={submit}
          onBack={(values) => {
            setFailure(null)
            setRest(values)
            setStep(0)
          }}
        />
      )}
    </div>
  )
}

function Progress({ step }: { step: number }) {
  return (
    <ol className="flex gap-4 text-xs">
      {steps.map((name, at) => (
        <li
          key={name}
          aria-current={at === step ? 'step' : undefined}
          className={cn('flex items-center gap-1.5', at === step ? 'text-ink' : 'text-faint')}
        >
          <span
            aria-hidden="true"
            className={cn('size-1.5 rounded-full', at <= step ? 'bg-brass' : 'bg-edge')}
          />
          {name}
        </li>
      ))}
    </ol>
  )
}
