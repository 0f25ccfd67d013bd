'use client'

import { type FieldValues, useController, useFormContext } from 'react-hook-form'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { type Expiry, endOfDay, expiryText, presetDays } from './expiry.ts'
import { FieldFrame, type FieldProps } from './field.tsx'

export interface ExpiryFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  /** The longest life allowed, days: longer presets and “Never” are not offered. */
  maxDays?: number
}

/** When it ends; the form's value is an `Expiry`. */
export function ExpiryField<Values extends FieldValues>(props: ExpiryFieldProps<Values>) {
  const { name, label, hint, optional, disabled, className, maxDays } = props
  const { control } = useFormContext<Values>()
  const { field } = useController({ control, name })
  const value = (field.value ?? { kind: 'never' }) as Expiry
  const offered = new Set<number>(presetDays.filter((days) => maxDays === undefined || days <= maxDays))
  if (value.kind === 'days') offered.add(value.days)
  const options = [
    ...[...offered]
      .sort((a, b) => a - b)
      .map((days) => ({ value: String(days), label: expiryText({ kind: 'days', days }) })),
    ...(maxDays === undefined || value.kind === 'never' ? [{ value: 'never', label: 'Never' }] : []),
    { value: 'date', label: 'On a day …' },
  ]
  const choose = (choice: string) => {
    if (choice === 'never') field.onChange({ kind: 'never' })
    else if (choice === 'date') field.onChange({ kind: 'date', date: '' })
    else field.onChange({ kind: 'days', days: Number(choice) })
  }
  return (
    <FieldFrame
      name={name}
      label={label}
      hint={hint ?? endsText(value)}
      optional={optional}
      className={className}
    >
      {(wired) => (
        <div className="grid grid-cols-2 gap-2">
          <Select
            {...wired}
            ref={field.ref}
            options={options}
            disabled={disabled}
            value={value.kind === 'days' ? String(value.days) : value.kind}
            onChange={(event) => choose(event.target.value)}
            onBlur={field.onBlur}
          />
          {value.kind === 'date' && (
            <Input
              type="date"
              aria-label={`${label}: day`}
              aria-invalid={wired['aria-invalid']}
              aria-describedby={wired['aria-describedby']}
              disabled={disabled}
              value={value.date}
              onChange={(event) => field.onChange({ kind: 'date', date: event.target.value })}
              onBlur={field.onBlur}
            />
          )}
        </div>
      )}
    </FieldFrame>
  )
}

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' })

function endsText(expiry: Expiry): string {
  if (expiry.kind === 'never') return 'Works until it is revoked.'
  if (expiry.kind === 'days') return `Ends on ${format.format(Date.now() + expiry.days * 86_400_000)}.`
  const end = endOfDay(expiry.date)
  return Number.isNaN(end.getTime())
    ? 'Choose the last day it works.'
    : `Works through ${format.format(end)}.`
}
