'use client'

import type { ReactNode } from 'react'
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { Button } from '#components/ui/button.tsx'
import type { CallInput, CallReply } from '#lib/client/call.ts'
import { useMutate } from '#lib/client/query.ts'
import { getMe } from '#lib/contracts/account.ts'
import { updateOrganization } from '#lib/contracts/organizations.ts'

type Organization = CallReply<typeof updateOrganization>

export interface OrganizationFormProps<Values extends FieldValues> {
  organizationId: string
  /** From `useForm`. */
  form: UseFormReturn<Values>
  label: string
  /** What the button says. */
  action: string
  /** What the values change of the organization. */
  changes: (values: Values) => Omit<CallInput<typeof updateOrganization>, 'organizationId'>
  /** What the form holds once the organization is like this. */
  valuesOf: (saved: Organization) => Values
  onSaved: (saved: Organization) => void
  fieldFor?: (path: string) => FieldPath<Values>
  children: ReactNode
}

/** Changes a part of the organization: the button waits until there is something to save. */
export function OrganizationForm<Values extends FieldValues>(props: OrganizationFormProps<Values>) {
  const { organizationId, form, label, action, changes, valuesOf, onSaved, fieldFor, children } = props
  const save = useMutate(updateOrganization, {
    invalidates: [getMe],
    onSuccess: (saved) => {
      form.reset(valuesOf(saved))
      onSaved(saved)
    },
  })
  return (
    <Form
      form={form}
      label={label}
      failure={save.error}
      {...(fieldFor && { fieldFor })}
      onSubmit={(values) => save.mutate({ input: { organizationId, ...changes(values) } })}
    >
      {children}
      <Button
        type="submit"
        className="justify-self-start"
        loading={save.isPending}
        disabled={!form.formState.isDirty}
      >
        {action}
      </Button>
    </Form>
  )
}
