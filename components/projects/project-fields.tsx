'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import { FieldFrame } from '#components/form/field.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { NumberField, TextField } from '#components/form/text-field.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Select } from '#components/ui/select.tsx'
import { prefix as prefixSchema } from '#lib/contracts/projects.ts'
import { ColorField } from './color-field.tsx'
import { leakExpressionOf } from './leak-expression.ts'
import { lifetimeChoices, lifetimeUnits } from './lifetime.ts'
import type { ProjectFormInput } from './project-form.ts'

export interface ProjectFieldsProps {
  /** The expression that finds leaked keys of every project. */
  leakExpression: string
  /** The project exists: a new prefix counts for new secrets only. */
  editing: boolean
}

/** The fields of a project. */
export function ProjectFields({ leakExpression, editing }: ProjectFieldsProps) {
  const prefix = useWatch<ProjectFormInput, 'prefix'>({ name: 'prefix' })
  const choice = useWatch<ProjectFormInput, 'lifetime.choice'>({ name: 'lifetime.choice' })
  const good = prefixSchema.safeParse(prefix).success
  return (
    <>
      <TextField<ProjectFormInput>
        name="name"
        label="Name"
        maxLength={100}
        placeholder="Payments, live"
        autoFocus={!editing}
      />
      <div className="grid gap-2">
        <TextField<ProjectFormInput>
          name="prefix"
          label="Key prefix"
          mono
          maxLength={24}
          spellCheck={false}
          hint={
            editing
              ? 'What new secrets begin with. Secrets that exist keep theirs.'
              : 'What secrets begin with: say whose they are, and where they work.'
          }
        />
        {good && <Leak prefix={prefix} leakExpression={leakExpression} />}
      </div>
      <div className="grid gap-2">
        <SelectField<ProjectFormInput>
          name="lifetime.choice"
          label="Default lifetime"
          options={lifetimeChoices}
          hint="How long a key lives when its maker says nothing."
        />
        {choice === 'other' && <OwnLifetime />}
      </div>
      <ColorField />
    </>
  )
}

function OwnLifetime() {
  const { register } = useFormContext<ProjectFormInput>()
  return (
    <div className="grid grid-cols-2 items-start gap-2">
      <NumberField<ProjectFormInput> name="lifetime.amount" label="How long" />
      <FieldFrame name="lifetime.unit" label="Unit">
        {(wired) => (
          <Select
            {...wired}
            {...register('lifetime.unit')}
            options={lifetimeUnits.map((value) => ({ value, label: value }))}
          />
        )}
      </FieldFrame>
    </div>
  )
}

/** A secret of this prefix as it looks, and how a scanner finds one that leaked. */
function Leak({ prefix, leakExpression }: { prefix: string; leakExpression: string }) {
  const expression = leakExpressionOf(prefix, leakExpression)
  return (
    <div className="rounded-md border bg-paper px-3 py-2 text-xs">
      <p className="text-faint">A secret looks like</p>
      <p className="wrap-anywhere font-mono">
        {prefix}_<span className="text-faint">Vt7f••••••••q3kD</span>
      </p>
      <p className="mt-2 text-faint">For secret scanners, leaked ones match</p>
      <p className="flex items-center gap-2">
        <code className="wrap-anywhere min-w-0 flex-1 font-mono">{expression}</code>
        <CopyButton value={expression} label="Copy expression" />
      </p>
    </div>
  )
}
