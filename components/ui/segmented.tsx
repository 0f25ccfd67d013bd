'use client'

import { useId } from 'react'
import { cn } from './cn.ts'

export interface SegmentedOption<Value extends string> {
  value: Value
  label: string
  disabled?: boolean
}

export interface SegmentedProps<Value extends string> {
  /** What is chosen among, for a screen reader (`charges`, `Theme`). */
  label: string
  options: readonly SegmentedOption<Value>[]
  value: Value
  onValueChange: (value: Value) => void
  size?: 'sm' | 'md'
  disabled?: boolean
  className?: string
}

/** Two to four exclusive choices side by side (None / Read / Write): radio buttons, so arrows move between them. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const { label, options, value, onValueChange, size = 'md', disabled, className } = props
  const group = useId()
  return (
    <fieldset
      className={cn('inline-flex shrink-0 rounded-md border border-edge bg-paper p-0.5', className)}
      disabled={disabled}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={cn(
            'relative grid cursor-pointer select-none place-items-center rounded-[6px] text-muted text-sm transition-colors duration-100 hover:text-ink has-checked:bg-panel has-checked:font-medium has-checked:text-ink has-checked:shadow-[0_0_0_1px_var(--edge)] has-disabled:cursor-not-allowed has-disabled:text-faint has-focus-visible:outline-2 has-focus-visible:outline-brass',
            size === 'sm' ? 'h-6 px-2 pointer-coarse:h-8' : 'h-6.5 px-3 pointer-coarse:h-9',
          )}
        >
          <input
            type="radio"
            name={group}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onValueChange(option.value)}
            className="absolute inset-0 cursor-[inherit] appearance-none opacity-0"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
