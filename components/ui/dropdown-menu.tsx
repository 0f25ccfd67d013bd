'use client'

import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'
import { useFloatingContainer } from './floating.tsx'
import { Kbd } from './kbd.tsx'
import {
  menuDangerStyles,
  menuItemStyles,
  menuLabelStyles,
  menuSeparatorStyles,
  menuStyles,
} from './menu-styles.ts'

/** Not modal: the page stays reachable and does not jump; a press outside closes the menu and is not lost. */
export function DropdownMenu(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={false} {...props} />
}

export const DropdownMenuTrigger = Radix.Trigger
export const DropdownMenuRadioGroup = Radix.RadioGroup

/** The list that opens. Inside a table row, keep clicks to itself: `onClick={(e) => e.stopPropagation()}` is done here. */
export function DropdownMenuContent({
  className,
  align = 'end',
  ...rest
}: ComponentProps<typeof Radix.Content>) {
  const container = useFloatingContainer()
  return (
    <Radix.Portal container={container}>
      <Radix.Content
        align={align}
        sideOffset={4}
        collisionPadding={8}
        onClick={(event) => event.stopPropagation()}
        className={cn(menuStyles, 'max-h-(--radix-dropdown-menu-content-available-height)', className)}
        {...rest}
      />
    </Radix.Portal>
  )
}

export interface MenuItemProps extends ComponentProps<typeof Radix.Item> {
  icon?: ReactNode
  /** Keys that do the same. */
  shortcut?: string
  danger?: boolean
}

/** One action. With `asChild` its child (a link) is the item, and icon and shortcut are the child's own. */
export function DropdownMenuItem({ icon, shortcut, danger, className, children, ...rest }: MenuItemProps) {
  const classes = cn(menuItemStyles, danger && menuDangerStyles, className)
  if (rest.asChild) {
    return (
      <Radix.Item className={classes} {...rest}>
        {children}
      </Radix.Item>
    )
  }
  return (
    <Radix.Item className={classes} {...rest}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {shortcut && <Kbd keys={shortcut} className="ml-4" />}
    </Radix.Item>
  )
}

/** One of several that may be on at once; the menu stays open. */
export function DropdownMenuCheckboxItem(props: ComponentProps<typeof Radix.CheckboxItem>) {
  const { className, children, ...rest } = props
  return (
    <Radix.CheckboxItem
      onSelect={(event) => event.preventDefault()}
      className={cn(menuItemStyles, 'pr-8', className)}
      {...rest}
    >
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <Radix.ItemIndicator className="absolute right-2">
        <Check aria-hidden="true" className="text-brass!" />
      </Radix.ItemIndicator>
    </Radix.CheckboxItem>
  )
}

/** One of several that exclude each other, inside `DropdownMenuRadioGroup`. */
export function DropdownMenuRadioItem(props: ComponentProps<typeof Radix.RadioItem>) {
  const { className, children, ...rest } = props
  return (
    <Radix.RadioItem className={cn(menuItemStyles, 'pr-8', className)} {...rest}>
      <span className="flex min-w-0 flex-1 items-center gap-2.5 truncate">{children}</span>
      <Radix.ItemIndicator className="absolute right-2">
        <Check aria-hidden="true" className="text-brass!" />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  )
}

export function DropdownMenuLabel({ className, ...rest }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className={cn(menuLabelStyles, className)} {...rest} />
}

export function DropdownMenuSeparator() {
  return <Radix.Separator className={menuSeparatorStyles} />
}
