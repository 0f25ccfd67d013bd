'use client'

import { ContextMenu as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import type { MenuItemProps } from './dropdown-menu.tsx'
import { useFloatingContainer } from './floating.tsx'
import { Kbd } from './kbd.tsx'
import { menuDangerStyles, menuItemStyles, menuSeparatorStyles, menuStyles } from './menu-styles.ts'

export function ContextMenu(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={false} {...props} />
}

/** With `asChild` around the row. Whatever it offers must also be in the row's own menu. */
export const ContextMenuTrigger = Radix.Trigger

export function ContextMenuContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  const container = useFloatingContainer()
  return (
    <Radix.Portal container={container}>
      <Radix.Content collisionPadding={8} className={cn(menuStyles, className)} {...rest} />
    </Radix.Portal>
  )
}

export function ContextMenuItem({ icon, shortcut, danger, className, children, ...rest }: MenuItemProps) {
  return (
    <Radix.Item className={cn(menuItemStyles, danger && menuDangerStyles, className)} {...rest}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {shortcut && <Kbd keys={shortcut} className="ml-4" />}
    </Radix.Item>
  )
}

export function ContextMenuSeparator() {
  return <Radix.Separator className={menuSeparatorStyles} />
}
