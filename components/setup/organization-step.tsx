'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { SwitchField } from '#components/form/switch-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { setUpBody } from '#lib/contracts/account.ts'

const { organization, project } = setUpBody.shape

/** The contract's names, with words for what is left empty. */
const schema = z.object({
  organization: z.string().trim().min(1, 'Name your organization').pipe(organization.shape.name),
  project: z.string().trim().min(1, 'Name a first project').pipe(project.shape.name),
  sampleData: z.boolean(),
})
export type OrganizationValues = z.output<typeof schema>

interface OrganizationStepProps {
  values: OrganizationValues
  failure: unknown
  onSubmit: (values: OrganizationValues) => Promise<void>
  /** With what was entered so far, to be kept. */
  onBack: (values: OrganizationValues) => void
}

/** What the organization and its first project are called, and whether they begin empty. */
export function OrganizationStep({ values, failure, onSubmit, onBack }: OrganizationStepProps) {
  const form = useForm({ resolver: zodResolver(schema), defaultValues: values })
  const { isSubmitting } = form.formState
  return (
    <Form
      form={form}
      failure={failure}
      fieldFor={(path) => path.replace(/\.name$/, '') as keyof OrganizationValues}
      onSubmit={onSubmit}
      label="Your organization"
    >
      <TextField<OrganizationValues>
        name="organization"
        label="Organization"
        placeholder="Acme"
        autoComplete="organization"
        maxLength={100}
        autoFocus
      />
      <TextField<OrganizationValues>
        name="project"
        label="First project"
        placeholder="Payments, live"
        maxLength={100}
      />
      <SwitchField<OrganizationValues>
        name="sampleData"
        label="Fill it with sample data"
        hint="Sixty keys in every state, eight people and ninety days of use, to look around in."
      />
      <div className="mt-1 flex gap-2">
        <Button size="lg" disabled={isSubmitting} onClick={() => onBack(form.getValues())}>
          Back
        </Button>
        <Button type="submit" variant="primary" size="lg" className="flex-1" loading={isSubmitting}>
          Create and sign in
        </Button>
      </div>
    </Form>
  )
}
