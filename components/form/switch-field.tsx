'use client'

import { useId } from 'react'
import { type FieldValues, useController, useFormContext } from 'react-hook-form'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { type FieldProps, useFieldError } from './field.tsx'

interface TickProps<Values extends FieldValues> extends Omit<FieldProps<Values>, 'optional'> {
  control: 'switch' | 'checkbox'
}

function Tick<Values extends FieldValues>(props: TickProps<Values>) {
  const { name, label, hint, disabled, className, control: kind } = props
  const { control } = useFormContext<Values>()
  const { field } = useController({ control, name })
  const error = useFieldError(name)
  const id = useId()
  const Control = kind === 'switch' ? Switch : Checkbox
  return (
    <div className={className}>
      <div className="flex items-start gap-2.5">
        <Control
          id={id}
          name={field.name}
          ref={field.ref}
          checked={field.value === true}
          onChange={(event) => field.onChange(event.target.checked)}
          onBlur={field.onBlur}
          disabled={disabled}
          aria-describedby={error ? `${id}-error` : hint ? `${id}-hint` : undefined}
          className={kind === 'switch' ? 'mt-px' : 'mt-0.5'}
        />
        <div className="min-w-0">
          <label htmlFor={id}>{label}</label>
          {hint && (
            <p id={`${id}-hint`} className="text-muted text-xs">
              {hint}
            </p>
          )}
        </div>
      </div>
      {error && (
        <InlineError id={`${id}-error`} className="mt-1">
          {error}
        </InlineError>
      )}
    </div>
  )
}

/** On or off; the form's value is a boolean. */
export function SwitchField<Values extends FieldValues>(props: Omit<FieldProps<Values>, 'optional'>) {
  return <Tick {...props} control="switch" />
}

/** A box to tick; the form's value is a boolean. */
export function CheckboxField<Values extends FieldValues>(props: Omit<FieldProps<Values>, 'optional'>) {
  return <Tick {...props} control="checkbox" />
}
