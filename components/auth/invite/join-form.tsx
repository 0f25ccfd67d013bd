'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { PasswordField } from '#components/form/password-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { email as emailSchema, line, newPassword } from '#lib/contracts/fields.ts'

const email = z.string().trim().min(1, 'Enter your e-mail address').pipe(emailSchema)
const schemas = {
  new: z.object({
    name: z.string().trim().min(1, 'Enter your name').pipe(line(100)),
    email,
    password: newPassword,
  }),
  known: z.object({ name: z.string(), email, password: z.string().min(1, 'Enter your password').max(1000) }),
} as const
export type JoinValues = z.output<(typeof schemas)['new']>

interface JoinFormProps {
  /** Whether an account is made, or one is there. */
  kind: keyof typeof schemas
  /** The address that the invitation is for, or what was typed before. */
  email: string
  /** The invitation is for that address alone. */
  fixed: boolean
  failure: unknown
  onSubmit: (values: JoinValues) => Promise<void>
}

/** Name, e-mail address and password; of an account that is there, without the name. */
export function JoinForm({ kind, email: known, fixed, failure, onSubmit }: JoinFormProps) {
  const form = useForm<JoinValues>({
    resolver: zodResolver(schemas[kind]),
    defaultValues: { name: '', email: known, password: '' },
  })
  const { isSubmitting } = form.formState
  return (
    <Form form={form} failure={failure} errorAt="none" onSubmit={onSubmit} label="Join">
      {kind === 'new' && (
        <TextField<JoinValues> name="name" label="Your name" autoComplete="name" maxLength={100} autoFocus />
      )}
      <TextField<JoinValues>
        name="email"
        label="E-mail address"
        type="email"
        autoComplete="username"
        spellCheck={false}
        disabled={fixed}
        autoFocus={kind === 'known' && known === ''}
        {...(fixed && kind === 'new' && { hint: 'The invitation is for this address.' })}
      />
      <PasswordField<JoinValues>
        name="password"
        label="Password"
        kind={kind === 'new' ? 'new' : 'current'}
        autoFocus={kind === 'known' && known !== ''}
        {...(kind === 'new' && { hint: 'At least 12 characters. A few words in a row do well.' })}
      />
      <Button type="submit" variant="primary" size="lg" className="mt-1" loading={isSubmitting}>
        {kind === 'new' ? 'Create account and join' : 'Sign in and join'}
      </Button>
    </Form>
  )
}
