'use client'

import type { ComponentProps } from 'react'
import { type FieldValues, useFormContext } from 'react-hook-form'
import { Input, type InputProps } from '#components/ui/input.tsx'
import { Textarea } from '#components/ui/textarea.tsx'
import { FieldFrame, type FieldProps } from './field.tsx'

export interface TextFieldProps<Values extends FieldValues>
  extends FieldProps<Values>,
    Pick<
      InputProps,
      | 'type'
      | 'placeholder'
      | 'autoComplete'
      | 'autoFocus'
      | 'inputMode'
      | 'maxLength'
      | 'spellCheck'
      | 'mono'
      | 'lead'
      | 'trail'
    > {}

/** One line of text: a name, an address, a password. */
export function TextField<Values extends FieldValues>(props: TextFieldProps<Values>) {
  const { name, label, hint, optional, disabled, className, ...input } = props
  const { register } = useFormContext<Values>()
  return (
    <FieldFrame name={name} label={label} hint={hint} optional={optional} className={className}>
      {(control) => <Input {...control} {...input} {...register(name)} readOnly={disabled} />}
    </FieldFrame>
  )
}

export interface TextAreaFieldProps<Values extends FieldValues>
  extends FieldProps<Values>,
    Pick<ComponentProps<'textarea'>, 'placeholder' | 'rows' | 'maxLength'> {}

/** Several lines of text. */
export function TextAreaField<Values extends FieldValues>(props: TextAreaFieldProps<Values>) {
  const { name, label, hint, optional, disabled, className, ...textarea } = props
  const { register } = useFormContext<Values>()
  return (
    <FieldFrame name={name} label={label} hint={hint} optional={optional} className={className}>
      {(control) => <Textarea {...control} {...textarea} {...register(name)} readOnly={disabled} />}
    </FieldFrame>
  )
}

export interface NumberFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  min?: number
  max?: number
  placeholder?: string
  /** Inside the field, after the number: `a minute`. */
  unit?: string
}

/** A whole number; the form's value is a number, or undefined while the field is empty. */
export function NumberField<Values extends FieldValues>(props: NumberFieldProps<Values>) {
  const { name, label, hint, optional, disabled, className, unit, ...input } = props
  const { register } = useFormContext<Values>()
  const toNumber = (value: unknown) => {
    if (typeof value === 'number' || value === undefined) return value
    return value === '' || value === null ? undefined : Number(value)
  }
  return (
    <FieldFrame name={name} label={label} hint={hint} optional={optional} className={className}>
      {(control) => (
        <Input
          {...control}
          {...input}
          {...register(name, { setValueAs: toNumber })}
          readOnly={disabled}
          inputMode="numeric"
          trail={unit}
        />
      )}
    </FieldFrame>
  )
}
