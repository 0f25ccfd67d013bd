'use client'

import { Plus, X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { useFieldError } from '#components/form/field.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import type { KeyFormInput } from './key-form.ts'
import { windowOptions } from './rate-limit-text.ts'

const most = 8

/** Named limits, a row each: a name, how many, in how long. */
export function RateLimitsField() {
  const { control } = useFormContext<KeyFormInput>()
  const { fields, append, remove } = useFieldArray({ control, name: 'rateLimits' })
  const taken = new Set(fields.map((row) => row.name))
  const fresh = ['burst', 'daily', 'monthly'].find((name) => !taken.has(name)) ?? ''
  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="mb-1.5 font-medium">
        Rate limits <span className="font-normal text-faint">optional</span>
      </legend>
      {fields.length === 0 && (
        <p className="text-muted text-xs">No limit: every verification is let through.</p>
      )}
      {fields.map((row, index) => (
        <LimitRow key={row.id} index={index} window={row.window} onRemove={() => remove(index)} />
      ))}
      {fields.length < most && (
        <Button
          size="sm"
          className="justify-self-start"
          icon={<Plus aria-hidden="true" className="size-4" />}
          onClick={() => append({ name: fresh, limit: 100, window: fresh === 'daily' ? 86_400 : 60 })}
        >
          Add a limit
        </Button>
      )}
    </fieldset>
  )
}

function LimitRow({ index, window, onRemove }: { index: number; window: number; onRemove: () => void }) {
  const { register } = useFormContext<KeyFormInput>()
  const base = `rateLimits.${index}` as const
  const nameError = useFieldError(`${base}.name`)
  const limitError = useFieldError(`${base}.limit`)
  const windowError = useFieldError(`${base}.window`)
  const error = nameError ?? limitError ?? windowError
  const about = error ? `${base}-error` : undefined
  return (
    <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,3fr)_minmax(0,4fr)_auto] items-center gap-2">
      <Input
        mono
        aria-label={`Name of limit ${index + 1}`}
        placeholder="name"
        maxLength={32}
        spellCheck={false}
        aria-invalid={nameError ? true : undefined}
        aria-describedby={about}
        {...register(`${base}.name`)}
      />
      <Input
        inputMode="numeric"
        aria-label={`How many limit ${index + 1} admits`}
        aria-invalid={limitError ? true : undefined}
        aria-describedby={about}
        {...register(`${base}.limit`, { valueAsNumber: true })}
      />
      <Select
        aria-label={`Window of limit ${index + 1}`}
        options={windowOptions(window)}
        aria-invalid={windowError ? true : undefined}
        aria-describedby={about}
        {...register(`${base}.window`, { valueAsNumber: true })}
      />
      <IconButton label={`Remove limit ${index + 1}`} tooltip={false} onClick={onRemove}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
      {error && (
        <InlineError id={about} className="col-span-4">
          {error}
        </InlineError>
      )}
    </div>
  )
}
