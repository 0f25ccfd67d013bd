import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export interface FilterChipProps extends Omit<ComponentProps<'button'>, 'children' | 'value'> {
  /** What it filters by: `Status`. */
  label: string
  /** What is chosen, in words; without it the filter is off. */
  value?: string
}

/** Opens one filter: use it as the trigger of a DropdownMenu or Popover (`asChild`). */
export function FilterChip({ label, value, className, ...rest }: FilterChipProps) {
  return (
    <button
      type="button"
      className={cn(
        'inline-flex h-7 shrink-0 select-none items-center gap-1.5 whitespace-nowrap rounded-full border border-line bg-panel px-2.5 text-muted transition-colors duration-100 hover:border-faint hover:text-ink data-[state=open]:border-faint data-[state=open]:text-ink pointer-coarse:h-9 pointer-coarse:px-3',
        value && 'border-muted text-ink',
        className,
      )}
      {...rest}
    >
      {value ? (
        <span>
          {label}: {value}
        </span>
      ) : (
        label
      )}
      <ChevronDown aria-hidden="true" className="size-3 text-faint" />
    </button>
  )
}
