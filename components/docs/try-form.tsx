'use client'

import { useId } from 'react'
import { Input } from '#components/ui/input.tsx'
import { Label } from '#components/ui/label.tsx'
import { Select } from '#components/ui/select.tsx'
import { Textarea } from '#components/ui/textarea.tsx'
import type { SchemaField } from './schema-fields.ts'

export interface ParameterFieldsProps {
  legend: string
  fields: readonly SchemaField[]
  values: Readonly<Record<string, string>>
  onChange: (values: Record<string, string>) => void
}

/** A field for each parameter of a path, query or header; empty ones are not sent. */
export function ParameterFields({ legend, fields, values, onChange }: ParameterFieldsProps) {
  if (fields.length === 0) return null
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">{legend}</legend>
      {fields.map((field) => (
        <ParameterField
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
        />
      ))}
    </fieldset>
  )
}

function ParameterField({
  field,
  value,
  onChange,
}: {
  field: SchemaField
  value: string
  onChange: (value: string) => void
}) {
  const id = useId()
  const choice = field.values.length > 0 && !field.type.includes('commas')
  return (
    <div className="grid grid-cols-[minmax(96px,2fr)_minmax(0,3fr)] items-center gap-3">
      <Label htmlFor={id} className="wrap-anywhere font-mono font-normal text-xs">
        {field.name}
      </Label>
      {choice ? (
        <Select
          id={id}
          value={value}
          placeholder="left out"
          options={field.values.map((one) => ({ value: one, label: one }))}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Input
          id={id}
          mono
          value={value}
          {...(field.type === 'secret' ? hidden : {})}
          spellCheck={false}
          maxLength={4000}
          placeholder={field.required ? field.type : 'left out'}
          aria-required={field.required || undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  )
}

/** A secret is not drawn, and no password manager offers to keep it. */
const hidden = {
  type: 'password',
  autoComplete: 'off',
  'data-1p-ignore': true,
  'data-lpignore': 'true',
} as const

export interface BodyFieldProps {
  text: string
  onChange: (text: string) => void
  /** Why it cannot be sent, or null. */
  error: string | null
}

/** The body as JSON. */
export function BodyField({ text, onChange, error }: BodyFieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>Body</Label>
      <Textarea
        id={id}
        value={text}
        rows={6}
        spellCheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className="font-mono text-xs leading-[18px]"
      />
      {error && (
        <p id={`${id}-error`} className="text-danger text-xs">
          {error}
        </p>
      )}
    </div>
  )
}
