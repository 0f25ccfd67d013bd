'use client'

import { type ReactNode, useId } from 'react'
import { cn } from './cn.ts'

export interface RadioOption<Value extends string> {
  value: Value
  label: string
  /** A line beneath that says what the choice means. */
  description?: ReactNode
  disabled?: boolean
}

export interface RadioGroupProps<Value extends string> {
  label: string
  /** The label is shown elsewhere. */
  hideLabel?: boolean
  options: readonly RadioOption<Value>[]
  value: Value
  onValueChange: (value: Value) => void
  disabled?: boolean
  className?: string
}

/** Exclusive choices that each need a sentence. For short ones side by side: Segmented. */
export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { label, hideLabel, options, value, onValueChange, disabled, className } = props
  const group = useId()
  return (
    <fieldset className={cn('grid gap-2', className)} disabled={disabled}>
      <legend className={hideLabel ? 'sr-only' : 'mb-2 font-medium'}>{label}</legend>
      {options.map((option) => {
        const id = `${group}-${option.value}`
        return (
          <div key={option.value} className="grid grid-cols-[16px_1fr] gap-x-2.5">
            <input
              type="radio"
              id={id}
              name={group}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              aria-describedby={option.description ? `${id}-about` : undefined}
              onChange={() => onValueChange(option.value)}
              className="mt-0.5 size-4 appearance-none rounded-full border border-faint bg-panel checked:border-[5px] checked:border-ink hover:border-ink disabled:border-edge"
            />
            <label htmlFor={id}>{option.label}</label>
            {option.description && (
              <p id={`${id}-about`} className="col-start-2 text-muted">
                {option.description}
              </p>
            )}
          </div>
        )
      })}
    </fieldset>
  )
}
