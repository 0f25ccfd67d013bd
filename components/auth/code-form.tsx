'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import '#lib/contracts/jitless.ts'
import type { SignInFailure } from '#lib/client/browser-session.ts'

const authenticator = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'Six digits'),
})
const recovery = z.object({ code: z.string().trim().min(10, 'Ten letters and digits').max(40) })
type Values = z.infer<typeof authenticator>

interface CodeFormProps {
  email: string
  failure: SignInFailure | null
  onBack: () => void
  onSubmit: (code: string) => Promise<void>
}

/** The second step of signing in: a code of the authenticator, or a recovery code. */
export function CodeForm({ email, failure, onBack, onSubmit }: CodeFormProps) {
  const [kind, setKind] = useState<'authenticator' | 'recovery'>('authenticator')
  const [sending, setSending] = useState(false)
  const submit = async (code: string) => {
    setSending(true)
    await onSubmit(code).finally(() => setSending(false))
  }
  return (
    <div className="grid gap-6">
      <div>
        <h1 className="text-2xl">{kind === 'authenticator' ? 'Enter your code' : 'Enter a recovery code'}</h1>
        <p className="wrap-anywhere mt-1 text-muted">
          {kind === 'authenticator'
            ? `From your authenticator, for ${email}.`
            : 'Each of the ten codes that you kept works once.'}
        </p>
      </div>
      <OneCode key={kind} kind={kind} failure={failure} onSubmit={submit} />
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-2">
        <Button
          variant="link"
          disabled={sending}
          onClick={() => setKind(kind === 'authenticator' ? 'recovery' : 'authenticator')}
        >
          {kind === 'authenticator' ? 'Use a recovery code' : 'Use the authenticator'}
        </Button>
        <Button variant="link" onClick={onBack}>
          Back
        </Button>
      </div>
    </div>
  )
}

function OneCode({
  kind,
  failure,
  onSubmit,
}: {
  kind: 'authenticator' | 'recovery'
  failure: SignInFailure | null
  onSubmit: (code: string) => Promise<void>
}) {
  const schema = kind === 'authenticator' ? authenticator : recovery
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { code: '' } })
  const { isSubmitting } = form.formState
  const { setError, resetField } = form
  const wrong = failure?.code === 'SecondFactorWrong' ? failure.message : null
  useEffect(() => {
    if (!failure) return
    resetField('code')
    if (wrong) setError('code', { type: 'server', message: wrong }, { shouldFocus: true })
  }, [failure, wrong, setError, resetField])
  return (
    <Form
      form={form}
      failure={wrong ? null : failure}
      onSubmit={({ code }) => onSubmit(code)}
      label="Second factor"
    >
      <TextField<Values>
        name="code"
        label={kind === 'authenticator' ? 'Six-digit code' : 'Recovery code'}
        autoComplete={kind === 'authenticator' ? 'one-time-code' : 'off'}
        inputMode={kind === 'authenticator' ? 'numeric' : 'text'}
        placeholder={kind === 'authenticator' ? '000000' : 'xxxxx-xxxxx'}
        maxLength={40}
        mono
        autoFocus
        spellCheck={false}
      />
      <Button type="submit" variant="primary" size="lg" loading={isSubmitting}>
        Continue
      </Button>
    </Form>
  )
}
