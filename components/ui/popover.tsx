'use client'

import { Popover as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export const Popover = Radix.Root
export const PopoverTrigger = Radix.Trigger
export const PopoverAnchor = Radix.Anchor
export const PopoverClose = Radix.Close

/** A small floating panel with controls in it. Give it `aria-label` or a heading. */
export function PopoverContent({
  className,
  align = 'start',
  ...rest
}: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        align={align}
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          'z-50 max-w-[calc(100vw-16px)] animate-drop rounded-md bg-panel p-3 text-ink text-sm shadow-float outline-none',
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  )
}
