'use client'

import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'size'> {
  /** Some of what it stands for is chosen, not all. */
  indeterminate?: boolean
}

/** A box to tick: the browser's own input, drawn as ours. Its target is 24 px and more. */
export function Checkbox({ indeterminate = false, className, ref, ...rest }: CheckboxProps) {
  return (
    <span className={cn('relative inline-grid size-4 shrink-0 place-items-center align-middle', className)}>
      <input
        type="checkbox"
        ref={(element) => {
          if (element) element.indeterminate = indeterminate
          if (typeof ref === 'function') return ref(element)
          if (ref) ref.current = element
        }}
        className="peer size-4 appearance-none rounded-sm border border-faint bg-panel transition-colors duration-100 before:absolute before:-inset-1 checked:border-ink checked:bg-ink indeterminate:border-ink indeterminate:bg-ink hover:border-ink disabled:cursor-not-allowed disabled:border-edge disabled:bg-wash aria-invalid:border-danger"
        {...rest}
      />
      <svg
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        className="pointer-events-none absolute size-4 text-panel opacity-0 peer-checked:opacity-100 peer-indeterminate:opacity-100 peer-disabled:text-faint"
      >
        <path d={indeterminate ? 'M4.5 8h7' : 'm4.5 8.25 2.25 2.25 4.75-5'} />
      </svg>
    </span>
  )
}
