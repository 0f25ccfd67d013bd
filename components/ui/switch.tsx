import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export interface SwitchProps extends Omit<ComponentProps<'input'>, 'type' | 'role' | 'size' | 'checked'> {
  checked: boolean
}

/** On or off, in effect at once (inside a form that is submitted, a Checkbox reads better). */
export function Switch({ checked, className, ...rest }: SwitchProps) {
  return (
    <span className={cn('relative inline-flex h-4.5 w-8 shrink-0', className)}>
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        className="peer size-full appearance-none rounded-full border border-faint bg-wash transition-colors duration-100 before:absolute before:-inset-1 checked:border-ink checked:bg-ink hover:border-ink disabled:cursor-not-allowed disabled:border-edge disabled:bg-wash"
        {...rest}
      />
      <span className="pointer-events-none absolute top-0.75 left-0.75 size-3 rounded-full bg-faint transition-transform duration-100 peer-checked:translate-x-3.5 peer-checked:bg-panel peer-disabled:bg-edge" />
    </span>
  )
}
