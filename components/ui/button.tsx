'use client'

import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { cn } from './cn.ts'
import { Spinner } from './spinner.tsx'

export const buttonStyles = cva(
  'relative inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md border font-medium text-sm transition-colors duration-100 disabled:cursor-not-allowed aria-disabled:cursor-not-allowed [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary:
          'border-ink bg-ink text-paper hover:border-ink/85 hover:bg-ink/85 disabled:border-edge disabled:bg-wash disabled:text-faint',
        secondary:
          'border-edge bg-panel text-ink hover:bg-wash disabled:bg-transparent disabled:text-faint data-[state=open]:bg-wash',
        danger:
          'border-edge bg-panel text-danger hover:border-danger/40 hover:bg-danger-tint disabled:bg-transparent disabled:text-faint',
        'danger-solid':
          'border-danger bg-danger text-panel hover:border-danger/90 hover:bg-danger/90 disabled:border-edge disabled:bg-wash disabled:text-faint',
        ghost:
          'border-transparent text-muted hover:bg-wash hover:text-ink disabled:text-faint data-[state=open]:bg-wash data-[state=open]:text-ink',
        link: 'h-auto! border-0 px-0! text-ink underline decoration-edge underline-offset-4 hover:decoration-ink',
      },
      size: {
        sm: 'h-7 px-2.5 pointer-coarse:h-9',
        md: 'h-8 px-3 pointer-coarse:h-10',
        lg: 'h-10 px-4 pointer-coarse:h-11',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof buttonStyles> {
  /** The one child (a link, say) takes the button's looks; `loading` has no effect then. */
  asChild?: boolean
  /** Work is under way: the width stays, the focus stays, clicks do nothing. */
  loading?: boolean
  /** A 16 px icon before the words. */
  icon?: ReactNode
}

/** A button. `primary` (one on a screen), `secondary` (hairline), `danger`, `danger-solid` (in a confirmation), `ghost`, `link`. */
export function Button(props: ButtonProps) {
  const { asChild, loading = false, icon, variant, size, className, children, onClick, type, ...rest } = props
  const classes = cn(buttonStyles({ variant, size }), className)
  if (asChild) {
    return (
      <Slot.Root className={classes} onClick={onClick} {...rest}>
        {children}
      </Slot.Root>
    )
  }
  const guardedClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (loading) event.preventDefault()
    else onClick?.(event)
  }
  return (
    <button
      type={type ?? 'button'}
      className={classes}
      onClick={guardedClick}
      aria-disabled={loading || undefined}
      aria-busy={loading || undefined}
      {...rest}
    >
      {loading && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
      {/* Hidden by opacity, not by visibility, so that the button keeps its name for a screen reader. */}
      <span className={cn('inline-flex items-center gap-2', loading && 'opacity-0')}>
        {icon}
        {children}
      </span>
    </button>
  )
}
