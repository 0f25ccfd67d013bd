import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { controlStyles } from './input.tsx'

/** Several lines of text; grows with what is typed where the browser can, up to 12 lines. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      className={cn(
        controlStyles,
        'field-sizing-content max-h-64 min-h-18 resize-y py-1.5 read-only:bg-paper',
        className,
      )}
      {...rest}
    />
  )
}
