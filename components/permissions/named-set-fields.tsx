'use client'

import { TextField } from '#components/form/text-field.tsx'
import type { NamedSetInput } from './named-set.ts'
import { PermissionsField } from './permissions-field.tsx'

interface NamedSetFieldsProps {
  /** What its permissions are called. */
  legend: string
  autoFocus?: boolean
}

/** The fields of a role, or of a rung of the ladder. */
export function NamedSetFields({ legend, autoFocus }: NamedSetFieldsProps) {
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField<NamedSetInput>
          name="name"
          label="Name"
          maxLength={100}
          {...(autoFocus ? { autoFocus } : {})}
        />
        <TextField<NamedSetInput> name="description" label="What it is for" optional maxLength={500} />
      </div>
      <PermissionsField legend={legend} />
    </>
  )
}
