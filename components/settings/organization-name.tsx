'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { TextField } from '#components/form/text-field.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { createOrganization } from '#lib/contracts/organizations.ts'
import { OrganizationForm } from './organization-form.tsx'

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
  return (
    <OrganizationForm
      organizationId={organization.id}
      form={form}
      label="Organization"
      action="Rename"
      changes={({ name }) => ({ name })}
      valuesOf={({ name }) => ({ name })}
      onSaved={({ name }) => toast.success(`The organization is called “${name}”`)}
    >
      <TextField<Values> name="name" label="Name" maxLength={100} />
    </OrganizationForm>
  )
}
