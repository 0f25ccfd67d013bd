'use client'

import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './button.tsx'
import { cn } from './cn.ts'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'asChild' | 'aria-label'> {
  /** What it does, in words: its accessible name and its tooltip. */
  label: string
  /** A 16 px icon. */
  children: ReactNode
  /** Keys that do the same, shown in the tooltip. */
  shortcut?: string
  /** Without a tooltip where one would only repeat what stands beside it. */
  tooltip?: boolean
}

/** A square button with an icon and a name. At least 28 px, 36 px under a finger. */
export function IconButton(props: IconButtonProps) {
  const {
    label,
    children,
    shortcut,
    tooltip = true,
    className,
    size = 'sm',
    variant = 'ghost',
    ...rest
  } = props
  const button = (
    <Button
      aria-label={label}
      variant={variant}
      size={size}
      className={cn('aspect-square px-0', className)}
      {...rest}
    >
      {children}
    </Button>
  )
  if (!tooltip) return button
  return (
    <Tooltip content={label} shortcut={shortcut}>
      {button}
    </Tooltip>
  )
}
