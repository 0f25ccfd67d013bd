'use client'

import { type FieldValues, useController, useFormContext } from 'react-hook-form'
import { Combobox, type ComboboxProps } from '#components/ui/combobox.tsx'
import { Select, type SelectOption } from '#components/ui/select.tsx'
import { FieldFrame, type FieldProps } from './field.tsx'

export interface SelectFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  options: readonly SelectOption[]
  placeholder?: string
}

/** One of a few; the form's value is the option's, or '' while the placeholder stands. */
export function SelectField<Values extends FieldValues>(props: SelectFieldProps<Values>) {
  const { name, label, hint, optional, disabled, className, options, placeholder } = props
  const { register } = useFormContext<Values>()
  return (
    <FieldFrame name={name} label={label} hint={hint} optional={optional} className={className}>
      {(control) => (
        <Select
          {...control}
          {...register(name)}
          aria-disabled={disabled}
          options={options}
          placeholder={placeholder}
        />
      )}
    </FieldFrame>
  )
}

export interface ComboboxFieldProps<Values extends FieldValues>
  extends FieldProps<Values>,
    Pick<
      ComboboxProps,
      'options' | 'valueLabel' | 'onSearch' | 'searching' | 'placeholder' | 'clearLabel' | 'noMatch'
    > {}

/** One of many, found by typing; the form's value is a string or null. */
export function ComboboxField<Values extends FieldValues>(props: ComboboxFieldProps<Values>) {
  const { name, label, hint, optional, disabled, className, ...combobox } = props
  const { control } = useFormContext<Values>()
  const { field } = useController({ control, name })
  return (
    <FieldFrame name={name} label={label} hint={hint} optional={optional} className={className}>
      {(wired) => (
        <Combobox
          {...combobox}
          id={wired.id}
          label={label}
          invalid={wired['aria-invalid']}
          describedBy={wired['aria-describedby']}
          disabled={disabled}
          value={field.value ?? null}
          onValueChange={field.onChange}
        />
      )}
    </FieldFrame>
  )
}
