import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'

/** The looks of everything one types or picks in: shared by Input, Textarea, Select and Combobox. 16 px under a finger, or iOS zooms. */
export const controlStyles =
  'w-full rounded-md border border-edge bg-panel px-3 text-sm text-ink transition-colors duration-100 hover:border-faint/60 focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-paper disabled:text-faint aria-invalid:border-danger pointer-coarse:text-base'

export interface InputProps extends ComponentProps<'input'> {
  /** Inside, at the start: an icon or a unit. */
  lead?: ReactNode
  /** Inside, at the end: a unit, a key hint, a small button. */
  trail?: ReactNode
  /** For what a machine reads: Geist Mono. */
  mono?: boolean
}

/** One line of text. Label it: `components/form` does so for you. */
export function Input({ lead, trail, mono, className, ...rest }: InputProps) {
  const input = (
    <input
      autoComplete="off"
      className={cn(
        controlStyles,
        'h-8 read-only:bg-paper pointer-coarse:h-10',
        mono && 'font-mono',
        lead ? 'pl-8' : null,
        trail ? 'pr-14' : null,
        className,
      )}
      {...rest}
    />
  )
  if (!lead && !trail) return input
  return (
    <span className="relative block w-full">
      {lead && (
        <span className="pointer-events-none absolute inset-y-0 left-0 grid w-8 place-items-center text-faint">
          {lead}
        </span>
      )}
      {input}
      {trail && <span className="absolute inset-y-0 right-0 flex items-center pr-2 text-faint">{trail}</span>}
    </span>
  )
}
