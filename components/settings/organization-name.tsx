'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import { getMe } from '#lib/contracts/account.ts'
import { createOrganization, updateOrganization } from '#lib/contracts/organizations.ts'

/** A name that is no name is said in words before the contract says it in its own. */
export const namedOrganization = z.object({
  name: z
    .string()
    .refine((name) => name.trim() !== '', 'Give it a name')
    .pipe(createOrganization.body.shape.name),
})
type Values = z.infer<typeof namedOrganization>

/** Renames the organization. */
export function OrganizationName({ organization }: { organization: { id: string; name: string } }) {
  const form = useForm<Values>({
    resolver: zodResolver(namedOrganization),
    defaultValues: { name: organization.name },
  })
  const rename = useMutate(updateOrganization, {
    invalidates: [getMe],
    onSuccess: ({ name }) => {
      form.reset({ name })
      toast.success(`The organization is called “${name}”`)
    },
  })
  return (
    <Form
      form={form}
      label="Organization"
      failure={rename.error}
      onSubmit={({ name }) => rename.mutate({ input: { organizationId: organization.id, name } })}
    >
      <TextField<Values> name="name" label="Name" maxLength={100} />
      <Button
        type="submit"
        className="justify-self-start"
        loading={rename.isPending}
        disabled={!form.formState.isDirty}
      >
        Rename
      </Button>
    </Form>
  )
}
