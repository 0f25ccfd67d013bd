'use client'

import { Plus, X } from 'lucide-react'
import {
  type ArrayPath,
  type FieldArray,
  type FieldPath,
  type FieldValues,
  useFieldArray,
  useFormContext,
} from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { useFieldError } from './field.tsx'

export interface KeyValue {
  key: string
  value: string
}

export interface KeyValueFieldProps<Values extends FieldValues> {
  /** A field whose value is `KeyValue[]`. */
  name: ArrayPath<Values>
  label: string
  hint?: string
  /** How many there may be. */
  max: number
  disabled?: boolean
}

/** Pairs of a name and a value (metadata), a row each. */
export function KeyValueField<Values extends FieldValues>(props: KeyValueFieldProps<Values>) {
  const { name, label, hint, max, disabled } = props
  const { control, register } = useFormContext<Values>()
  const { fields, append, remove } = useFieldArray({ control, name })
  const blank: KeyValue = { key: '', value: '' }
  return (
    <fieldset className="grid min-w-0 gap-1.5" disabled={disabled}>
      <legend className="mb-1.5 font-medium">{label}</legend>
      {fields.map((row, index) => (
        <Row
          key={row.id}
          position={index}
          name={`${name}.${index}`}
          keyProps={register(`${name}.${index}.key` as FieldPath<Values>)}
          valueProps={register(`${name}.${index}.value` as FieldPath<Values>)}
          onRemove={() => remove(index)}
        />
      ))}
      {hint && fields.length === 0 && <p className="text-muted text-xs">{hint}</p>}
      {fields.length < max && (
        <Button
          size="sm"
          className="justify-self-start"
          icon={<Plus aria-hidden="true" className="size-4" />}
          onClick={() => append(blank as FieldArray<Values, ArrayPath<Values>>)}
        >
          Add an entry
        </Button>
      )}
    </fieldset>
  )
}

interface RowProps {
  position: number
  name: string
  keyProps: ReturnType<ReturnType<typeof useFormContext>['register']>
  valueProps: ReturnType<ReturnType<typeof useFormContext>['register']>
  onRemove: () => void
}

function Row({ position, name, keyProps, valueProps, onRemove }: RowProps) {
  const keyError = useFieldError(`${name}.key`)
  const valueError = useFieldError(`${name}.value`)
  const errorId = `${name}-error`
  const error = keyError ?? valueError
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-2">
      <Input
        mono
        placeholder="name"
        maxLength={64}
        spellCheck={false}
        aria-label={`Name of entry ${position + 1}`}
        aria-invalid={keyError ? true : undefined}
        aria-describedby={error ? errorId : undefined}
        {...keyProps}
      />
      <Input
        placeholder="value"
        maxLength={500}
        aria-label={`Value of entry ${position + 1}`}
        aria-invalid={valueError ? true : undefined}
        aria-describedby={error ? errorId : undefined}
        {...valueProps}
      />
      <IconButton label={`Remove entry ${position + 1}`} tooltip={false} onClick={onRemove}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
      {error && (
        <InlineError id={errorId} className="col-span-3">
          {error}
        </InlineError>
      )}
    </div>
  )
}
