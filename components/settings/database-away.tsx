'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useController, useForm, useFormContext } from 'react-hook-form'
import { z } from 'zod'
import { NumberField } from '#components/form/text-field.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { maxStaleSeconds } from '#lib/contracts/organizations.ts'
import { OrganizationForm } from './organization-form.tsx'

const away = z
  .object({ choice: z.enum(['refuse', 'continue']), seconds: z.number().optional() })
  .superRefine(({ choice, seconds }, check) => {
    if (choice === 'refuse') return
    if (seconds === undefined || !Number.isInteger(seconds) || seconds < 1 || seconds > maxStaleSeconds)
      check.addIssue({
        code: 'custom',
        path: ['seconds'],
        message: `A whole number from 1 to ${maxStaleSeconds}`,
      })
  })
type Values = z.infer<typeof away>

/** What is offered at first to who lets keys outlive the database. */
const usualSeconds = 30

/** What the choice is now, in a sentence. */
export function awayText(staleSeconds: number): string {
  if (staleSeconds === 0) return 'Every key is refused'
  return `Nodes go on with what they knew for up to ${staleSeconds} s`
}

/** Chooses what verification answers while the database cannot be reached. */
export function DatabaseAway({ organization }: { organization: { id: string; staleSeconds: number } }) {
  const { id, staleSeconds } = organization
  const form = useForm<Values>({ resolver: zodResolver(away), defaultValues: valuesOf(staleSeconds) })
  return (
    <OrganizationForm
      organizationId={id}
      form={form}
      label="While the database cannot be reached"
      action="Save"
      changes={({ choice, seconds = 0 }) => ({ staleSeconds: choice === 'refuse' ? 0 : seconds })}
      valuesOf={(saved) => valuesOf(saved.staleSeconds)}
      onSaved={(saved) =>
        toast.success('Saved', { description: `${awayText(saved.staleSeconds)} while the database is away.` })
      }
      fieldFor={secondsField}
    >
      <Choice />
    </OrganizationForm>
  )
}

/** Whatever is refused of it is the number. */
const secondsField = () => 'seconds' as const

function valuesOf(staleSeconds: number): Values {
  return {
    choice: staleSeconds > 0 ? 'continue' : 'refuse',
    seconds: staleSeconds > 0 ? staleSeconds : usualSeconds,
  }
}

function Choice() {
  const { control } = useFormContext<Values>()
  const { field } = useController({ control, name: 'choice' })
  return (
    <>
      <RadioGroup
        label="While the database cannot be reached"
        hideLabel
        value={field.value}
        onValueChange={field.onChange}
        options={[
          {
            value: 'refuse',
            label: 'Refuse every key (recommended)',
            description:
              'Verification answers 503 until the database is back. Once a revoke has answered, the key is refused everywhere, always.',
          },
          {
            value: 'continue',
            label: 'Go on with what was known',
            description: 'A node goes on accepting the keys it remembers, for as long as you say.',
          },
        ]}
      />
      {field.value === 'continue' && (
        <div className="-mt-2 grid gap-3 pl-6.5">
          <NumberField<Values>
            name="seconds"
            label="For up to"
            unit="seconds"
            hint={`At most ${maxStaleSeconds}, counted from when the node notices.`}
            className="max-w-56"
          />
          <Banner tone="warning">
            A key that is revoked or disabled in that time is still accepted by a node that is cut off and
            remembers it.
          </Banner>
        </div>
      )}
    </>
  )
}
