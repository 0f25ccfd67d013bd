'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'
import { Bell } from './bell.tsx'
import { KeyMark } from './key-mark.tsx'
import { isOpen, type NavGroup } from './navigation.ts'
import { Switcher, type SwitcherProps } from './switcher.tsx'
import { UserMenu, type UserMenuProps } from './user-menu.tsx'

export interface SidebarProps extends UserMenuProps {
  organization: Omit<SwitcherProps, 'label' | 'lead' | 'className'>
  navigation: readonly NavGroup[]
  /** How many notices are unread, as it is shown (`3`, `100+`); null: none. Without it there is no bell. */
  unread?: string | null
  /** Between the navigation and the user: a notice. */
  notice?: ReactNode
  className?: string
}

/** Organization, places, and oneself. The same drawing stands at the left of a desk and in the drawer of a phone. */
export function Sidebar({
  organization,
  navigation,
  unread,
  notice,
  user,
  onSignOut,
  className,
}: SidebarProps) {
  const pathname = usePathname()
  return (
    <div className={cn('flex flex-col bg-paper px-3 py-3', className)}>
      <div className="flex shrink-0 items-center gap-1">
        <Switcher
          label="Organization"
          lead={<KeyMark />}
          className="h-10 min-w-0 flex-1 font-semibold"
          {...organization}
        />
        {unread !== undefined && <Bell unread={unread} />}
      </div>
      <nav aria-label="Main" className="mt-3 grid gap-5 overflow-y-auto">
        {navigation.map((group) => (
          <div key={group.heading ?? 'first'}>
            {group.heading && <p className="mb-1 px-2 text-faint text-xs">{group.heading}</p>}
            <ul className="grid gap-px">
              {group.items.map((item) => {
                const open = isOpen(item.href, pathname)
                return (
                  <li key={item.href}>
                    <Link
                      href={item.href}
                      aria-current={open ? 'page' : undefined}
                      className={cn(
                        'flex h-8 items-center justify-between gap-2 rounded-md px-2 text-muted transition-colors duration-100 hover:text-ink pointer-coarse:h-10',
                        open && 'bg-wash font-medium text-ink',
                      )}
                    >
                      {item.label}
                      {item.count !== undefined && (
                        <span className="font-mono font-normal text-muted text-xs">{item.count}</span>
                      )}
                    </Link>
                  </li>
                )
              })}
            </ul>
          </div>
        ))}
      </nav>
      <div className="mt-auto grid gap-3 pt-3">
        {notice}
        <UserMenu user={user} onSignOut={onSignOut} />
      </div>
    </div>
  )
}
