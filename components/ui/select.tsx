import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { controlStyles } from './input.tsx'

export interface SelectOption {
  value: string
  label: string
  disabled?: boolean
}

export interface SelectProps extends Omit<ComponentProps<'select'>, 'children' | 'multiple' | 'size'> {
  options: readonly SelectOption[]
  /** Shown first, and chosen while the value is empty. */
  placeholder?: string
}

/**
 * A choice of few (for many, or with search: Combobox). It is the browser's own select, so phones show their own
 * picker and keyboards work as people expect; where the browser allows, the open list is drawn as ours.
 */
export function Select({ options, placeholder, className, ...rest }: SelectProps) {
  return (
    <span className="relative block w-full">
      <select
        className={cn(controlStyles, 'select h-8 truncate pr-8 pointer-coarse:h-10', className)}
        {...rest}
      >
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-faint"
      />
    </span>
  )
}
