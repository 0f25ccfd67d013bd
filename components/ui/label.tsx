import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export interface LabelProps extends ComponentProps<'label'> {
  /** The control it names. */
  htmlFor: string
  /** Says so in words, as most fields are required and few are not. */
  optional?: boolean
}

export function Label({ optional, className, children, htmlFor, ...rest }: LabelProps) {
  return (
    <label htmlFor={htmlFor} className={cn('font-medium text-sm', className)} {...rest}>
      {children}
      {optional && <span className="ml-1.5 font-normal text-faint">optional</span>}
    </label>
  )
}
