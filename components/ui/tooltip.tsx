'use client'

import { Tooltip as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { cn } from './cn.ts'
import { useFloatingContainer } from './floating.tsx'
import { Kbd } from './kbd.tsx'

/** Once, near the root: lets the second tooltip of a row appear without the wait of the first. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={350} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  )
}

export interface TooltipProps {
  content: ReactNode
  /** The one element it explains; it must be focusable, or keyboard users never see the content. */
  children: ReactElement
  shortcut?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
  align?: 'start' | 'center' | 'end'
  className?: string
}

/** Words on hover and focus. Never the only place where something needful stands. */
export function Tooltip({
  content,
  children,
  shortcut,
  side = 'top',
  align = 'center',
  className,
}: TooltipProps) {
  const container = useFloatingContainer()
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            'z-60 flex max-w-72 animate-fade items-center gap-2 rounded-md bg-panel px-2.5 py-1.5 text-ink text-xs shadow-float',
            className,
          )}
        >
          {content}
          {shortcut && <Kbd keys={shortcut} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
