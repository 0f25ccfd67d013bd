'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { PasswordField } from '#components/form/password-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import { changePassword, listSessions } from '#lib/contracts/account.ts'

const schema = changePassword.body.extend({
  currentPassword: z.string().min(1, 'Enter your present password').max(1000),
})
type Values = z.output<typeof schema>

/** The present password, then the new one. */
export function ChangePassword({ email }: { email: string }) {
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { currentPassword: '', newPassword: '' },
  })
  const change = useMutate(changePassword, {
    invalidates: [listSessions],
    onSuccess: () => {
      form.reset()
      toast.success('Your password was changed', { description: 'Every other session has ended.' })
    },
  })
  return (
    <Form form={form} failure={change.error} onSubmit={(input) => change.mutate({ input })} label="Password">
      {/* Tells a password manager whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordField<Values> name="currentPassword" label="Present password" kind="current" />
      <PasswordField<Values>
        name="newPassword"
        label="New password"
        kind="new"
        hint="At least 12 characters."
      />
      <div>
        <Button type="submit" loading={change.isPending}>
          Change password
        </Button>
      </div>
    </Form>
  )
}
