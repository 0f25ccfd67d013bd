'use client'

import { Search } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useController, useFormContext, useWatch } from 'react-hook-form'
import { FieldFrame, useFieldError } from '#components/form/field.tsx'
import { PermissionBox } from '#components/form/permission-box.tsx'
import { SwitchField } from '#components/form/switch-field.tsx'
import { NumberField } from '#components/form/text-field.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { Select } from '#components/ui/select.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useOperation } from '#lib/client/query.ts'
import { listPermissions } from '#lib/contracts/catalogue.ts'
import type { RuleName } from '#lib/contracts/policy-rules.ts'
import type { RuleForm } from './rule-form.ts'

/** What is asked where a rule is said. */
export function RuleFields({ rule }: { rule: RuleName }) {
  switch (rule) {
    case 'maxLifetime':
      return (
        <OnOff
          label="Bound how long a key lives"
          hint="Counted from its making. A rotation gives it a new secret, not a longer life."
        >
          <div className="grid grid-cols-2 items-start gap-2">
            <NumberField<RuleForm> name="amount" label="At most" />
            <UnitField />
          </div>
        </OnOff>
      )
    case 'requireExpiry':
      return <OnOff label="Every key has an end" hint="When that is, its maker says." />
    case 'requireAddresses':
      return (
        <OnOff
          label="Every key says from where it is presented"
          hint="Addresses or ranges; from others it is refused."
        />
      )
    case 'disableUnusedAfter':
      return (
        <OnOff
          label="Disable keys that nobody uses"
          hint="Looked for once a day. Whoever enables one again has as long anew."
        >
          <NumberField<RuleForm> name="amount" label="Unused for" unit="days" />
        </OnOff>
      )
    case 'rotateWithin':
      return (
        <OnOff
          label="Have secrets rotated"
          hint="Keys that are due are marked, and their owners told. They go on working."
        >
          <NumberField<RuleForm> name="amount" label="Due after" unit="days" />
        </OnOff>
      )
    case 'creators':
      return <CreatorsField />
    case 'bannedPermissions':
      return <NamesField legend="No key holds" />
    case 'approvalFor':
      return <NamesField legend="Needs an approval" />
  }
}

function OnOff({ label, hint, children }: { label: string; hint: string; children?: ReactNode }) {
  const on = useWatch<RuleForm, 'on'>({ name: 'on' })
  return (
    <>
      <SwitchField<RuleForm> name="on" label={label} hint={hint} />
      {on && children}
    </>
  )
}

function UnitField() {
  const { register } = useFormContext<RuleForm>()
  return (
    <FieldFrame name="unit" label="Unit">
      {(wired) => (
        <Select
          {...wired}
          {...register('unit')}
          options={[
            { value: 'days', label: 'days' },
            { value: 'hours', label: 'hours' },
          ]}
        />
      )}
    </FieldFrame>
  )
}

function CreatorsField() {
  const { control } = useFormContext<RuleForm>()
  const { field } = useController({ control, name: 'creators' })
  return (
    <RadioGroup
      label="Who makes keys"
      hideLabel
      value={field.value}
      onValueChange={field.onChange}
      options={[
        {
          value: 'anybody',
          label: 'Whoever holds the right',
          description: 'People and programs, by what they were granted.',
        },
        { value: 'people', label: 'People', description: 'A key makes no other, whatever it was granted.' },
        { value: 'admins', label: 'Owners and admins', description: 'Members ask one of them.' },
      ]}
    />
  )
}

/** Permissions of the catalogue, each by itself: to choose one says nothing of its neighbours. */
function NamesField({ legend }: { legend: string }) {
  const { control } = useFormContext<RuleForm>()
  const { field } = useController({ control, name: 'names' })
  const error = useFieldError('names')
  const catalogue = useOperation(listPermissions, {})
  const [q, setQ] = useState('')
  const searchId = useId()
  const wanted = q.trim().toLowerCase()
  // What the catalogue has no more can still be taken off.
  const gone = field.value
    .filter((name) => !catalogue.data?.items.some((one) => one.name === name))
    .map((name) => ({ name, description: 'The catalogue has it no more.', builtIn: false }))
  const items = [...(catalogue.data?.items ?? []), ...gone]
  const found = items.filter(
    ({ name, description }) => name.includes(wanted) || description.toLowerCase().includes(wanted),
  )
  const toggle = (name: string) =>
    field.onChange(
      field.value.includes(name) ? field.value.filter((one) => one !== name) : [...field.value, name],
    )
  const boxes = (builtIn: boolean) => found.filter((one) => one.builtIn === builtIn)
  return (
    <fieldset aria-describedby={`${searchId}-chosen`}>
      <legend className="mb-2 w-full">
        <span className="flex items-baseline justify-between gap-4">
          <span className="font-medium">{legend}</span>
          <span id={`${searchId}-chosen`} className="text-faint text-xs tabular-nums">
            {field.value.length === 0 ? 'None chosen' : `${field.value.length} chosen`}
          </span>
        </span>
      </legend>
      <Input
        type="search"
        aria-label="Find a permission"
        placeholder="Find a permission"
        value={q}
        maxLength={100}
        lead={<Search aria-hidden="true" className="size-3.5" />}
        onChange={(event) => setQ(event.target.value)}
        // What is found is chosen below; Enter is no reason to save.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        className="[&::-webkit-search-cancel-button]:hidden"
      />
      {!catalogue.data && <Skeleton className="mt-3 h-64 w-full" />}
      {catalogue.data && found.length === 0 && <p className="py-6 text-muted">No permission matches.</p>}
      {[false, true].map(
        (builtIn) =>
          boxes(builtIn).length > 0 && (
            <div key={String(builtIn)} className="mt-3">
              <p className="mb-1.5 text-faint text-xs">{builtIn ? 'On Latchwork itself' : 'Your API'}</p>
              <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
                {boxes(builtIn).map(({ name, description }) => (
                  <PermissionBox
                    key={name}
                    name={name}
                    description={description}
                    chosen={field.value.includes(name)}
                    may
                    onToggle={() => toggle(name)}
                  />
                ))}
              </div>
            </div>
          ),
      )}
      {error && <InlineError className="mt-2">{error}</InlineError>}
    </fieldset>
  )
}
