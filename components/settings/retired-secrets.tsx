'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useController, useForm, useFormContext } from 'react-hook-form'
import { z } from 'zod'
import { Banner } from '#components/ui/banner.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { retiredSecretPolicies } from '#lib/contracts/organizations.ts'
import { OrganizationForm } from './organization-form.tsx'

const retired = z.object({ retiredSecretUse: z.enum(retiredSecretPolicies) })
type Values = z.infer<typeof retired>

/** What the choice is now, in a sentence. */
export const retiredText = (use: Values['retiredSecretUse']): string =>
  use === 'tell' ? 'Its owner and those who govern are told' : 'They are told, and the key is revoked'

/** Chooses what becomes of a key one of whose secrets is presented after a rotation has ended it. */
export function RetiredSecrets({ organization }: { organization: { id: string } & Values }) {
  const { id, retiredSecretUse } = organization
  const form = useForm<Values>({ resolver: zodResolver(retired), defaultValues: { retiredSecretUse } })
  return (
    <OrganizationForm
      organizationId={id}
      form={form}
      label="When a retired secret is used"
      action="Save"
      changes={({ retiredSecretUse: use }) => ({ retiredSecretUse: use })}
      valuesOf={(saved) => ({ retiredSecretUse: saved.retiredSecretUse })}
      onSaved={(saved) => toast.success('Saved', { description: `${retiredText(saved.retiredSecretUse)}.` })}
    >
      <Choice />
    </OrganizationForm>
  )
}

function Choice() {
  const { control } = useFormContext<Values>()
  const { field } = useController({ control, name: 'retiredSecretUse' })
  return (
    <>
      <RadioGroup
        label="When a retired secret is used"
        hideLabel
        value={field.value}
        onValueChange={field.onChange}
        options={[
          {
            value: 'tell',
            label: 'Tell people (recommended)',
            description:
              'The secret is refused. The owner of the key, owners and admins learn from where it was tried.',
          },
          {
            value: 'revoke',
            label: 'Tell people and revoke the key',
            description: 'The key has leaked or was forgotten somewhere; its new secret ends with it.',
          },
        ]}
      />
      {field.value === 'revoke' && (
        <Banner tone="warning">
          Whoever has an old secret can then end the key: a former employee, or a job that was not moved in
          time. A minute after a secret has ended, its next use counts.
        </Banner>
      )}
    </>
  )
}
