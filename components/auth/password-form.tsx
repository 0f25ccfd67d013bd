'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { PasswordField } from '#components/form/password-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { createSession } from '#lib/contracts/account.ts'

/** What a script sends too, with words for what is left empty. */
const schema = createSession.body.pick({ email: true, password: true }).extend({
  email: z.string().trim().toLowerCase().min(1, 'Enter your e-mail address').max(254),
  password: z.string().min(1, 'Enter your password').max(1000),
})
type Values = z.infer<typeof schema>

interface PasswordFormProps {
  /** What was entered before, when one comes back to it. */
  email: string
  /** Resolves once it is known what comes next. */
  onSubmit: (values: Values) => Promise<void>
}

/** E-mail address and password. */
export function PasswordForm({ email, onSubmit }: PasswordFormProps) {
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { email, password: '' } })
  const { isSubmitting } = form.formState
  const submit = async (values: Values) => {
    await onSubmit(values)
    form.resetField('password')
    form.setFocus('password')
  }
  return (
    <Form form={form} failure={null} errorAt="none" onSubmit={submit} label="Sign in">
      <TextField<Values>
        name="email"
        label="E-mail address"
        type="email"
        autoComplete="username"
        autoFocus={email === ''}
        spellCheck={false}
      />
      <PasswordField<Values> name="password" label="Password" kind="current" autoFocus={email !== ''} />
      <Button type="submit" variant="primary" size="lg" loading={isSubmitting}>
        Sign in
      </Button>
    </Form>
  )
}
