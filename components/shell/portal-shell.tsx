'use client'

import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { type CommandGroup, type CommandItem, CommandMenu } from './command-menu.tsx'
import { CommandProvider, useCommands } from './command-registry.tsx'
import type { NavGroup, NavItem } from './navigation.ts'
import { PortalFrame } from './portal-frame.tsx'
import { ShortcutProvider, useShortcut } from './shortcut-provider.tsx'
import type { SwitcherProps } from './switcher.tsx'

export interface PortalShellProps {
  organization: Omit<SwitcherProps, 'label' | 'lead' | 'className'>
  user: { name: string; email: string }
  onSignOut: () => void
  /** How many keys there are, as it is shown (`1,284`, `10,000+`); left out until it is known. */
  keyCount?: string
  /** See `SidebarProps`. */
  unread?: string | null
  /** Further places of the organization, in order. */
  organizationItems?: readonly NavItem[]
  /** What ⌘K offers everywhere, beside places and what the page adds. */
  commands?: readonly CommandGroup[]
  onCommandSearch?: (text: string) => void
  searching?: boolean
  /** Does `c`, and the first command. Left out where the person may not make keys. */
  onCreateKey?: () => void
  notice?: ReactNode
  children: ReactNode
}

/**
 * The seam between the drawing and the data: everything the shell shows comes in here. The client component that
 * `app/(portal)/layout.tsx` renders reads the session and passes it on.
 */
export function PortalShell(props: PortalShellProps) {
  return (
    <ShortcutProvider>
      <CommandProvider>
        <ShellInside {...props} />
      </CommandProvider>
    </ShortcutProvider>
  )
}

const inbox: NavItem = { href: '/inbox', label: 'Inbox', key: 'n' }
const account: NavItem = { href: '/account', label: 'Account', key: 'a' }

function places(keyCount: string | undefined, organizationItems: readonly NavItem[]): NavGroup[] {
  return [
    {
      items: [
        { href: '/', label: 'Overview', key: 'o' },
        { href: '/keys', label: 'Keys', key: 'k', count: keyCount },
        { href: '/usage', label: 'Usage', key: 'u' },
        { href: '/docs', label: 'Reference', key: 'r' },
      ],
    },
    {
      heading: 'Organization',
      items: [
        { href: '/projects', label: 'Projects', key: 'p' },
        ...organizationItems,
        { href: '/settings', label: 'Settings', key: 's' },
      ],
    },
  ]
}

function ShellInside(props: PortalShellProps) {
  const {
    organization,
    user,
    onSignOut,
    keyCount,
    unread,
    organizationItems = [],
    onCreateKey,
    notice,
    children,
  } = props
  const router = useRouter()
  const registry = useCommands()
  const navigation = places(keyCount, organizationItems)
  const all = [...navigation.flatMap((group) => group.items), inbox, account]
  useShortcut('mod+k', 'Search and commands', () => registry.setOpen(true), 'Everywhere')
  useShortcut('c', 'Create a key', onCreateKey ?? null, 'Everywhere')
  const create: CommandItem[] = onCreateKey
    ? [{ id: 'create-key', label: 'Create a key', onSelect: onCreateKey, shortcut: 'c' }]
    : []
  const go: CommandItem[] = all.map((item) => ({
    id: item.href,
    label: item.label,
    onSelect: () => router.push(item.href),
    ...(item.key ? { shortcut: `g ${item.key}` } : {}),
  }))
  return (
    <>
      {all.map((item) =>
        item.key ? <GoTo key={item.href} item={item} onGo={() => router.push(item.href)} /> : null,
      )}
      <PortalFrame
        organization={organization}
        navigation={navigation}
        {...(unread !== undefined && { unread })}
        user={user}
        onSignOut={onSignOut}
        notice={notice}
        onOpenCommands={() => registry.setOpen(true)}
      >
        {children}
      </PortalFrame>
      <CommandMenu
        open={registry.open}
        onOpenChange={registry.setOpen}
        groups={[
          ...registry.groups,
          { heading: 'Actions', items: create },
          ...(props.commands ?? []),
          { heading: 'Go to', items: go },
          {
            heading: 'You',
            items: [{ id: 'sign-out', label: 'Sign out', onSelect: onSignOut, keywords: ['log out'] }],
          },
        ]}
        onSearch={props.onCommandSearch}
        searching={props.searching}
      />
    </>
  )
}

function GoTo({ item, onGo }: { item: NavItem; onGo: () => void }) {
  useShortcut(`g ${item.key}`, item.label, onGo, 'Go to')
  return null
}
