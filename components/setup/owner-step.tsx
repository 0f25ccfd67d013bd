'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { PasswordField } from '#components/form/password-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { setUpBody } from '#lib/contracts/account.ts'

const { owner } = setUpBody.shape

/** The contract's owner, with words for what is left empty. */
const schema = owner.extend({
  name: z.string().trim().min(1, 'Enter your name').pipe(owner.shape.name),
  email: z.string().trim().min(1, 'Enter your e-mail address').pipe(owner.shape.email),
})
export type OwnerValues = z.output<typeof schema>

interface OwnerStepProps {
  values: OwnerValues
  /** Why the whole was refused, where it was for something of this step. */
  failure: unknown
  onSubmit: (values: OwnerValues) => void
}

/** Who the first owner is. */
export function OwnerStep({ values, failure, onSubmit }: OwnerStepProps) {
  const form = useForm({ resolver: zodResolver(schema), defaultValues: values })
  return (
    <Form
      form={form}
      failure={failure}
      fieldFor={(path) => path.replace(/^owner\./, '') as keyof OwnerValues}
      onSubmit={onSubmit}
      label="You"
    >
      <TextField<OwnerValues> name="name" label="Your name" autoComplete="name" maxLength={100} autoFocus />
      <TextField<OwnerValues>
        name="email"
        label="E-mail address"
        type="email"
        autoComplete="username"
        spellCheck={false}
      />
      <PasswordField<OwnerValues>
        name="password"
        label="Password"
        kind="new"
        hint="At least 12 characters. A few words in a row do well."
      />
      <Button type="submit" variant="primary" size="lg" className="mt-1">
        Continue
      </Button>
    </Form>
  )
}
